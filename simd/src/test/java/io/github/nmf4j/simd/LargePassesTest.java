package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes of many tiles, where terms are cut into ranges, and β without a loop of its own. */
final class LargePassesTest {

  private static final long SEED = 20261121;

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns) {
    DenseMatrix a = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a.set(i, j, (float) random.nextDouble(0.1, 1));
      }
    }
    return a;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static double[][] rows(DenseMatrix a) {
    double[][] rows = new double[a.rows()][a.columns()];
    for (int i = 0; i < rows.length; i++) {
      a.copyRow(i, 0, a.columns(), rows[i]);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "1100, 60, 21, 0.7, FLOAT",
    "60, 1100, 21, 0.7, DOUBLE",
    "450, 130, 8, -0.3, FLOAT",
    "130, 450, 40, 2.7, DOUBLE",
    "500, 90, 100, 0.5, FLOAT",
    "150, 210, 30, 3.5, FLOAT"
  })
  void betaPassesAndDivergence(int m, int n, int k, double beta, Precision precision) {
    var random = new SplittableRandom(SEED);
    DenseMatrix v = uniform(random, m, n);
    DenseMatrix w = uniform(random, m, k);
    DenseMatrix h = uniform(random, n, k);
    double[][][] N = {new double[m][k], new double[n][k]};
    double[][][] D = {new double[m][k], new double[n][k]};
    double[][][] L = {new double[m][k], new double[n][k]};
    double loss = 0;
    double[][] ws = rows(w);
    double[][] hs = rows(h);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double y = dot(ws[i], hs[j]);
        double x = v.get(i, j);
        double q = x * Math.pow(y, beta - 2);
        double p = Math.pow(y, beta - 1);
        for (int c = 0; c < k; c++) {
          L[0][i][c] += x / y * hs[j][c];
          L[1][j][c] += x / y * ws[i][c];
          N[0][i][c] += q * hs[j][c];
          D[0][i][c] += p * hs[j][c];
          N[1][j][c] += q * ws[i][c];
          D[1][j][c] += p * ws[i][c];
        }
        loss +=
            (Math.pow(x, beta) + (beta - 1) * Math.pow(y, beta) - beta * x * p)
                / (beta * (beta - 1));
      }
    }
    double u = precision.unitRoundoff();
    try (Backend backend = new SimdProvider().open(new BackendOptions(2, ""));
        Session session = backend.newSession(precision)) {
      Factor W = session.newFactor(m, k);
      Factor H = session.newFactor(n, k);
      session.write(W, w);
      session.write(H, h);
      for (Matrix matrix : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
        Data data = session.upload(matrix);
        for (Side side : Side.values()) {
          boolean rows = side == Side.ROWS;
          Factor numerator = session.newFactor(rows ? m : n, k);
          Factor denominator = session.newFactor(rows ? m : n, k);
          session.betaCross(data, side, rows ? W : H, rows ? H : W, beta, numerator, denominator);
          assertNear(session, N[rows ? 0 : 1], numerator, 300 * u);
          assertNear(session, D[rows ? 0 : 1], denominator, 300 * u);
          session.klCross(data, side, rows ? W : H, rows ? H : W, numerator);
          assertNear(session, L[rows ? 0 : 1], numerator, 300 * u);
        }
        assertEquals(loss, session.divergence(data, W, H, beta), 1e-11 * Math.abs(loss));
      }
      assertVanishingModel(session, v, h, beta);
    }
  }

  /** Where the model is zero nothing becomes NaN: d(v | 0) is v^β / (β(β−1)) for β ≥ 2. */
  private static void assertVanishingModel(
      Session session, DenseMatrix v, DenseMatrix h, double beta) {
    Factor W = session.newFactor(v.rows(), h.columns());
    Factor H = session.newFactor(v.columns(), h.columns());
    session.write(H, h);
    Data data = session.upload(v);
    double divergence = session.divergence(data, W, H, beta);
    assertTrue(Double.isFinite(divergence), () -> "divergence " + divergence);
    if (beta >= 2) {
      double sum = 0;
      for (double x : v.toArray()) {
        sum += Math.pow(x, beta) / (beta * (beta - 1));
      }
      assertEquals(sum, divergence, 1e-11 * sum);
    }
    Factor numerator = session.newFactor(v.rows(), h.columns());
    Factor denominator = session.newFactor(v.rows(), h.columns());
    session.betaCross(data, Side.ROWS, W, H, beta, numerator, denominator);
    assertTrue(Double.isFinite(session.sum(numerator)), "numerators");
    assertTrue(Double.isFinite(session.sum(denominator)), "denominators");
  }

  private static void assertNear(
      Session session, double[][] expected, Factor actual, double relative) {
    DenseMatrix values = DenseMatrix.allocate(actual.rows(), actual.rank(), session.precision());
    session.read(actual, values);
    for (int i = 0; i < expected.length; i++) {
      for (int c = 0; c < expected[i].length; c++) {
        double bound = relative * Math.abs(expected[i][c]);
        assertEquals(expected[i][c], values.get(i, c), bound, "item " + i + ", seed " + SEED);
      }
    }
  }
}
