package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operands are small integers or powers of two and all sums stay below 2²⁴, so every order of
 * summation, with or without fused multiply-add, gives the same answer.
 */
abstract class ExactLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Shape.ALL.stream()
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  static Stream<Arguments> products() {
    return shapes()
        .flatMap(
            a ->
                Arrays.stream(Side.values())
                    .flatMap(
                        side ->
                            Stream.of(false, true)
                                .map(
                                    sparse -> Arguments.of(a.get()[0], a.get()[1], side, sparse))));
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("products")
  void cross(Shape shape, Precision precision, Side side, boolean sparse) {
    var inputs = new Inputs(shape, 1);
    double[][] v = inputs.integers(shape.rows(), shape.columns(), 9);
    if (sparse) {
      inputs.thinned(v, 0.3);
    }
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, sparse, precision), 4, 1 + shape.columns() / 3);
      double[][] x = Oracle.x(v, side);
      double[][] g = inputs.integers(x[0].length, shape.rank(), 5);
      double[][] expected = Oracle.multiply(x, g);
      scale(expected, 4);

      Factor r = poisoned(session, x.length, shape.rank());
      session.cross(data, side, factor(session, g), r);
      assertSame(expected, read(session, r), "cross");

      session.addCross(data, side, factor(session, g), r);
      scale(expected, 2);
      assertSame(expected, read(session, r), "addCross");
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("products")
  void klCross(Shape shape, Precision precision, Side side, boolean sparse) {
    var inputs = new Inputs(shape, 2);
    double[][] v = inputs.integers(shape.rows(), shape.columns(), 9);
    if (sparse) {
      inputs.thinned(v, 0.3);
    }
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, sparse, precision));
      double[][] x = Oracle.x(v, side);
      double[][] f = inputs.oneHot(x.length, shape.rank(), 2);
      double[][] g = inputs.powers(x[0].length, shape.rank(), 2);
      double[][] expected = Oracle.betaCross(x, f, g, 1)[0];

      Factor numerator = poisoned(session, x.length, shape.rank());
      session.klCross(data, side, factor(session, f), factor(session, g), numerator);
      assertSame(expected, read(session, numerator), "klCross");

      session.addKlCross(data, side, factor(session, f), factor(session, g), numerator);
      scale(expected, 2);
      assertSame(expected, read(session, numerator), "addKlCross");
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("products")
  void weightedCross(Shape shape, Precision precision, Side side, boolean sparse) {
    var inputs = new Inputs(shape, 7);
    double[][] m = inputs.thinned(inputs.integers(shape.rows(), shape.columns(), 3), 0.6);
    double[][] v = Inputs.observed(inputs.integers(shape.rows(), shape.columns(), 9), m);
    try (Session session = session(precision)) {
      int width = 1 + shape.columns() / 3;
      Data data = session.upload(Inputs.layer(v, m, sparse, precision), 1, width);
      Data weights = session.upload(Inputs.layer(m, m, sparse, precision), 1, width);
      double[][] x = Oracle.x(v, side);
      double[][] f = inputs.oneHot(x.length, shape.rank(), 2);
      double[][] g = inputs.powers(x[0].length, shape.rank(), 2);
      for (double beta : new double[] {1, 2}) {
        double[][][] expected = Oracle.weightedCross(x, Oracle.x(m, side), f, g, beta);
        Factor numerator = poisoned(session, x.length, shape.rank());
        Factor denominator = poisoned(session, x.length, shape.rank());
        Factor F = factor(session, f);
        Factor G = factor(session, g);
        session.weightedCross(data, weights, side, F, G, beta, numerator, denominator);
        assertSame(expected[0], read(session, numerator), "N of weightedCross");
        assertSame(expected[1], read(session, denominator), "D of weightedCross");

        session.addWeightedCross(data, weights, side, F, G, beta, numerator, denominator);
        scale(expected[0], 2);
        scale(expected[1], 2);
        assertSame(expected[0], read(session, numerator), "N of addWeightedCross");
        assertSame(expected[1], read(session, denominator), "D of addWeightedCross");
      }
      double[][] w = side == Side.ROWS ? f : g;
      double[][] h = side == Side.ROWS ? g : f;
      assertEquals(
          Oracle.weightedDivergence(v, m, w, h, 2),
          session.weightedDivergence(data, weights, factor(session, w), factor(session, h), 2),
          "weightedDivergence");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void heldEntries(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 8);
    double[][] f = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] held = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] free = inputs.integers(shape.rows(), shape.rank(), 1);
    double[][] r = inputs.integers(shape.rows(), shape.rank(), 30);
    double[][] diagonal = new double[shape.rank()][shape.rank()];
    for (int c = 0; c < shape.rank(); c++) {
      diagonal[c][c] = 1 << c % 2;
    }
    double[][] restored = new double[f.length][shape.rank()];
    double[][] swept = new double[f.length][shape.rank()];
    for (int i = 0; i < f.length; i++) {
      for (int c = 0; c < shape.rank(); c++) {
        restored[i][c] = free[i][c] == 1 ? f[i][c] : held[i][c];
        double s = diagonal[c][c] * diagonal[c][c];
        swept[i][c] = free[i][c] == 1 ? r[i][c] / s : f[i][c];
      }
    }
    try (Session session = session(precision)) {
      Factor F = factor(session, f);
      session.hold(F, factor(session, held), factor(session, free));
      assertSame(restored, read(session, F), "hold");

      F = factor(session, f);
      session.halsSweep(
          F, factor(session, r), gram(session, diagonal), 0, 0, factor(session, free));
      assertSame(swept, read(session, F), "halsSweep of free entries");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void gramProductAndSums(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 3);
    double[][] f = inputs.integers(shape.rows(), shape.rank(), 5);
    double[][] g = inputs.integers(shape.columns(), shape.rank(), 5);
    double[][] s = Oracle.gram(f);
    try (Session session = session(precision)) {
      Factor F = factor(session, f);
      Gram S = session.newGram(shape.rank());
      session.gram(F, S);
      assertArrayEquals(flat(s), session.read(S), "gram");
      assertEquals(sumOfSquares(s), session.dot(S, S), "dot of Gram matrices");

      Factor out = poisoned(session, shape.columns(), shape.rank());
      session.product(factor(session, g), S, out);
      double[][] product = Oracle.multiply(g, s);
      assertSame(product, read(session, out), "product");

      session.addGram(factor(session, g), S);
      double[][] t = Oracle.gram(g);
      for (int a = 0; a < s.length; a++) {
        for (int b = 0; b < s.length; b++) {
          t[a][b] += s[a][b];
        }
      }
      assertArrayEquals(flat(t), session.read(S), "addGram");

      Factor sums = poisoned(session, 1, shape.rank());
      session.columnSums(F, sums);
      double[][] ones = new double[1][shape.rows()];
      Arrays.fill(ones[0], 1);
      double[][] expected = Oracle.multiply(ones, f);
      assertSame(expected, read(session, sums), "columnSums");
      session.addColumnSums(F, sums);
      scale(expected, 2);
      assertSame(expected, read(session, sums), "addColumnSums");

      assertEquals(Arrays.stream(flat(f)).sum(), session.sum(F), "sum");
      assertEquals(sumOfSquares(f), session.dot(F, F), "dot");
      double[][] other = inputs.integers(shape.rows(), shape.rank(), 5);
      double dot = 0;
      for (int i = 0; i < f.length; i++) {
        for (int c = 0; c < shape.rank(); c++) {
          dot += f[i][c] * other[i][c];
        }
      }
      assertEquals(dot, session.dot(F, factor(session, other)), "dot of two factors");
      int last = shape.rows() - 1;
      double ofViews = 0;
      for (int c = 0; c < shape.rank(); c++) {
        ofViews += f[last][c] * other[0][c];
      }
      assertEquals(
          ofViews,
          session.dot(F.rows(last, last + 1), factor(session, other).rows(0, 1)),
          "dot of two views");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void copySubtractAndViews(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 4);
    double[][] f = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] g = inputs.integers(shape.rows(), shape.rank(), 9);
    try (Session session = session(precision)) {
      Factor F = factor(session, f);
      Factor G = factor(session, g);
      Factor out = poisoned(session, shape.rows(), shape.rank());
      session.copy(F, out);
      assertSame(f, read(session, out), "copy");

      session.subtract(F, G, out);
      double[][] difference = new double[f.length][];
      for (int i = 0; i < f.length; i++) {
        difference[i] = f[i].clone();
        for (int c = 0; c < f[i].length; c++) {
          difference[i][c] -= g[i][c];
        }
      }
      assertSame(difference, read(session, out), "subtract");

      int from = shape.rows() / 3;
      int to = shape.rows() - shape.rows() / 4;
      session.copy(G.rows(from, to), F.rows(from, to));
      double[][] mixed = f.clone();
      System.arraycopy(g, from, mixed, from, to - from);
      assertSame(mixed, read(session, F), "copy of a view");
      assertSame(
          Arrays.copyOfRange(g, from, to), read(session, G.rows(from, to)), "read of a view");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void extrapolate(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 7);
    double[][] f = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] before = inputs.integers(shape.rows(), shape.rank(), 9);
    try (Session session = session(precision)) {
      for (Momentum momentum : Momentum.values()) {
        double[][] expected = new double[f.length][shape.rank()];
        for (int i = 0; i < f.length; i++) {
          for (int c = 0; c < shape.rank(); c++) {
            double step = 0.75 * (f[i][c] - before[i][c]);
            expected[i][c] =
                momentum == Momentum.UPWARD
                    ? f[i][c] + Math.max(0, step)
                    : Math.max(0, f[i][c] + step);
          }
        }
        Factor F = factor(session, f);
        Factor previous = factor(session, before);
        Factor out = poisoned(session, shape.rows(), shape.rank());
        session.extrapolate(F, previous, 0.75, momentum, out);
        assertSame(expected, read(session, out), "extrapolate " + momentum);
        assertSame(f, read(session, F), "F");
        session.extrapolate(F, previous, 0.75, momentum, F);
        assertSame(expected, read(session, F), "extrapolate in place " + momentum);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void updatesThatDivideByPowersOfTwo(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 5);
    double[][] f = inputs.powers(shape.rows(), shape.rank(), 3);
    inputs.thinned(f, 0.8);
    double[][] r = inputs.integers(shape.rows(), shape.rank(), 30);
    double[][] diagonal = new double[shape.rank()][shape.rank()];
    for (int c = 0; c < shape.rank(); c++) {
      diagonal[c][c] = Math.scalb(1.0, c % 3);
    }
    try (Session session = session(precision)) {
      // S = diag(4^(c mod 3)): F ∘ R ⊘ (F·S) is R / S where F is not zero
      Gram S = gram(session, diagonal);
      Factor F = factor(session, f);
      session.multiplyUpdate(F, factor(session, r), S, 0, 0);
      double[][] quotient = new double[f.length][shape.rank()];
      for (int i = 0; i < f.length; i++) {
        for (int c = 0; c < shape.rank(); c++) {
          quotient[i][c] = f[i][c] == 0 ? 0 : r[i][c] / (diagonal[c][c] * diagonal[c][c]);
        }
      }
      assertSame(quotient, read(session, F), "multiplyUpdate");

      // one sweep solves a diagonal system: every entry becomes R / S, zeros included
      F = factor(session, f);
      session.halsSweep(F, factor(session, r), S, 0, 0);
      for (int i = 0; i < f.length; i++) {
        for (int c = 0; c < shape.rank(); c++) {
          quotient[i][c] = r[i][c] / (diagonal[c][c] * diagonal[c][c]);
        }
      }
      assertSame(quotient, read(session, F), "halsSweep");

      double[][] denominators = inputs.powers(shape.rows(), shape.rank(), 4);
      F = factor(session, f);
      session.ratioUpdate(
          F, factor(session, r), factor(session, denominators), RatioStep.monotone(1, 0, 0));
      for (int i = 0; i < f.length; i++) {
        for (int c = 0; c < shape.rank(); c++) {
          quotient[i][c] = f[i][c] * (r[i][c] / denominators[i][c]);
        }
      }
      assertSame(quotient, read(session, F), "ratioUpdate");

      F = factor(session, f);
      double[][] shared = {denominators[0]};
      session.ratioUpdate(
          F, factor(session, r), factor(session, shared), RatioStep.monotone(1, 0, 0));
      for (int i = 0; i < f.length; i++) {
        for (int c = 0; c < shape.rank(); c++) {
          quotient[i][c] = f[i][c] * (r[i][c] / shared[0][c]);
        }
      }
      assertSame(quotient, read(session, F), "ratioUpdate with one denominator for all items");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void normsAndFrobeniusLoss(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 6);
    double[][] v = inputs.thinned(inputs.integers(shape.rows(), shape.columns(), 9), 0.5);
    double[][] w = inputs.integers(shape.rows(), shape.rank(), 2);
    double[][] h = inputs.integers(shape.columns(), shape.rank(), 2);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision), 1, 1 + shape.columns() / 2);
        assertEquals(sumOfSquares(v), session.squaredNorm(data), "squaredNorm");
        assertEquals(
            Oracle.divergence(v, w, h, 2),
            session.divergence(data, factor(session, w), factor(session, h), 2),
            "divergence sparse=" + sparse);
      }
    }
  }

  private static void scale(double[][] a, double factor) {
    for (double[] row : a) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
    }
  }

  private static double[] flat(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double sumOfSquares(double[][] a) {
    return Arrays.stream(flat(a)).map(x -> x * x).sum();
  }
}
