package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.RandomSource;
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

final class NndsvdTest {

  private static final DenseMatrix SIX_BY_TWO =
      DenseMatrix.of(new double[][] {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, .8}, {6, 1}});

  private static final DenseMatrix TOY =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});

  @Test
  void sixByTwo() {
    double[] w = {
      .3831663381,
      .7244683577,
      .694740955,
      .508344886,
      1.0206339162,
      .4803397802,
      1.317890189,
      .0760979426,
      1.6151464617,
      0,
      1.9410394229,
      0
    };
    double[] h = {3.0485525215, .700477863, 0, 1.0098446047};
    Start start = start(SIX_BY_TWO, 2, Initialization.nndsvd());
    assertArrayEquals(w, start.w().toArray(), 1e-9);
    assertArrayEquals(h, start.h().toArray(), 1e-9);
    Start filled = start(SIX_BY_TWO, 2, Initialization.nndsvda());
    w[9] = 2.25;
    w[11] = 2.25;
    h[2] = 2.25;
    assertArrayEquals(w, filled.w().toArray(), 1e-9);
    assertArrayEquals(h, filled.h().toArray(), 1e-9);
  }

  @Test
  void toy() {
    double[] w = {
      1.9047688918796026,
      0,
      1.0647752819428251,
      .285750780326943,
      1.6274222409214394,
      1.1527357656319264
    };
    double[] h = {
      1.2032539806864484,
      1.3166074137908528,
      1.2781073954605986,
      1.6110742826873414,
      1.0604496253611795,
      .5346960313073347,
      0,
      0
    };
    Start start = start(TOY, 2, Initialization.nndsvd());
    assertArrayEquals(w, start.w().toArray(), 1e-14);
    assertArrayEquals(h, start.h().toArray(), 1e-14);
    Start filled = start(TOY, 2, Initialization.nndsvda());
    w[1] = 25.0 / 12;
    h[6] = 25.0 / 12;
    h[7] = 25.0 / 12;
    assertArrayEquals(w, filled.w().toArray(), 1e-14);
    assertArrayEquals(h, filled.h().toArray(), 1e-14);
  }

  /** Its own transpose, so m⁺ = m⁻ exactly, and the negative part is the one to keep. */
  @Test
  void equalPartsGiveTheNegativeOne() {
    Start start =
        start(DenseMatrix.of(new double[][] {{2, 1}, {1, 2}}), 2, Initialization.nndsvd());
    double root = Math.sqrt(1.5);
    double[] expected = {root, 0, root, Math.sqrt(0.5)};
    assertArrayEquals(expected, start.w().toArray(), 1e-14);
    assertArrayEquals(new double[] {root, root, 0, Math.sqrt(0.5)}, start.h().toArray(), 1e-14);
  }

  @Test
  void iris() {
    DenseMatrix v = Npy.read("/sklearn/iris/V.npy");
    assertClose("/sklearn/iris/init-nndsvd", start(v, 3, Initialization.nndsvd()), 1e-9);
    assertClose("/sklearn/iris/init-nndsvda", start(v, 3, Initialization.nndsvda()), 1e-9);
  }

  /** LAPACK's decomposition to 10⁻⁹; that of scikit-learn as close as its few iterations come. */
  @Test
  void digits() {
    DenseMatrix v = Npy.read("/sklearn/digits/V.npy");
    Start start = start(v, 10, Initialization.nndsvd());
    assertClose("/sklearn/digits/exact-nndsvd", start, 1e-9);
    assertClose("/sklearn/digits/init-nndsvd", start, 2e-3);
    Start filled = start(v, 10, Initialization.nndsvda());
    double mean = v.summary().mean();
    for (int i = 0; i < 64; i++) {
      for (int c = 0; c < 10; c++) {
        double bare = start.w().get(i, c);
        assertEquals(bare == 0 ? mean : bare, filled.w().get(i, c));
      }
    }
  }

  private static void assertClose(String fixture, Start start, double tolerance) {
    assertClose(Npy.read(fixture + ".W.npy"), start.w(), tolerance, fixture + " W");
    assertClose(Npy.read(fixture + ".H.npy"), start.h(), tolerance, fixture + " H");
  }

  private static void assertClose(
      DenseMatrix expected, DenseMatrix actual, double tolerance, String what) {
    double largest = expected.summary().maximum();
    assertArrayEquals(expected.toArray(), actual.toArray(), tolerance * largest, what);
  }

  /** NumPy's numbers for zeros only, W before H, from a generator that starts afresh. */
  @Test
  void randomFillInTheOrderOfScikitLearn() {
    Start bare = start(TOY, 2, Initialization.nndsvd());
    NmfOptions options =
        NmfOptions.rank(2)
            .initialization(Initialization.nndsvdar())
            .randomSource(RandomSource.NUMPY_LEGACY)
            .seed(5);
    Start filled = Starts.of(TOY, TOY.summary(), options);
    var random = new NumpyRandom(5);
    for (DenseMatrix[] pair :
        new DenseMatrix[][] {{bare.w(), filled.w()}, {bare.h(), filled.h()}}) {
      double[] zeros = pair[0].toArray();
      for (int i = 0; i < zeros.length; i++) {
        if (zeros[i] == 0) {
          zeros[i] = Math.abs(25.0 / 12 * random.nextGaussian() / 100);
        }
      }
      assertArrayEquals(zeros, pair[1].toArray());
    }
  }

  @Test
  void randomFillByCounterDependsOnThePlaceAlone() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{3, 0, 0}, {0, 2, 0}, {0, 0, 1}});
    NmfOptions options = NmfOptions.rank(3).initialization(Initialization.nndsvdar()).seed(9);
    Start filled = Starts.of(v, v.summary(), options);
    var random = new CounterRandom(9);
    double mean = 6.0 / 9;
    assertEquals(
        Math.abs(mean * random.gaussian(Normals.W, 2, 1) / 100), filled.w().get(2, 1), 1e-17);
    assertEquals(
        Math.abs(mean * random.gaussian(Normals.H, 2, 0) / 100), filled.h().get(0, 2), 1e-17);
    assertEquals(1, filled.w().get(2, 2), 1e-14);
  }

  /** W and H scale by √c each, zeros included; exactly if c is a power of four. */
  @ParameterizedTest
  @CsvSource({"40, 25, 25", "25, 40, 6", "410, 420, 3"})
  void scaling(int m, int n, int k) {
    System.out.println("seed " + m);
    DenseMatrix v = Samples.random(new Random(m), m, n, 0.5);
    Start start = start(v, k, Initialization.nndsvd());
    for (int exponent : new int[] {-500, 490}) {
      Start scaled =
          start(Samples.map(v, x -> Math.scalb(x, 2 * exponent)), k, Initialization.nndsvd());
      assertArrayEquals(
          start.w().toArray(), Samples.map(scaled.w(), x -> Math.scalb(x, -exponent)).toArray());
      assertArrayEquals(
          start.h().toArray(), Samples.map(scaled.h(), x -> Math.scalb(x, -exponent)).toArray());
    }
    double largest = start.w().summary().maximum();
    for (double c : new double[] {1e-12, 3e12}) {
      Start scaled = start(Samples.map(v, x -> x * c), k, Initialization.nndsvd());
      assertArrayEquals(
          start.w().toArray(),
          Samples.map(scaled.w(), x -> x / Math.sqrt(c)).toArray(),
          1e-8 * largest);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e300})
  void extremeScalesStayFinite(double c) {
    DenseMatrix v = Samples.map(TOY, x -> x * c);
    for (Initialization.Fill fill : Initialization.Fill.values()) {
      Start start = start(v, 3, new Initialization.Nndsvd(fill));
      double w = start.w().summary().maximum();
      double h = start.h().summary().maximum();
      // the product is at the scale of V, or at most 2⁴⁰ beyond it where the fill is far off
      assertTrue(w * (h / c) > 0.01 && w * (h / c) < 1e14, "W " + w + ", H " + h);
    }
  }

  @Test
  void sparseEqualsDense() {
    System.out.println("seed 11");
    for (int[] shape : new int[][] {{70, 50, 8}, {500, 420, 3}}) {
      DenseMatrix dense = Samples.random(new Random(11), shape[0], shape[1], 0.1);
      Start expected = start(dense, shape[2], Initialization.nndsvd());
      Start actual = start(SparseMatrix.ofDense(dense), shape[2], Initialization.nndsvd());
      assertArrayEquals(expected.w().toArray(), actual.w().toArray(), 1e-8);
      assertArrayEquals(expected.h().toArray(), actual.h().toArray(), 1e-8);
    }
  }

  /** Components beyond the rank of V are zero, not rounding errors. */
  @Test
  void rankDeficient() {
    System.out.println("seed 2");
    DenseMatrix v = Samples.lowRank(new Random(2), 30, 20, 3);
    Start start = start(v, 20, Initialization.nndsvd());
    for (int c = 0; c < 20; c++) {
      double sum = 0;
      for (int i = 0; i < 30; i++) {
        sum += start.w().get(i, c);
      }
      assertEquals(c < 3, sum > 0, "component " + c);
    }
  }

  @Test
  void zeroRowsStayZero() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 0, 2}, {0, 0, 0}, {3, 0, 1}, {1, 0, 1}});
    Start start = start(v, 3, Initialization.nndsvd());
    for (int c = 0; c < 3; c++) {
      assertEquals(0, start.w().get(1, c));
      assertEquals(0, start.h().get(c, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void zeroMatrix(int k) {
    DenseMatrix v = DenseMatrix.allocate(3, 2, Precision.DOUBLE);
    for (Initialization.Fill fill : Initialization.Fill.values()) {
      Start start = start(v, k, new Initialization.Nndsvd(fill));
      assertArrayEquals(new double[3 * k], start.w().toArray());
      assertArrayEquals(new double[2 * k], start.h().toArray());
    }
  }

  /** With all components the error is at most that of the mean: a test of the reference. */
  @Test
  void approximates() {
    System.out.println("seed 42");
    DenseMatrix v = Samples.random(new Random(42), 10, 10, 1);
    double mean = v.summary().mean();
    Start start = start(v, 10, Initialization.nndsvd());
    double error = 0;
    double spread = 0;
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        double sum = 0;
        for (int c = 0; c < 10; c++) {
          sum += start.w().get(i, c) * start.h().get(c, j);
        }
        error += Math.pow(v.get(i, j) - sum, 2);
        spread += Math.pow(v.get(i, j) - mean, 2);
      }
    }
    assertTrue(error <= spread, error + " > " + spread);
  }

  @Test
  void rankBeyondTheSmallerSide() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> start(TOY, 4, Initialization.nndsvda()));
    assertTrue(
        String.valueOf(e.getMessage()).contains("rank is 4 and min(3, 4) = 3"), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).contains("random"), e.getMessage());
  }

  private static Start start(Matrix v, int k, Initialization initialization) {
    return Starts.of(v, v.summary(), NmfOptions.rank(k).initialization(initialization));
  }
}
