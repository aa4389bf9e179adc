package io.github.nmf4j.tck;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operands. All numbers are nonnegative, so a sum of n products is within n·u of its exact
 * value, relatively and entry by entry; the bounds here are four times that, plus a few roundings
 * for divisions and powers.
 */
abstract class BoundedLayer extends Layer {

  private static final double[] BETAS = {-1, 0, 0.5, 1, 1.5, 2, 2.5, 3};

  static Stream<Arguments> shapes() {
    return Shape.ALL.stream()
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  static Stream<Arguments> sides() {
    return shapes()
        .flatMap(
            a ->
                Arrays.stream(Side.values())
                    .map(side -> Arguments.of(a.get()[0], a.get()[1], side)));
  }

  static Stream<Arguments> betas() {
    return sides()
        .flatMap(
            a ->
                DoubleStream.of(BETAS)
                    .mapToObj(b -> Arguments.of(a.get()[0], a.get()[1], a.get()[2], b)));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("sides")
  void cross(Shape shape, Precision precision, Side side) {
    var inputs = new Inputs(shape, 11);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0, precision);
    double[][] x = Oracle.x(v, side);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0, precision);
    double[][] expected = Oracle.multiply(x, g);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision));
        Factor r = poisoned(session, x.length, shape.rank());
        session.cross(data, side, factor(session, g), r);
        assertWithin(
            relative(expected, 4 * (x[0].length + 2) * precision.unitRoundoff()),
            expected,
            read(session, r),
            "cross sparse=" + sparse);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} beta={3}")
  @MethodSource("betas")
  void ratioPasses(Shape shape, Precision precision, Side side, double beta) {
    var inputs = new Inputs(shape, 12);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] x = Oracle.x(v, side);
    double[][] f = inputs.uniform(x.length, shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0.1, precision);
    double[][][] expected = Oracle.betaCross(x, f, g, beta);
    double u = precision.unitRoundoff();
    // the model is within k·u; its power magnifies that by the exponent; exp and log add a few ulps
    double power = Math.max(Math.abs(beta - 2), Math.abs(beta - 1));
    double bound = 4 * (power * (shape.rank() + 16) + x[0].length + 16) * u;
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision));
        Factor F = factor(session, f);
        Factor G = factor(session, g);
        Factor numerator = poisoned(session, x.length, shape.rank());
        Factor denominator = poisoned(session, x.length, shape.rank());
        session.betaCross(data, side, F, G, beta, numerator, denominator);
        String what = " of betaCross sparse=" + sparse;
        assertWithin(
            relative(expected[0], bound), expected[0], read(session, numerator), "N" + what);
        assertWithin(
            relative(expected[1], bound), expected[1], read(session, denominator), "D" + what);

        session.addBetaCross(data, side, F, G, beta, numerator, denominator);
        assertWithin(
            relative(expected[0], 3 * bound),
            twice(expected[0]),
            read(session, numerator),
            "N of addBetaCross sparse=" + sparse);
        if (beta == 1) {
          numerator = poisoned(session, x.length, shape.rank());
          session.klCross(data, side, F, G, numerator);
          assertWithin(
              relative(expected[0], bound),
              expected[0],
              read(session, numerator),
              "klCross sparse=" + sparse);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} beta={3}")
  @MethodSource("betas")
  void sparseRatioPassesWithZeros(Shape shape, Precision precision, Side side, double beta) {
    var inputs = new Inputs(shape, 13);
    double[][] v =
        inputs.thinned(inputs.uniform(shape.rows(), shape.columns(), 0.1, precision), 0.2);
    double[][] x = Oracle.x(v, side);
    double[][] f = inputs.uniform(x.length, shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0.1, precision);
    double[][][] expected = Oracle.betaCross(x, f, g, beta);
    double power = Math.max(Math.abs(beta - 2), Math.abs(beta - 1));
    double bound = 4 * (power * (shape.rank() + 16) + x[0].length + 16) * precision.unitRoundoff();
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, true, precision));
      Factor numerator = poisoned(session, x.length, shape.rank());
      Factor denominator = poisoned(session, x.length, shape.rank());
      session.betaCross(
          data, side, factor(session, f), factor(session, g), beta, numerator, denominator);
      assertWithin(
          relative(expected[0], bound), expected[0], read(session, numerator), "numerator");
      assertWithin(
          relative(expected[1], bound), expected[1], read(session, denominator), "denominator");
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} beta={3}")
  @MethodSource("betas")
  void weightedPasses(Shape shape, Precision precision, Side side, double beta) {
    var inputs = new Inputs(shape, 19);
    double[][] m =
        inputs.thinned(inputs.uniform(shape.rows(), shape.columns(), 0.1, precision), 0.6);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    if (beta > 0) {
      inputs.thinned(v, 0.8);
    }
    v = Inputs.observed(v, m);
    double[][] x = Oracle.x(v, side);
    double[][] f = inputs.uniform(x.length, shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0.1, precision);
    double[][][] expected = Oracle.weightedCross(x, Oracle.x(m, side), f, g, beta);
    double u = precision.unitRoundoff();
    double power = Math.max(Math.abs(beta - 2), Math.abs(beta - 1));
    double bound = 4 * (power * (shape.rank() + 16) + x[0].length + 16) * u;
    double[][] w = side == Side.ROWS ? f : g;
    double[][] h = side == Side.ROWS ? g : f;
    double loss = Oracle.weightedDivergence(v, m, w, h, beta);
    double lossBound = 4 * (shape.rank() + 16) * u * magnitude(v, w, h, beta);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        String what = " of weightedCross sparse=" + sparse;
        Data data = session.upload(Inputs.layer(v, m, sparse, precision));
        Data weights = session.upload(Inputs.layer(m, m, sparse, precision));
        Factor F = factor(session, f);
        Factor G = factor(session, g);
        Factor numerator = poisoned(session, x.length, shape.rank());
        Factor denominator = poisoned(session, x.length, shape.rank());
        session.weightedCross(data, weights, side, F, G, beta, numerator, denominator);
        assertWithin(
            relative(expected[0], bound), expected[0], read(session, numerator), "N" + what);
        assertWithin(
            relative(expected[1], bound), expected[1], read(session, denominator), "D" + what);

        session.addWeightedCross(data, weights, side, F, G, beta, numerator, denominator);
        assertWithin(
            relative(expected[0], 3 * bound),
            twice(expected[0]),
            read(session, numerator),
            "second N" + what);
        assertWithin(
            relative(expected[1], 3 * bound),
            twice(expected[1]),
            read(session, denominator),
            "second D" + what);

        double actual =
            session.weightedDivergence(data, weights, factor(session, w), factor(session, h), beta);
        if (!(Math.abs(actual - loss) <= lossBound)) {
          throw new AssertionError(
              "weightedDivergence sparse=%s: expected %s, was %s, bound %.3g"
                  .formatted(sparse, loss, actual, lossBound));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void frobeniusUpdates(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 14);
    double[][] f = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.8);
    double[][] r = inputs.uniform(shape.rows(), shape.rank(), 0, precision);
    double[][] g = inputs.uniform(shape.columns() + shape.rank(), shape.rank(), 0, precision);
    double[][] free = inputs.integers(shape.rows(), shape.rank(), 1);
    double u = precision.unitRoundoff();
    try (Session session = session(precision)) {
      var S = gram(session, g);
      double[][] s = square(session.read(S), shape.rank());
      for (double[] penalty : new double[][] {{0, 0}, {0.25, 0}, {0, 0.5}, {0.125, 4}}) {
        double[][] expected = new double[f.length][shape.rank()];
        double[][] fs = Oracle.multiply(f, s);
        for (int i = 0; i < f.length; i++) {
          for (int c = 0; c < shape.rank(); c++) {
            expected[i][c] = f[i][c] * r[i][c] / (fs[i][c] + penalty[0] + penalty[1] * f[i][c]);
            if (f[i][c] == 0) {
              expected[i][c] = 0;
            }
          }
        }
        Factor F = factor(session, f);
        session.multiplyUpdate(F, factor(session, r), S, penalty[0], penalty[1]);
        assertWithin(
            relative(expected, 4 * (shape.rank() + 8) * u),
            expected,
            read(session, F),
            "multiplyUpdate");

        double[][][] sweep = Oracle.halsSweep(f, r, s, penalty[0], penalty[1], u);
        F = factor(session, f);
        session.halsSweep(F, factor(session, r), S, penalty[0], penalty[1]);
        assertWithin(sweep[1], sweep[0], read(session, F), "halsSweep");

        sweep = Oracle.halsSweep(f, r, s, penalty[0], penalty[1], u, free);
        F = factor(session, f);
        session.halsSweep(F, factor(session, r), S, penalty[0], penalty[1], factor(session, free));
        assertWithin(sweep[1], sweep[0], read(session, F), "halsSweep of free entries");
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void ratioUpdates(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 15);
    double[][] f = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.8);
    double[][] n = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.8);
    double[][] d = inputs.uniform(shape.rows(), shape.rank(), 0.01, precision);
    try (Session session = session(precision)) {
      for (double beta : BETAS) {
        for (double[] penalty :
            new double[][] {{0, 0}, {0.25, 0}, {0, 0.5}, {0.125, 1e3}, {0, 1e-4}}) {
          for (RatioStep step :
              new RatioStep[] {
                RatioStep.monotone(beta, penalty[0], penalty[1]),
                RatioStep.heuristic(beta, penalty[0], penalty[1])
              }) {
            double[][] expected = new double[f.length][shape.rank()];
            for (int i = 0; i < f.length; i++) {
              for (int c = 0; c < shape.rank(); c++) {
                expected[i][c] = Oracle.step(f[i][c], n[i][c], d[i][c], step);
              }
            }
            Factor F = factor(session, f);
            session.ratioUpdate(F, factor(session, n), factor(session, d), step);
            assertWithin(
                relative(expected, 128 * precision.unitRoundoff()),
                expected,
                read(session, F),
                "ratioUpdate " + step);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void forgettingUpdates(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 19);
    double[][] f = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0.01, precision), 0.8);
    double[][] n = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.8);
    double[][] d = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0.01, precision), 0.8);
    double[][] a = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.5);
    double[][] b = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0.01, precision), 0.5);
    try (Session session = session(precision)) {
      for (double beta : BETAS) {
        for (double[] numbers :
            new double[][] {{0, 0, 0}, {0.75, 0, 0}, {0.75, 0.25, 0.5}, {1, 0, 1e3}}) {
          ForgettingStep step = ForgettingStep.of(beta, numbers[0], numbers[1], numbers[2]);
          for (boolean shared : new boolean[] {false, true}) {
            double[][] denominators = shared ? new double[][] {d[0]} : d;
            double[][][] expected = new double[3][f.length][shape.rank()];
            for (int i = 0; i < f.length; i++) {
              for (int c = 0; c < shape.rank(); c++) {
                double delta = denominators[shared ? 0 : i][c];
                double[] entry = Oracle.forgetting(f[i][c], n[i][c], delta, a[i][c], b[i][c], step);
                for (int o = 0; o < 3; o++) {
                  expected[o][i][c] = entry[o];
                }
              }
            }
            Factor F = factor(session, f);
            Factor A = factor(session, a);
            Factor B = factor(session, b);
            session.forgettingUpdate(
                F, factor(session, n), factor(session, denominators), A, B, step);
            Factor[] actual = {F, A, B};
            for (int o = 0; o < 3; o++) {
              assertWithin(
                  relative(expected[o], 64 * precision.unitRoundoff()),
                  expected[o],
                  read(session, actual[o]),
                  "operand %d of %s shared=%s".formatted(o, step, shared));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} beta={3}")
  @MethodSource("betas")
  void divergence(Shape shape, Precision precision, Side side, double beta) {
    var inputs = new Inputs(shape, side == Side.ROWS ? 16 : 17);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    boolean sparse = side == Side.COLUMNS;
    if (sparse && beta > 0) {
      inputs.thinned(v, 0.3);
    }
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    double expected = Oracle.divergence(v, w, h, beta);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, sparse, precision));
      double actual = session.divergence(data, factor(session, w), factor(session, h), beta);
      // d is flat near v, so rounding of the model counts with the size of its terms, not of d
      double size = magnitude(v, w, h, beta);
      double bound = 4 * (shape.rank() + 16) * precision.unitRoundoff() * size;
      if (!(Math.abs(actual - expected) <= bound)) {
        throw new AssertionError(
            "divergence: expected %s, was %s, bound %.3g".formatted(expected, actual, bound));
      }
    }
  }

  /** Sum of the absolute values of the terms of which the divergence is made. */
  private static double magnitude(double[][] v, double[][] w, double[][] h, double beta) {
    double[][] y = Oracle.model(w, h);
    double power = 1 + Math.abs(beta) + Math.abs(beta - 1);
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[0].length; j++) {
        double a = v[i][j];
        double b = y[i][j];
        sum +=
            power * (a == 0 ? 0 : Math.pow(a, beta))
                + power * Math.pow(b, beta)
                + power * a * Math.pow(b, beta - 1)
                + (a == 0 ? 0 : Math.abs(Math.log(a / b))) * a;
      }
    }
    return sum;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void kktResidual(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 18);
    double[][] f = inputs.thinned(inputs.uniform(shape.rows(), shape.rank(), 0, precision), 0.7);
    double[][] n = inputs.uniform(shape.rows(), shape.rank(), 0, precision);
    double[][] d = inputs.uniform(shape.rows(), shape.rank(), 0.5, precision);
    double l1 = 0.125;
    double l2 = 0.25;
    double expected = 0;
    for (int c = 0; c < shape.rank(); c++) {
      double largest = 0;
      double steepest = 0;
      for (int i = 0; i < f.length; i++) {
        largest = Math.max(largest, f[i][c]);
        steepest = Math.max(steepest, d[i][c] + l1 + l2 * f[i][c]);
      }
      for (int i = 0; i < f.length; i++) {
        double gradient = (d[i][c] - n[i][c] + l1 + l2 * f[i][c]) / steepest;
        double distance = largest == 0 ? 0 : f[i][c] / largest;
        expected = Math.max(expected, Math.abs(Math.min(distance, gradient)));
      }
    }
    try (Session session = session(precision)) {
      // larger maxima first, which the second call must not find
      session.kktResidual(
          factor(session, twice(f)), factor(session, n), factor(session, twice(d)), l1, l2);
      double actual =
          session.kktResidual(factor(session, f), factor(session, n), factor(session, d), l1, l2);
      if (!(Math.abs(actual - expected) <= 32 * precision.unitRoundoff())) {
        throw new AssertionError("kktResidual: expected %s, was %s".formatted(expected, actual));
      }
    }
  }

  private static double[][] relative(double[][] expected, double relative) {
    double[][] bound = new double[expected.length][expected[0].length];
    for (int i = 0; i < bound.length; i++) {
      for (int c = 0; c < bound[i].length; c++) {
        bound[i][c] = relative * expected[i][c];
      }
    }
    return bound;
  }

  private static double[][] twice(double[][] a) {
    double[][] b = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      b[i] = Arrays.stream(a[i]).map(x -> 2 * x).toArray();
    }
    return b;
  }

  private static double[][] square(double[] numbers, int k) {
    double[][] s = new double[k][];
    for (int c = 0; c < k; c++) {
      s[c] = Arrays.copyOfRange(numbers, c * k, (c + 1) * k);
    }
    return s;
  }
}
