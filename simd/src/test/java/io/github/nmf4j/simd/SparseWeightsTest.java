package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sparse V with weights, whose entries are worked out in chunks: rows that fill one together to the
 * last entry, that are one too many, that are longer than several.
 */
final class SparseWeightsTest {

  private static final long SEED = 20261130;

  /** Entries of each row; rows of up to 256 are done together, longer ones by chunks of 1024. */
  private static final int[] ENTRIES = {
    0, 150, 106, 150, 107, 1, 1900, 5000, 3, 256, 257, 1024, 1025, 2500, 0
  };

  private static final int COLUMNS = 5200;

  /** A step that meets every column before one comes again. */
  private static final int STEP = 7;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final int entries = Arrays.stream(ENTRIES).sum();
  private final int[] row = new int[entries];
  private final int[] column = new int[entries];

  private double[] values() {
    return random.doubles(entries, 0.1, 1).map(x -> (float) x).toArray();
  }

  private double[][] factor(int rows, int k) {
    double[][] f = new double[rows][];
    Arrays.setAll(f, i -> random.doubles(k, 0.1, 1).map(x -> (float) x).toArray());
    return f;
  }

  private static Factor write(Session session, double[][] f) {
    DenseMatrix values = DenseMatrix.allocate(f.length, f[0].length, Precision.DOUBLE);
    for (int i = 0; i < f.length; i++) {
      for (int c = 0; c < f[i].length; c++) {
        values.set(i, c, f[i][c]);
      }
    }
    Factor factor = session.newFactor(f.length, f[0].length);
    session.write(factor, values);
    return factor;
  }

  @ParameterizedTest
  @CsvSource({
    "5, 1, FLOAT",
    "20, 0, FLOAT",
    "40, 0.7, FLOAT",
    "5, 0, DOUBLE",
    "12, 1, DOUBLE",
    "20, 2, DOUBLE"
  })
  void passesAndDivergence(int k, double beta, Precision precision) {
    int e = 0;
    for (int i = 0; i < ENTRIES.length; i++) {
      for (int j = 0; j < ENTRIES[i]; j++) {
        row[e] = i;
        column[e++] = (i + STEP * j) % COLUMNS;
      }
    }
    double[] x = values();
    double[] m = values();
    double[][] w = factor(ENTRIES.length, k);
    double[][] h = factor(COLUMNS, k);
    double[][][] N = {new double[w.length][k], new double[h.length][k]};
    double[][][] D = {new double[w.length][k], new double[h.length][k]};
    double loss = 0;
    for (e = 0; e < entries; e++) {
      double[] a = w[row[e]];
      double[] b = h[column[e]];
      double y = 0;
      for (int c = 0; c < k; c++) {
        y += a[c] * b[c];
      }
      double z = m[e] * x[e] * Math.pow(y, beta - 2);
      double q = m[e] * Math.pow(y, beta - 1);
      for (int c = 0; c < k; c++) {
        N[0][row[e]][c] += z * b[c];
        D[0][row[e]][c] += q * b[c];
        N[1][column[e]][c] += z * a[c];
        D[1][column[e]][c] += q * a[c];
      }
      loss += m[e] * divergence(x[e], y, beta);
    }
    try (Backend backend = new SimdProvider().open(new BackendOptions(2, ""));
        Session session = backend.newSession(precision)) {
      Factor W = write(session, w);
      Factor H = write(session, h);
      Data data = session.upload(sparse(x));
      Data weights = session.upload(sparse(m));
      double relative = 300 * precision.unitRoundoff();
      for (Side side : Side.values()) {
        boolean rows = side == Side.ROWS;
        Factor F = rows ? W : H;
        Factor G = rows ? H : W;
        Factor numerator = session.newFactor(F.rows(), k);
        Factor denominator = session.newFactor(F.rows(), k);
        session.weightedCross(data, weights, side, F, G, beta, numerator, denominator);
        assertNear(session, N[rows ? 0 : 1], numerator, relative);
        assertNear(session, D[rows ? 0 : 1], denominator, relative);
      }
      assertEquals(loss, session.weightedDivergence(data, weights, W, H, beta), 1e-11 * loss);
    }
  }

  private SparseMatrix sparse(double[] values) {
    return SparseMatrix.ofCoordinates(ENTRIES.length, COLUMNS, row, column, values);
  }

  private static double divergence(double x, double y, double beta) {
    if (beta == 0) {
      return x / y - Math.log(x / y) - 1;
    }
    if (beta == 1) {
      return x * Math.log(x / y) - x + y;
    }
    return (Math.pow(x, beta) + (beta - 1) * Math.pow(y, beta) - beta * x * Math.pow(y, beta - 1))
        / (beta * (beta - 1));
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
