package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shapes that a backend cuts: few items with many terms, many entries, many rows. As in {@link
 * ExactLayer} there is one right answer, so cheap ones do.
 */
abstract class CutLayer extends Layer {

  /** Sums over so many terms that a backend may share them out and add up afterwards. */
  @ParameterizedTest
  @EnumSource
  void manyTerms(Precision precision) {
    var shape = new Shape(5, 1700, 3);
    var inputs = new Inputs(shape, 101);
    double[][] wide = inputs.powers(5, 1700, 3);
    double[][] f = inputs.oneHot(5, 3, 2);
    double[][] g = inputs.powers(1700, 3, 2);
    double[][] ones = new double[5][1700];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    double[][] cross = Oracle.multiply(wide, g);
    double[][][] ratios = Oracle.betaCross(wide, f, g, 1);
    try (Session session = session(precision)) {
      Factor F = factor(session, f);
      Factor G = factor(session, g);
      for (Side side : Side.values()) {
        for (boolean sparse : new boolean[] {false, true}) {
          String what = " " + side + " sparse=" + sparse;
          Data data = session.upload(Inputs.matrix(Oracle.x(wide, side), sparse, precision));
          Data weights = session.upload(Inputs.matrix(Oracle.x(ones, side), sparse, precision));
          Factor N = poisoned(session, 5, 3);
          Factor D = poisoned(session, 5, 3);
          session.cross(data, side, G, N);
          assertSame(cross, read(session, N), "cross" + what);
          session.addCross(data, side, G, N);
          assertSame(twice(cross), read(session, N), "addCross" + what);
          session.klCross(data, side, F, G, N);
          assertSame(ratios[0], read(session, N), "klCross" + what);
          session.addKlCross(data, side, F, G, N);
          assertSame(twice(ratios[0]), read(session, N), "addKlCross" + what);
          session.weightedCross(data, weights, side, F, G, 1, N, D);
          assertSame(ratios[0], read(session, N), "N of weightedCross" + what);
          assertSame(ratios[1], read(session, D), "D of weightedCross" + what);
          session.addWeightedCross(data, weights, side, F, G, 1, N, D);
          assertSame(twice(ratios[0]), read(session, N), "N of addWeightedCross" + what);
          assertSame(twice(ratios[1]), read(session, D), "D of addWeightedCross" + what);
        }
      }
    }
  }

  private static double[][] twice(double[][] a) {
    return Arrays.stream(a)
        .map(row -> Arrays.stream(row).map(x -> 2 * x).toArray())
        .toArray(double[][]::new);
  }

  /**
   * Enough stored entries that a backend takes them in several goes; ranks of more than one size.
   */
  @ParameterizedTest
  @EnumSource
  void manyEntries(Precision precision) {
    try (Session session = session(precision)) {
      for (int k : new int[] {3, 17}) {
        var inputs = new Inputs(new Shape(50, 90, k), 102);
        double[][] v = inputs.thinned(inputs.integers(50, 90, 9), 0.9);
        double[][] w = inputs.powers(50, k, 2);
        double[][] h = inputs.powers(90, k, 2);
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        Data data = session.upload(Inputs.matrix(v, true, precision));
        assertEquals(Oracle.divergence(v, w, h, 2), session.divergence(data, W, H, 2), "beta=2");
        double expected = Oracle.divergence(v, w, h, 1);
        double bound = 64 * precision.unitRoundoff();
        assertClose(bound, expected, session.divergence(data, W, H, 1), "beta=1");
      }
    }
  }

