package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  private static double dot(DenseMatrix a, int i, DenseMatrix b, int j) {
    double sum = 0;
    for (int c = 0; c < a.columns(); c++) {
      sum += a.get(i, c) * b.get(j, c);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "1100, 60, 21, 0.7, FLOAT",
    "60, 1100, 21, 0.7, DOUBLE",
    "450, 130, 8, -0.3, FLOAT",
    "130, 450, 40, 2.7, DOUBLE",
    "500, 90, 100, 0.5, FLOAT"
  })
  void betaPassesAndDivergence(int m, int n, int k, double beta, Precision precision) {
    var random = new SplittableRandom(SEED);
    DenseMatrix v = uniform(random, m, n);
    DenseMatrix w = uniform(random, m, k);
    DenseMatrix h = uniform(random, n, k);
    double[][][] N = {new double[m][k], new double[n][k]};
    double[][][] D = {new double[m][k], new double[n][k]};
    double loss = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double y = dot(w, i, h, j);
        double x = v.get(i, j);
        double q = x * Math.pow(y, beta - 2);
        double p = Math.pow(y, beta - 1);
        for (int c = 0; c < k; c++) {
          N[0][i][c] += q * h.get(j, c);
          D[0][i][c] += p * h.get(j, c);
          N[1][j][c] += q * w.get(i, c);
          D[1][j][c] += p * w.get(i, c);
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
          assertNear(session, N[side.ordinal()], numerator, 300 * u);
          assertNear(session, D[side.ordinal()], denominator, 300 * u);
        }
        assertEquals(loss, session.divergence(data, W, H, beta), 1e-11 * Math.abs(loss));
      }
    }
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
