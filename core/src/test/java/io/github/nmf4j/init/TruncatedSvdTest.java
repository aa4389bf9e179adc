package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Npy;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TruncatedSvdTest {

  @Test
  void knownValues() {
    assertValues(
        svd(DenseMatrix.of(new double[][] {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, .8}, {6, 1}}), 2),
        1e-10,
        9.7843417127,
        1.1604556214);
    assertValues(
        svd(DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}}), 3),
        1e-12,
        7.410394082754,
        2.522550871106,
        1.312553481182);
    assertValues(
        svd(Npy.read("/sklearn/digits/V.npy"), 10),
        1e-8,
        2193.11933683,
        566.99677184,
        542.00493276,
        504.1516975,
        425.59296526,
        353.21824689,
        320.3758358,
        302.07440988,
        279.556965,
        268.51944654);
  }

  /**
   * Small enough for all triplets, for the Gram matrix, and only for Krylov; tall and wide; few,
   * many and all components.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 9, 1",
    "9, 1, 1",
    "12, 7, 1",
    "12, 7, 7",
    "7, 12, 5",
    "80, 300, 9",
    "150, 160, 4",
    "160, 150, 150",
    "700, 300, 12",
    "300, 700, 12",
    "500, 450, 3"
  })
  void denseAndSparse(int m, int n, int k) {
    Random random = seeded(31 * m + n);
    DenseMatrix dense = Samples.random(random, m, n, 0.4);
    dense.set(0, 0, 0.5);
    TruncatedSvd svd = svd(dense, k);
    assertTriplets(dense, svd, k, 1e-10);
    TruncatedSvd sparse = svd(SparseMatrix.ofDense(dense), k);
    assertTriplets(dense, sparse, k, 1e-10);
    double largest = sigma(svd, 0);
    for (int j = 0; j < k; j++) {
      assertEquals(sigma(svd, j), sigma(sparse, j), 1e-12 * largest);
    }
  }

  /** σ_j = 0.8^j with random vectors: every value to 10⁻¹², small or large side, dense or not. */
  @ParameterizedTest
  @CsvSource({"60, 90, 20", "300, 200, 20", "900, 500, 20", "500, 900, 20"})
  void wellSeparatedValues(int m, int n, int k) {
    Random random = seeded(m - n);
    int all = Math.min(m, n);
    double[][] u = orthonormal(random, m, all);
    double[][] v = orthonormal(random, n, all);
    DenseMatrix matrix = DenseMatrix.allocate(m, n, Precision.DOUBLE);
    for (int i = 0; i < m; i++) {
      double[] row = new double[n];
      for (int j = 0; j < all; j++) {
        double factor = Math.pow(0.8, j) * u[j][i];
        for (int c = 0; c < n; c++) {
          row[c] += factor * v[j][c];
        }
      }
      for (int c = 0; c < n; c++) {
        matrix.set(i, c, row[c]);
      }
    }
    TruncatedSvd svd = svd(matrix, k);
    for (int j = 0; j < k; j++) {
      assertEquals(Math.pow(0.8, j), sigma(svd, j), 1e-12 * Math.pow(0.8, j));
    }
    assertTriplets(matrix, svd, k, 1e-10);
  }

  /** A text-like matrix whose spectrum decays slowly. */
  @ParameterizedTest
  @CsvSource({"3000, 900, 8, 12", "900, 3000, 25, 12"})
  void sparseOnly(int m, int n, int perRow, int k) {
    SparseMatrix matrix = Samples.sparse(seeded(m), m, n, perRow);
    TruncatedSvd svd = svd(matrix, k);
    assertTriplets(matrix, svd, k, 1e-10);
    assertTriplets(matrix, svd(matrix.transpose(), k), k, 1e-10, true);
  }

  @ParameterizedTest
  @CsvSource({"40, 30, 3, 8", "600, 500, 3, 8", "500, 600, 1, 1", "300, 350, 5, 300"})
  void rankDeficient(int m, int n, int rank, int k) {
    DenseMatrix matrix = Samples.lowRank(seeded(m + rank), m, n, rank);
    TruncatedSvd svd = svd(matrix, k);
    for (int j = 0; j < k; j++) {
      assertEquals(j < rank, sigma(svd, j) > 1e-3 * sigma(svd, 0), "value " + j);
      assertTrue(j < rank || sigma(svd, j) <= 1e-12 * sigma(svd, 0), "value " + j);
    }
    assertTriplets(matrix, svd, Math.min(rank, k), 1e-10);
  }

  /** Blocks of ones on the diagonal: the value 3 · 2 six times or two hundred times. */
  @ParameterizedTest
  @CsvSource({"6, 5", "200, 7", "300, 4"})
  void repeatedValues(int times, int k) {
    var rows = new int[6 * times];
    var columns = new int[6 * times];
    var values = new double[6 * times];
    for (int p = 0; p < rows.length; p++) {
      rows[p] = 3 * (p / 6) + p % 3;
      columns[p] = 2 * (p / 6) + p % 6 / 3;
      values[p] = 1;
    }
    SparseMatrix matrix = SparseMatrix.ofCoordinates(3 * times, 2 * times, rows, columns, values);
    TruncatedSvd svd = svd(matrix, k);
    for (int j = 0; j < k; j++) {
      assertEquals(Math.sqrt(6), sigma(svd, j), 1e-13);
    }
    assertTriplets(matrix, svd, k, 1e-12);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 450})
  void zeroRowsAndColumnsStayZero(int n) {
    DenseMatrix matrix = Samples.random(seeded(n), 2 * n, n, 0.5);
    for (int j = 0; j < n; j++) {
      matrix.set(3, j, 0);
    }
    for (int i = 0; i < 2 * n; i++) {
      matrix.set(i, 5, 0);
    }
    TruncatedSvd svd = svd(matrix, 4);
    assertTriplets(matrix, svd, 4, 1e-10);
    for (int j = 0; j < 4; j++) {
      assertEquals(0, svd.u()[3 * 4 + j], 1e-14);
      assertEquals(0, svd.v()[5 * 4 + j], 1e-10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 500})
  void zeroMatrix(int n) {
    TruncatedSvd svd = svd(DenseMatrix.allocate(n + 1, n, Precision.DOUBLE), 2);
    assertEquals(0, svd.sigma(0));
    assertEquals(0, svd.sigma(1));
    for (double entry : svd.v()) {
      assertTrue(Double.isFinite(entry));
    }
    assertArrayEquals(new double[2 * (n + 1)], svd.u());
  }

  @Test
  void signsAreThoseOfTheLargestEntry() {
    DenseMatrix matrix = Samples.random(seeded(1), 30, 20, 1);
    TruncatedSvd svd = svd(matrix, 20);
    for (int j = 0; j < 20; j++) {
      double largest = 0;
      for (int i = 0; i < 30; i++) {
        double entry = svd.u()[i * 20 + j];
        largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
      }
      assertTrue(largest > 0, "column " + j);
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 20", "430, 410"})
  void sameBitsAgainAndAtEveryEvenPowerOfTwo(int m, int n) {
    DenseMatrix matrix = Samples.random(seeded(m), m, n, 0.3);
    TruncatedSvd first = svd(matrix, 5);
    for (int exponent : new int[] {0, -980, 1020}) {
      TruncatedSvd again = svd(Samples.map(matrix, x -> Math.scalb(x, exponent)), 5);
      assertEquals(first.exponent() + exponent, again.exponent());
      assertArrayEquals(first.u(), again.u());
      assertArrayEquals(first.v(), again.v());
      for (int j = 0; j < 5; j++) {
        assertEquals(first.sigma(j), again.sigma(j));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-310", "4.9e-324", "1e-300", "1e300", "1.7e308"})
  void extremeScales(String scale) {
    double c = Double.parseDouble(scale);
    TruncatedSvd svd = svd(DenseMatrix.of(new double[][] {{c, 0}, {0, c}, {c, c}}), 2);
    double unit = Math.scalb(c, -svd.exponent());
    assertEquals(Math.sqrt(3) * unit, svd.sigma(0), 1e-14 * unit);
    assertEquals(unit, svd.sigma(1), 1e-14 * unit);
  }

  @Test
  void columnMajorReadsTheSame() {
    DenseMatrix matrix = Samples.random(seeded(4), 130, 40, 0.5);
    DenseMatrix columnMajor = matrix.transpose().copy(Precision.DOUBLE, 1).transpose();
    assertTrue(columnMajor.isColumnMajor());
    assertArrayEquals(svd(matrix, 6).u(), svd(columnMajor, 6).u());
  }

  @Test
  void refusals() {
    DenseMatrix matrix = DenseMatrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    assertThrows(IllegalArgumentException.class, () -> svd(matrix, 3));
    assertThrows(IllegalArgumentException.class, () -> svd(matrix, 0));
    DenseMatrix broken = DenseMatrix.of(1, 2, 1, Double.NaN);
    assertThrows(IllegalArgumentException.class, () -> svd(broken, 1));
  }

  private static Random seeded(int seed) {
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  private static TruncatedSvd svd(Matrix v, int k) {
    return TruncatedSvd.of(v, v.summary(), k);
  }

  private static double sigma(TruncatedSvd svd, int j) {
    return Math.scalb(svd.sigma(j), svd.exponent());
  }

  private static void assertValues(TruncatedSvd svd, double tolerance, double... expected) {
    for (int j = 0; j < expected.length; j++) {
      assertEquals(expected[j], sigma(svd, j), tolerance);
    }
  }

  private static double[][] orthonormal(Random random, int length, int count) {
    double[][] columns = new double[count][];
    for (int j = 0; j < count; j++) {
      columns[j] = random.doubles(length, -1, 1).toArray();
    }
    return Columns.orthonormal(columns, Columns.norms(columns), 1e-8);
  }

  private static void assertTriplets(Matrix v, TruncatedSvd svd, int k, double tolerance) {
    assertTriplets(v, svd, k, tolerance, false);
  }

  /** Descending values, orthonormal vectors, V v = σ u and Vᵀ u = σ v. */
  private static void assertTriplets(
      Matrix v, TruncatedSvd svd, int k, double tolerance, boolean transposed) {
    int m = v.rows();
    int n = v.columns();
    int stored = svd.rank();
    double[] u = transposed ? svd.v() : svd.u();
    double[] w = transposed ? svd.u() : svd.v();
    assertOrthonormal(u, stored, k);
    assertOrthonormal(w, stored, k);
    double[] vw = new double[m * stored];
    double[] vtu = new double[n * stored];
    for (int i = 0; i < m; i++) {
      if (v instanceof SparseMatrix sparse) {
        for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
          add(vw, vtu, u, w, stored, i, sparse.column(p), sparse.value(p));
        }
      } else {
        for (int j = 0; j < n; j++) {
          add(vw, vtu, u, w, stored, i, j, v.get(i, j));
        }
      }
    }
    double largest = sigma(svd, 0);
    for (int j = 0; j < k; j++) {
      double value = sigma(svd, j);
      assertTrue(j == 0 || value <= sigma(svd, j - 1), "descending");
      assertEquals(0, distance(vw, u, value, stored, j), tolerance * largest, "V v = σ u, " + j);
      assertEquals(0, distance(vtu, w, value, stored, j), tolerance * largest, "Vᵀu = σ v, " + j);
    }
  }

  private static void add(
      double[] vw, double[] vtu, double[] u, double[] w, int k, int i, int j, double entry) {
    for (int c = 0; c < k; c++) {
      vw[i * k + c] += entry * w[j * k + c];
      vtu[j * k + c] += entry * u[i * k + c];
    }
  }

  private static double distance(double[] image, double[] block, double value, int k, int j) {
    double squares = 0;
    for (int at = j; at < image.length; at += k) {
      double difference = image[at] - value * block[at];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  private static void assertOrthonormal(double[] block, int stored, int k) {
    double[] gram = Blocks.cross(block, stored, block, stored, block.length / stored);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        assertEquals(i == j ? 1 : 0, gram[i * stored + j], 1e-11, "orthonormal");
      }
    }
  }
}
