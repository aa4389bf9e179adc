package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and missing entries: what counts, and what changes nothing. */
final class WeightsTest {

  @ParameterizedTest(name = "{0} beta={1} sparse={2}")
  @CsvSource({
    "AUTO,2,false",
    "AUTO,2,true",
    "MULTIPLICATIVE,2,false",
    "EXTRAPOLATED_HALS,2,false",
    "EXTRAPOLATED_HALS,2,true",
    "BLOCK_PIVOTING,2,false",
    "BLOCK_PIVOTING,2,true",
    "EXTRAPOLATED_MULTIPLICATIVE,1,false",
    "EXTRAPOLATED_MULTIPLICATIVE,1,true"
  })
  void hiddenEntriesOfAnExactRankAreRecovered(Solver solver, double beta, boolean sparse) {
    var random = new SplittableRandom(31);
    DenseMatrix whole =
        Matrices.multiply(
            DenseMatrix.of(Weighted.uniform(random, 40, 3)),
            DenseMatrix.of(Weighted.uniform(random, 3, 30)));
    double[][] m = Weighted.mask(random, 40, 30, 0.7);
    double[][] v = Weighted.rows(whole);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 30; j++) {
        v[i][j] = m[i][j] == 0 ? (sparse ? 0 : Double.NaN) : v[i][j];
      }
    }
    NmfOptions options =
        Weighted.options(3, beta)
            .solver(solver)
            .missing(sparse ? Missing.ZEROS : Missing.NAN)
            .maxIterations(20_000)
            .checkEvery(100)
            .stoppingRule(new StoppingRule.Kkt(1e-7));
    NmfResult result = Nmf.factorize(sparse ? Weighted.stored(v, m) : DenseMatrix.of(v), options);
    DenseMatrix model = Matrices.multiply(result.w(), result.h());
    double error = 0;
    double size = 0;
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 30; j++) {
        if (m[i][j] == 0) {
          error += Math.pow(model.get(i, j) - whole.get(i, j), 2);
          size += Math.pow(whole.get(i, j), 2);
        }
      }
    }
    double relative = Math.sqrt(error / size);
    assertTrue(relative < 1e-3, () -> "relative error of the hidden entries " + relative);
  }

  /** Whatever stands where nothing is observed, the result is the same, bit for bit. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 1.5, 2, 3})
  void whatIsHiddenChangesNothing(double beta) {
    var random = new SplittableRandom(32);
    double[][] m = Weighted.mask(random, 19, 13, 0.6);
    double[][] v = Weighted.uniform(random, 19, 13);
    NmfOptions options = Weighted.everyIteration(4, beta, 15).weights(DenseMatrix.of(m));
    NmfResult first = null;
    for (double hidden : new double[] {0, 1, 1e300, -5, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[][] spoiled = new double[19][];
      for (int i = 0; i < 19; i++) {
        spoiled[i] = v[i].clone();
        for (int j = 0; j < 13; j++) {
          spoiled[i][j] = m[i][j] == 0 ? hidden : v[i][j];
        }
      }
      DenseMatrix matrix = DenseMatrix.of(spoiled);
      NmfResult result = Nmf.factorize(matrix, options);
      first = first == null ? result : first;
      assertIdentical(first, result, "hidden " + hidden);
      if (Double.isNaN(hidden)) {
        NmfOptions nan = Weighted.everyIteration(4, beta, 15).missing(Missing.NAN);
        assertIdentical(first, Nmf.factorize(matrix, nan), "NaN entries");
      }
    }
    // a column-major matrix too
    NmfResult turned = Nmf.factorize(columnMajor(v), options);
    assertIdentical(first, turned, "column-major");
  }

  private static DenseMatrix columnMajor(double[][] v) {
    DenseMatrix rows = DenseMatrix.of(v);
    return DenseMatrix.of(Weighted.rows(rows.transpose().copy(Precision.DOUBLE, 1))).transpose();
  }

  private static void assertIdentical(NmfResult expected, NmfResult actual, String what) {
    assertArrayEquals(expected.w().toArray(), actual.w().toArray(), what + ": W");
    assertArrayEquals(expected.h().toArray(), actual.h().toArray(), what + ": H");
    assertEquals(expected.loss(), actual.loss(), what + ": loss");
    assertEquals(expected.relativeLoss(), actual.relativeLoss(), what + ": relative loss");
    assertEquals(expected.kkt(), actual.kkt(), what + ": KKT");
  }

  /** Solvers whose iterates with weights of 1 are those without weights. */
  static Stream<Arguments> plainSolvers() {
    return Stream.concat(
        DoubleStream.of(-1, 0, 0.5, 1, 1.5, 2, 3)
            .mapToObj(beta -> Arguments.of(Solver.MULTIPLICATIVE, beta)),
        Stream.of(Arguments.of(Solver.HALS, 2.0), Arguments.of(Solver.BLOCK_PIVOTING, 2.0)));
  }

  @ParameterizedTest(name = "{0} beta={1}")
  @MethodSource("plainSolvers")
  void weightsOfOneAreNoWeights(Solver solver, double beta) {
    var random = new SplittableRandom(33);
    DenseMatrix v = DenseMatrix.of(Weighted.uniform(random, 12, 17));
    double[][] ones = Weighted.mask(random, 12, 17, 1);
    NmfOptions options = Weighted.everyIteration(3, beta, 20).solver(solver);
    NmfResult plain = Nmf.factorize(v, options);
    NmfResult weighted = Nmf.factorize(v, options.weights(DenseMatrix.of(ones)));
    assertTrue(Matrices.distance(plain.w(), weighted.w()) < 1e-11, "W");
    assertTrue(Matrices.distance(plain.h(), weighted.h()) < 1e-11, "H");
    assertEquals(plain.loss(), weighted.loss(), 1e-11 * plain.loss(), "loss");
    assertEquals(plain.relativeLoss(), weighted.relativeLoss(), 1e-11, "relative loss");
    assertEquals(plain.kkt(), weighted.kkt(), 1e-10, "KKT");
  }

  /** Weight 2 for a column is that column twice. */
  @ParameterizedTest(name = "{0} beta={1}")
  @MethodSource("plainSolvers")
  void integerWeightsAreRepetitions(Solver solver, double beta) {
    var random = new SplittableRandom(34);
    int[] times = {1, 2, 1, 3, 1, 2};
    int total = IntStream.of(times).sum();
    double[][] v = Weighted.uniform(random, 9, times.length);
    double[][] w0 = Weighted.uniform(random, 9, 3);
    double[][] h0 = Weighted.uniform(random, 3, times.length);
    double[][] m = new double[9][times.length];
    double[][] repeated = new double[9][total];
    double[][] repeatedH = new double[3][total];
    for (int j = 0, at = 0; j < times.length; j++) {
      for (int copy = 0; copy < times[j]; copy++, at++) {
        for (int i = 0; i < 9; i++) {
          m[i][j] = times[j];
          repeated[i][at] = v[i][j];
        }
        for (int c = 0; c < 3; c++) {
          repeatedH[c][at] = h0[c][j];
        }
      }
    }
    NmfOptions options = Weighted.everyIteration(3, beta, 25).solver(solver);
    DenseMatrix w = DenseMatrix.of(w0);
    NmfResult weighted =
        Nmf.factorize(
            DenseMatrix.of(v),
            options
                .weights(DenseMatrix.of(m))
                .initialization(Initialization.custom(w, DenseMatrix.of(h0))));
    NmfResult copied =
        Nmf.factorize(
            DenseMatrix.of(repeated),
            options.initialization(Initialization.custom(w, DenseMatrix.of(repeatedH))));
    assertTrue(Matrices.distance(copied.w(), weighted.w()) < 1e-10, "W");
    assertEquals(copied.loss(), weighted.loss(), 1e-10 * copied.loss(), "loss");
    assertEquals(copied.relativeLoss(), weighted.relativeLoss(), 1e-10, "relative loss");
  }

  /** A start from a decomposition sees a V without gaps, whatever stands in them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nndsvdFillsInWhatIsHidden(boolean rankOne) {
    var random = new SplittableRandom(40);
    int rank = rankOne ? 1 : 2;
    DenseMatrix whole =
        Matrices.multiply(
            DenseMatrix.of(Weighted.uniform(random, 15, rank)),
            DenseMatrix.of(Weighted.uniform(random, rank, 12)));
    double[][] m = Weighted.mask(random, 15, 12, 0.8);
    double[][] v = Weighted.rows(whole);
    double[][] other = Weighted.rows(whole);
    for (int i = 0; i < 15; i++) {
      for (int j = 0; j < 12; j++) {
        v[i][j] = m[i][j] == 0 ? Double.NaN : v[i][j];
        other[i][j] = m[i][j] == 0 ? 1e300 : other[i][j];
      }
    }
    NmfOptions start =
        Weighted.options(rank, 2).initialization(Initialization.nndsvd()).maxIterations(0).seed(1);
    NmfResult missing = Nmf.factorize(DenseMatrix.of(v), start.missing(Missing.NAN));
    NmfResult masked = Nmf.factorize(DenseMatrix.of(other), start.weights(DenseMatrix.of(m)));
    assertIdentical(missing, masked, "what is hidden");
    // zeros in the gaps would leave far more
    double bound = rankOne ? 0.02 : 0.2;
    assertTrue(missing.relativeLoss() < bound, () -> "relative loss " + missing.relativeLoss());
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Nmf.factorize(
                    Weighted.stored(Weighted.rows(whole), m), start.missing(Missing.ZEROS)));
    assertTrue(String.valueOf(refusal.getMessage()).contains("sparse V would become dense"));
  }

  /** The unit of the weights does not matter, nor how wide they are apart from V's unit. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-900, 0x1p-60, 0x1p60, 0x1p900})
  void weightsHaveNoUnit(double unit) {
    var random = new SplittableRandom(35);
    DenseMatrix v = DenseMatrix.of(Weighted.uniform(random, 8, 9));
    DenseMatrix m = DenseMatrix.of(Weighted.uniform(random, 8, 9));
    NmfOptions options = Weighted.everyIteration(2, 1, 10);
    NmfResult one = Nmf.factorize(v, options.weights(m));
    NmfResult other = Nmf.factorize(v, options.weights(m.copy(Precision.DOUBLE, unit)));
    assertArrayEquals(one.w().toArray(), other.w().toArray());
    assertArrayEquals(one.h().toArray(), other.h().toArray());
    assertEquals(one.loss() * unit, other.loss());
    assertEquals(one.relativeLoss(), other.relativeLoss());
  }

  /** Nothing is known about them: they stay finite and where they started. */
  @ParameterizedTest(name = "{0} beta={1}")
  @CsvSource({
    "MULTIPLICATIVE,0",
    "AUTO,1",
    "MULTIPLICATIVE,1",
    "SCALAR_NEWTON,1",
    "AUTO,2",
    "MULTIPLICATIVE,2",
    "HALS,2",
    "EXTRAPOLATED_HALS,2",
    "BLOCK_PIVOTING,2"
  })
  void unobservedRowsAndColumnsKeepTheirStart(Solver solver, double beta) {
    var random = new SplittableRandom(36);
    double[][] v = Weighted.uniform(random, 7, 6);
    double[][] m = Weighted.mask(random, 7, 6, 1);
    for (int i = 0; i < 7; i++) {
      m[i][4] = 0;
    }
    m[2] = new double[6];
    DenseMatrix w0 = DenseMatrix.of(Weighted.uniform(random, 7, 2));
    DenseMatrix h0 = DenseMatrix.of(Weighted.uniform(random, 2, 6));
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(v),
            Weighted.everyIteration(2, beta, 10)
                .solver(solver)
                .weights(DenseMatrix.of(m))
                .initialization(Initialization.custom(w0, h0)));
    for (int c = 0; c < 2; c++) {
      assertEquals(w0.get(2, c), result.w().get(2, c), "W of the row");
      assertEquals(h0.get(c, 4), result.h().get(c, 4), "H of the column");
    }
    assertTrue(Double.isFinite(result.loss()) && Double.isFinite(result.kkt()));
  }

  /** The dictionary of a fit, on the same data with the same mask, gives the fit's own H back. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void transformAgreesWithTheFit(double beta) {
    var random = new SplittableRandom(37);
    DenseMatrix v = DenseMatrix.of(Weighted.uniform(random, 20, 12));
    DenseMatrix m = DenseMatrix.of(Weighted.mask(random, 20, 12, 0.8));
    NmfOptions options =
        Weighted.options(3, beta)
            .weights(m)
            .maxIterations(100_000)
            .checkEvery(50)
            .stoppingRule(new StoppingRule.Kkt(1e-9));
    NmfResult fit = Nmf.factorize(v, options);
    NmfResult again = Nmf.transform(v, fit.w(), options);
    assertTrue(fit.converged() && again.converged(), fit.stopReason() + " " + again.stopReason());
    assertTrue(Matrices.distance(fit.h(), again.h()) < 1e-6);
    assertEquals(fit.loss(), again.loss(), 1e-8 * fit.loss());
  }

  /** One way to say the same: a mask, NaN entries, entries that a sparse matrix does not store. */
  @Test
  void maskNanAndSparsePatternAgree() {
    var random = new SplittableRandom(38);
    double[][] m = Weighted.mask(random, 15, 11, 0.5);
    double[][] v = Weighted.uniform(random, 15, 11);
    double[][] nan = new double[15][11];
    for (int i = 0; i < 15; i++) {
      for (int j = 0; j < 11; j++) {
        nan[i][j] = m[i][j] == 0 ? Double.NaN : v[i][j];
      }
    }
    NmfOptions options = Weighted.everyIteration(3, 1, 20);
    NmfResult dense = Nmf.factorize(DenseMatrix.of(v), options.weights(DenseMatrix.of(m)));
    NmfResult[] others = {
      Nmf.factorize(DenseMatrix.of(nan), options.missing(Missing.NAN)),
      Nmf.factorize(DenseMatrix.of(v), options.weights(Weighted.stored(m, m))),
      Nmf.factorize(Weighted.stored(v, m), options.missing(Missing.ZEROS)),
      Nmf.factorize(Weighted.stored(v, m), options.weights(DenseMatrix.of(m))),
      Nmf.factorize(
          Weighted.stored(v, m), options.weights(DenseMatrix.of(m)).missing(Missing.ZEROS)),
      Nmf.factorize(
          Weighted.stored(nan, Weighted.mask(random, 15, 11, 1)), options.missing(Missing.NAN))
    };
    for (int o = 0; o < others.length; o++) {
      assertTrue(Matrices.distance(dense.w(), others[o].w()) < 1e-12, "W of way " + o);
      assertTrue(Matrices.distance(dense.h(), others[o].h()) < 1e-12, "H of way " + o);
      assertEquals(dense.loss(), others[o].loss(), 1e-12 * dense.loss(), "loss of way " + o);
    }
  }

  @Test
  void badWeightsAreRefused() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2}, {3, Double.NaN}});
    NmfOptions options = Weighted.options(1, 2);
    assertRefused(
        "weights are 1 × 2, but V is 2 × 2",
        v,
        options.weights(DenseMatrix.of(new double[][] {{1, 1}})));
    assertRefused(
        "the weights have -1.0 at index (1, 0)",
        v,
        options.weights(DenseMatrix.of(new double[][] {{1, 1}, {-1, 0}})));
    assertRefused(
        "V has NaN at index (1, 1)",
        v,
        options.weights(DenseMatrix.of(new double[][] {{1, 1}, {1, 1}})));
    assertRefused(
        "no entry of the 2 × 2 matrix V is observed",
        v,
        options.weights(DenseMatrix.of(new double[2][2])));
    assertRefused(
        "the stopping rule violation is that of entries that all count the same",
        v,
        () ->
            options
                .loss(Loss.FROBENIUS)
                .missing(Missing.NAN)
                .solver(Solver.HALS)
                .stoppingRule(new StoppingRule.CoordinateViolation(0.1)));
    DenseMatrix zero = DenseMatrix.of(new double[][] {{1, 0}, {3, 4}});
    assertRefused(
        "V has 1 zeros",
        zero,
        Weighted.options(1, 0).weights(DenseMatrix.of(new double[][] {{1, 1}, {1, 0}})));
  }

  private interface Options {
    NmfOptions get();
  }

  private static void assertRefused(String message, Matrix v, NmfOptions options) {
    assertRefused(message, v, () -> options);
  }

  private static void assertRefused(String message, Matrix v, Options options) {
    var thrown =
        assertThrows(RuntimeException.class, () -> Nmf.factorize(v, options.get()), message);
    assertTrue(
        thrown instanceof IllegalArgumentException || thrown instanceof InvalidDataException);
    assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown::getMessage);
  }
}
