package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where the formulas end: entries below {@link Floors#factor}, entries that nothing acts on, and
 * models that vanish.
 */
abstract class EdgeLayer extends Layer {

  private static final double[] BETAS = {-1, 0, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5};

  /** One entry of a factor with its numerator and denominator. */
  private record Entry(double f, double n, double d) {}

  /** Every f beside every numerator and denominator, none of them near the floor's edge. */
  private static List<Entry> entries(Precision precision) {
    double floor = Floors.factor(precision);
    List<Entry> entries = new ArrayList<>();
    for (double f : new double[] {0, 1, 4 * floor}) {
      for (double n : new double[] {0, 1, 0x1p-8, floor / 5}) {
        for (double d : new double[] {0, 1, 0x1p-8}) {
          entries.add(new Entry(f, n, d));
        }
      }
    }
    // a ratio that overflows, and yet 0 stays 0
    double large = 1 / Floors.model(precision, 1);
    entries.add(new Entry(0, large, 1 / large));
    return entries;
  }

  /** Two items: the entries in their order, and the other way round. */
  private static double[][] items(
      List<Entry> entries, java.util.function.ToDoubleFunction<Entry> of) {
    double[] forth = entries.stream().mapToDouble(of).toArray();
    double[] back = entries.reversed().stream().mapToDouble(of).toArray();
    return new double[][] {forth, back};
  }

  private static double flushed(double value, Precision precision) {
    return value < Floors.factor(precision) ? 0 : value;
  }

  /** A power t = exp(log t) has |log t| ≤ 354 here, so many roundings; an expected 0 must be 0. */
  private static void assertNear(
      Precision precision, double[][] expected, double[][] actual, String what) {
    double[][] bound = new double[expected.length][];
    for (int i = 0; i < expected.length; i++) {
      bound[i] =
          Arrays.stream(expected[i])
              .map(e -> 1024 * precision.unitRoundoff() * Math.abs(e))
              .toArray();
    }
    assertWithin(bound, expected, actual, what);
  }

  @ParameterizedTest
  @EnumSource
  void ratioUpdates(Precision precision) {
    List<Entry> entries = entries(precision);
    try (Session session = session(precision)) {
      Factor N = factor(session, items(entries, Entry::n));
      Factor D = factor(session, items(entries, Entry::d));
      for (double beta : BETAS) {
        for (RatioStep step :
            new RatioStep[] {RatioStep.monotone(beta, 0, 0), RatioStep.monotone(beta, 0, 0.5)}) {
          Factor F = factor(session, items(entries, Entry::f));
          session.ratioUpdate(F, N, D, step);
          double[][] expected =
              items(entries, e -> flushed(Oracle.step(e.f(), e.n(), e.d(), step), precision));
          assertNear(precision, expected, read(session, F), step.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgettingUpdates(Precision precision) {
    List<Entry> entries = entries(precision);
    ForgettingStep step = ForgettingStep.of(1, 0, 0, 0);
    try (Session session = session(precision)) {
      Factor F = factor(session, items(entries, Entry::f));
      Factor N = factor(session, items(entries, Entry::n));
      Factor D = factor(session, items(entries, Entry::d));
      Factor A = session.newFactor(2, entries.size());
      Factor B = session.newFactor(2, entries.size());
      session.forgettingUpdate(F, N, D, A, B, step);
      double[][] expected =
          items(
              entries,
              e -> flushed(Oracle.forgetting(e.f(), e.n(), e.d(), 0, 0, step)[0], precision));
      assertNear(precision, expected, read(session, F), step.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void smoothUpdates(Precision precision) {
    List<Entry> entries = entries(precision);
    double[][] f = items(entries, Entry::f);
    double[] ones = new double[entries.size()];
    Arrays.fill(ones, 1);
    try (Session session = session(precision)) {
      Factor N = factor(session, items(entries, Entry::n));
      Factor D = factor(session, items(entries, Entry::d));
      Factor scales = factor(session, new double[][] {ones});
      // a sparsity whose square overflows, too
      double large = precision == Precision.FLOAT ? 0x1p65 : 0x1p520;
      for (double sparsity : new double[] {0, large}) {
        var step = new SmoothStep(0, sparsity, 0, sparsity == 0 ? 0 : 1);
        Factor F = factor(session, f);
        session.smoothUpdate(F, factor(session, f), 0, N, D, scales, step);
        double[][] expected =
            items(entries, e -> flushed(step.apply(e.f(), e.n(), e.d(), 1, 1, 0), precision));
        assertNear(precision, expected, read(session, F), step.toString());
      }
    }
  }

  /** With S = I a multiplicative update and a HALS sweep both give R. */
  @ParameterizedTest
  @EnumSource
  void frobeniusUpdates(Precision precision) {
    double floor = Floors.factor(precision);
    int k = 19;
    double[][] f = new double[2][k];
    double[][] r = new double[2][k];
    double[][] expected = new double[2][k];
    double[][] identity = new double[k][k];
    for (int c = 0; c < k; c++) {
      identity[c][c] = 1;
      for (int i = 0; i < 2; i++) {
        f[i][c] = 1;
        r[i][c] = (i + c) % 2 == 0 ? floor / 2 : 2 * floor;
        expected[i][c] = flushed(r[i][c], precision);
      }
    }
    try (Session session = session(precision)) {
      Factor R = factor(session, r);
      Factor F = factor(session, f);
      session.multiplyUpdate(F, R, gram(session, identity), 0, 0);
      assertSame(expected, read(session, F), "multiplyUpdate");

      F = session.newFactor(2, k);
      session.halsSweep(F, R, gram(session, identity), 0, 0);
      assertSame(expected, read(session, F), "halsSweep");

      double[][] ones = new double[2][k];
      Arrays.stream(ones).forEach(row -> Arrays.fill(row, 1));
      for (boolean sparse : new boolean[] {false, true}) {
        Data weights = session.upload(Inputs.matrix(ones, sparse, precision));
        F = session.newFactor(2, k);
        session.coordinateSweep(
            weights,
            Side.ROWS,
            F,
            factor(session, identity),
            R,
            new LeastSquaresStep(1, 0, 0),
            null);
        assertSame(expected, read(session, F), "coordinateSweep sparse=" + sparse);
      }

      // of 4·floor a step down leaves 2·floor, or half of it
      Factor small = factor(session, fill(2, k, 4 * floor));
      Factor before = factor(session, fill(2, k, 8 * floor));
      Factor out = poisoned(session, 2, k);
      session.extrapolate(small, before, 0.5, Momentum.CLIPPED, out);
      assertSame(fill(2, k, 2 * floor), read(session, out), "extrapolate");
      session.extrapolate(small, before, 0.875, Momentum.CLIPPED, out);
      assertSame(fill(2, k, 0), read(session, out), "extrapolate below the floor");
    }
  }

  /** A Newton step from 0 that ends below the floor of single precision. */
  @ParameterizedTest
  @EnumSource
  void coordinateSteps(Precision precision) {
    double[][] one = {{1}};
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(one, false, precision));
      Factor F = session.newFactor(1, 1);
      // the model is 2⁻⁵⁰: slope 2³⁰ up, curvature 2¹⁰⁰
      Factor sums = factor(session, new double[][] {{0x1p50 - 0x1p30}});
      session.coordinateSweep(
          data,
          Side.ROWS,
          F,
          factor(session, one),
          sums,
          new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0),
          null);
      assertSame(new double[][] {{flushed(0x1p-70, precision)}}, read(session, F), "sweep");
    }
  }

  /** Gradients that point up count as well, and where nothing acts there is no residual. */
  @ParameterizedTest
  @EnumSource
  void kktResiduals(Precision precision) {
    try (Session session = session(precision)) {
      Factor F = factor(session, new double[][] {{1, 2, 4}, {4, 1, 0.5}});
      Factor N = factor(session, new double[][] {{1, 1, 1}, {1, 1, 2}});
      Factor D = factor(session, new double[][] {{1, 1, 1}, {1, 1, 0.25}});
      // of the last component: steepest 1, gradient 0.25 − 2
      assertEquals(1.75, session.kktResidual(F, N, D, 0, 0));
      Factor none = session.newFactor(2, 3);
      assertEquals(0, session.kktResidual(F, none, none, 0, 0));
    }
  }

  private static double[][] fill(int rows, int columns, double value) {
    double[][] a = new double[rows][columns];
    Arrays.stream(a).forEach(row -> Arrays.fill(row, value));
    return a;
  }

  /** Items of F that are zero: their model is {@link Floors#model}. */
  @ParameterizedTest
  @EnumSource
  void modelsThatVanish(Precision precision) {
    var shape = new Shape(7, 37, 5);
    var inputs = new Inputs(shape, 91);
    double[][] v = inputs.uniform(7, 37, 0.1, precision);
    double[][] m = inputs.uniform(7, 37, 0.1, precision);
    double[][] w = inputs.uniform(7, 5, 0.1, precision);
    double[][] h = inputs.uniform(37, 5, 0.1, precision);
    Arrays.fill(w[2], 0);
    Arrays.fill(w[6], 0);
    double u = precision.unitRoundoff();
    try (Session session = session(precision)) {
      Factor W = factor(session, w);
      Factor H = factor(session, h);
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision));
        Data weights = session.upload(Inputs.matrix(m, sparse, precision));
        for (double beta : BETAS) {
          String what = "beta=" + beta + " sparse=" + sparse;
          double floor = Floors.model(precision, beta);
          // a power is the exponential of this, and off by as many roundings
          double exponent = Math.abs(Math.max(2 - beta, beta) * Math.log(floor));
          double bound = 4 * (exponent + 128) * u;
          double[][][] passes = new double[2][7][5];
          double[][][] weighted = new double[2][7][5];
          double loss = 0;
          double weightedLoss = 0;
          for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 37; j++) {
              double y = 0;
              for (int c = 0; c < 5; c++) {
                y += w[i][c] * h[j][c];
              }
              double divisor = Math.max(y, floor);
              for (int c = 0; c < 5; c++) {
                double z = v[i][j] * Math.pow(divisor, beta - 2) * h[j][c];
                double q = Math.pow(divisor, beta - 1) * h[j][c];
                passes[0][i][c] += z;
                passes[1][i][c] += q;
                weighted[0][i][c] += m[i][j] * z;
                weighted[1][i][c] += m[i][j] * q;
              }
              double d = Oracle.d(v[i][j], beta < 2 ? divisor : y, beta);
              loss += d;
              weightedLoss += m[i][j] * d;
            }
          }
          Factor N = poisoned(session, 7, 5);
          Factor D = poisoned(session, 7, 5);
          if (beta == 1) {
            session.klCross(data, Side.ROWS, W, H, N);
            assertPowers(bound, passes[0], read(session, N), "klCross " + what);
          }
          session.betaCross(data, Side.ROWS, W, H, beta, N, D);
          assertPowers(bound, passes[0], read(session, N), "N of betaCross " + what);
          assertPowers(bound, passes[1], read(session, D), "D of betaCross " + what);
          session.weightedCross(data, weights, Side.ROWS, W, H, beta, N, D);
          assertPowers(bound, weighted[0], read(session, N), "N of weightedCross " + what);
          assertPowers(bound, weighted[1], read(session, D), "D of weightedCross " + what);
          assertClose(bound, loss, session.divergence(data, W, H, beta), "divergence " + what);
          assertClose(
              bound,
              weightedLoss,
              session.weightedDivergence(data, weights, W, H, beta),
              "weightedDivergence " + what);
        }
      }
      assertInfinite(session, precision, v, W, H);
    }
  }

  /** Powers of the floor may be too small for a number. */
  private static void assertPowers(
      double relative, double[][] expected, double[][] actual, String what) {
    double[][] bounds = new double[expected.length][];
    for (int i = 0; i < expected.length; i++) {
      bounds[i] =
          Arrays.stream(expected[i]).map(e -> relative * e + 64 * Float.MIN_NORMAL).toArray();
    }
    assertWithin(bounds, expected, actual, what);
  }

  /** d(0 | y) is infinite for β ≤ 0, unless it has no weight. */
  private static void assertInfinite(
      Session session, Precision precision, double[][] v, Factor W, Factor H) {
    double[][] x = Arrays.stream(v).map(double[]::clone).toArray(double[][]::new);
    x[3][11] = 0;
    double[][] m = fill(v.length, v[0].length, 1);
    double[][] pattern = fill(v.length, v[0].length, 1);
    m[3][11] = 0;
    Data data = session.upload(Inputs.matrix(x, false, precision));
    Data all = session.upload(Inputs.matrix(pattern, false, precision));
    for (double beta : new double[] {-1, 0}) {
      assertEquals(Double.POSITIVE_INFINITY, session.divergence(data, W, H, beta));
      assertEquals(Double.POSITIVE_INFINITY, session.weightedDivergence(data, all, W, H, beta));
      for (boolean sparse : new boolean[] {false, true}) {
        // if sparse, with a weight of zero among what is stored
        Data observed = session.upload(Inputs.layer(x, pattern, sparse, precision));
        Data weights = session.upload(Inputs.layer(m, pattern, sparse, precision));
        double loss = session.weightedDivergence(observed, weights, W, H, beta);
        assertTrue(loss < Double.MAX_VALUE, () -> "loss " + loss);
      }
    }
  }
}