  /** More rows than a backend is likely to have blocks. */
  @ParameterizedTest
  @EnumSource
  void manyRows(Precision precision) {
    int m = 6200;
    int n = 32;
    var inputs = new Inputs(new Shape(m, n, 2), 103);
    double[][] v = inputs.integers(m, n, 3);
    double[][] weights = inputs.integers(m, n, 2);
    double[][] observed = Inputs.observed(v, weights);
    double[][] w = inputs.integers(m, 2, 2);
    double[][] h = inputs.integers(n, 2, 2);
    double expected = Oracle.divergence(v, w, h, 2);
    double weighted = Oracle.weightedDivergence(observed, weights, w, h, 2);
    for (boolean sparse : new boolean[] {false, true}) {
      String what = "sparse=" + sparse;
      try (Session session = session(precision)) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision));
        assertEquals(
            expected,
            session.divergence(data, factor(session, w), factor(session, h), 2),
            "divergence " + what);
      }
      try (Session session = session(precision)) {
        Data data = session.upload(Inputs.layer(observed, weights, sparse, precision));
        Data m2 = session.upload(Inputs.layer(weights, weights, sparse, precision));
        assertEquals(
            weighted,
            session.weightedDivergence(data, m2, factor(session, w), factor(session, h), 2),
            "weightedDivergence " + what);
      }
    }
  }

  /** Items in every tile of V: with one component for each entry a least-squares step divides. */
  @ParameterizedTest
  @EnumSource
  void coordinatesOfManyItems(Precision precision) {
    try (Session session = session(precision)) {
      // the last rank is the largest
      for (int[] size : new int[][] {{200, 128, 3}, {128, 200, 2}, {7, 5, 19}}) {
        int m = size[0];
        int n = size[1];
        int k = size[2];
        var inputs = new Inputs(new Shape(m, n, k), 104);
        double[][] weights = inputs.integers(m, n, 3);
        Data data = session.upload(Inputs.matrix(weights, false, precision));
        for (Side side : Side.values()) {
          double[][] x = Oracle.x(weights, side);
          double[][] g = inputs.oneHot(x[0].length, k, 1);
          double[][] expected = new double[x.length][k];
          double[][] r = new double[x.length][k];
          for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < k; c++) {
              for (int j = 0; j < g.length; j++) {
                r[i][c] += (1 + (i + c) % 7) * x[i][j] * g[j][c] * g[j][c];
              }
              expected[i][c] = r[i][c] == 0 ? 0 : 1 + (i + c) % 7;
            }
          }
          Factor F = session.newFactor(x.length, k);
          session.coordinateSweep(
              data,
              side,
              F,
              factor(session, g),
              factor(session, r),
              new LeastSquaresStep(1, 0, 0),
              null);
          assertSame(expected, read(session, F), m + "×" + n + " " + side);
        }
      }
    }
  }

  /** A sweep after one over longer items has the bits that it has in a session of its own. */
  @ParameterizedTest
  @EnumSource
  void earlierSweepsLeaveNothing(Precision precision) {
    var step = new CoordinateStep(CoordinateStep.Rule.DAMPED, 1, 0, 0);
    for (boolean sparse : new boolean[] {false, true}) {
      for (Side side : Side.values()) {
        try (Session used = session(precision);
            Session fresh = session(precision)) {
          sweep(used, new Shape(41, 43, 4), side, sparse, 0x1p-20, step);
          var small = new Shape(9, 11, 4);
          double[][] expected = sweep(fresh, small, side, sparse, 1, step);
          assertSame(expected, sweep(used, small, side, sparse, 1, step), "sweep " + side);
        }
      }
    }
  }

  private static double[][] sweep(
      Session session, Shape shape, Side side, boolean sparse, double unit, CoordinateStep step) {
    Precision precision = session.precision();
    var inputs = new Inputs(shape, 105);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    Data data = session.upload(Inputs.matrix(v, sparse, precision), unit, shape.columns());
    double[][] x = Oracle.x(v, side);
    Factor F = factor(session, inputs.uniform(x.length, shape.rank(), 0.1, precision));
    Factor G = factor(session, inputs.uniform(x[0].length, shape.rank(), 0.1, precision));
    Factor sums = session.newFactor(1, shape.rank());
    session.columnSums(G, sums);
    session.coordinateSweep(data, side, F, G, sums, step, null);
    return read(session, F);
  }

  /** Rounding does not take a divergence below zero. */
  @ParameterizedTest
  @EnumSource
  void perfectFits(Precision precision) {
    try (Session session = session(precision)) {
      for (int salt = 110; salt < 118; salt++) {
        var inputs = new Inputs(new Shape(9, 13, 3), salt);
        double[][] w = inputs.uniform(9, 3, 0.1, precision);
        double[][] h = inputs.uniform(13, 3, 0.1, precision);
        double[][] v = Oracle.model(w, h);
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        for (boolean sparse : new boolean[] {false, true}) {
          Data data = session.upload(Inputs.matrix(v, sparse, precision));
          for (double beta : new double[] {0, 0.5, 1, 2, 3}) {
            double loss = session.divergence(data, W, H, beta);
            double weighted = session.weightedDivergence(data, data, W, H, beta);
            double bound = 1e4 * precision.unitRoundoff() * precision.unitRoundoff() + 1e-12;
            assertTrue(loss >= 0 && loss < bound, "divergence " + loss);
            assertTrue(weighted >= 0 && weighted < bound, "weightedDivergence " + weighted);
          }
        }
      }
    }
  }
}
