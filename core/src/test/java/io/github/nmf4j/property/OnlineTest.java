package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mini-batches. */
final class OnlineTest {

  private static final int M = 31;
  private static final int N = 47;
  private static final int K = 4;

  private static NmfOptions options(double beta) {
    return NmfOptions.rank(K).loss(new Loss(beta)).backend("reference").seed(5);
  }

  private static NmfOptions online(double beta, int batchSize) {
    return options(beta)
        .online(new Online(batchSize, 0.6, Online.Lines.COLUMNS))
        .stoppingRule(new StoppingRule.None())
        .maxIterations(6);
  }

  private static DenseMatrix v(int seed) {
    DenseMatrix w = uniform(seed, M, K);
    DenseMatrix product = Matrices.multiply(w, uniform(seed + 1, K, N));
    DenseMatrix noise = uniform(seed + 2, M, N);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        product.set(i, j, product.get(i, j) + 0.2 * noise.get(i, j));
      }
    }
    return product;
  }

  private static DenseMatrix uniform(int seed, int rows, int columns) {
    var random = new SplittableRandom(seed);
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.05 + random.nextDouble());
      }
    }
    return matrix;
  }

  /** scikit-learn's test 28: one batch of everything that forgets everything. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.5, 1, 1.5, 2, 2.5})
  void oneForgetfulBatchIsThePlainAlgorithm(double beta) {
    DenseMatrix v = v(1);
    Penalty penalty = new Penalty(0.2, 0);
    NmfOptions plain =
        options(beta)
            .solver(Solver.MULTIPLICATIVE)
            .penaltyH(penalty)
            .penaltyW(penalty)
            .stoppingRule(new StoppingRule.None())
            .maxIterations(12);
    NmfResult expected = Nmf.factorize(v, plain);
    NmfResult actual =
        Nmf.factorize(
            v,
            plain
                .online(new Online(1000, 0, Online.Lines.COLUMNS))
                .stoppingRule(new StoppingRule.None()));
    assertEquals(0, Matrices.distance(expected.w(), actual.w()), 1e-12);
    assertEquals(0, Matrices.distance(expected.h(), actual.h()), 1e-12);
  }

  /** Where all batches agree, as with a matrix of exact rank, they lead to a perfect fit. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, 3})
  void fitsAMatrixOfExactRank(double beta) {
    DenseMatrix v = Matrices.multiply(uniform(11, M, K), uniform(12, K, N));
    NmfResult result = Nmf.factorize(v, online(beta, 12).maxIterations(1000));
    assertTrue(result.relativeLoss() < 5e-3, () -> "beta " + beta + ": " + result.relativeLoss());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 2, 3})
  void doesNotDependOnTheUnitsOfV(double beta) {
    DenseMatrix v = v(21);
    NmfResult one = Nmf.factorize(v, online(beta, 10));
    for (int power : new int[] {-240, 240}) {
      double unit = Math.scalb(1.0, power);
      NmfResult other = Nmf.factorize(v.copy(Precision.DOUBLE, unit), online(beta, 10));
      assertEquals(
          0,
          Matrices.distance(product(one), product(other).copy(Precision.DOUBLE, 1 / unit)),
          1e-9);
    }
  }

  private static DenseMatrix product(NmfResult result) {
    return Matrices.multiply(result.w(), result.h());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.5, 2, 3})
  void sparseIsDense(double beta) {
    DenseMatrix v = v(31);
    var random = new SplittableRandom(31);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        v.set(i, j, random.nextDouble() < 0.4 ? v.get(i, j) : 0);
      }
    }
    NmfOptions options = online(beta, 9).penaltyW(new Penalty(0.1, 0.2));
    NmfResult dense = Nmf.factorize(v, options);
    NmfResult sparse = Nmf.factorize(SparseMatrix.ofDense(v), options);
    assertEquals(0, Matrices.distance(dense.w(), sparse.w()), 1e-10);
    assertEquals(0, Matrices.distance(dense.h(), sparse.h()), 1e-10);
  }

  /** Batches of rows of V are batches of columns of Vᵀ, constraints and weights included. */
  @Test
  void rowsAreColumnsOfTheTranspose() {
    DenseMatrix v = v(41);
    DenseMatrix weights = uniform(42, M, N);
    DenseMatrix w = uniform(43, M, K);
    DenseMatrix h = uniform(44, K, N);
    DenseMatrix support = uniform(45, M, K);
    for (int i = 0; i < M; i++) {
      for (int c = 0; c < K; c++) {
        support.set(i, c, support.get(i, c) > 0.3 ? 1 : 0);
      }
    }
    NmfOptions common = online(1.5, 8);
    NmfResult rows =
        Nmf.factorize(
            v,
            common
                .online(new Online(8, 0.6, Online.Lines.ROWS))
                .stoppingRule(new StoppingRule.None())
                .initialization(Initialization.custom(w, h))
                .weights(weights)
                .supportW(support)
                .fixedComponents(Set.of(0), Set.of(2))
                .penaltyH(new Penalty(0.1, 0.3)));
    NmfResult columns =
        Nmf.factorize(
            v.transpose(),
            common
                .initialization(Initialization.custom(h.transpose(), w.transpose()))
                .weights(weights.transpose())
                .supportH(support.transpose())
                .fixedComponents(Set.of(2), Set.of(0))
                .penaltyW(new Penalty(0.1, 0.3)));
    assertEquals(0, Matrices.distance(columns.h().transpose(), rows.w()), 0);
    assertEquals(0, Matrices.distance(columns.w().transpose(), rows.h()), 0);
    for (int i = 0; i < M; i++) {
      for (int c = 1; c < K; c++) {
        assertTrue(support.get(i, c) == 1 || rows.w().get(i, c) == 0);
      }
    }
    for (int j = 0; j < N; j++) {
      assertEquals(h.get(2, j), rows.h().get(2, j), 1e-15 * h.get(2, j));
    }
  }

  /** Hidden entries change no bit. */
  @Test
  void hiddenEntriesDoNotCount() {
    DenseMatrix v = v(51);
    DenseMatrix other = v(51);
    for (int i = 0; i < M; i++) {
      v.set(i, (i * 5) % N, Double.NaN);
      other.set(i, (i * 5) % N, 1e300);
    }
    DenseMatrix mask = DenseMatrix.allocate(M, N, Precision.DOUBLE);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        mask.set(i, j, j == (i * 5) % N ? 0 : 1);
      }
    }
    NmfResult missing = Nmf.factorize(v, online(1, 8).missing(Missing.NAN));
    NmfResult masked = Nmf.factorize(other, online(1, 8).weights(mask));
    assertArrayEquals(missing.w().toArray(), masked.w().toArray());
    assertArrayEquals(missing.h().toArray(), masked.h().toArray());
  }

  @ParameterizedTest
  @EnumSource(Online.Lines.class)
  void aStreamedMatrixGivesTheSameBits(Online.Lines lines) {
    boolean columns = lines == Online.Lines.COLUMNS;
    DenseMatrix v = columns ? v(61).transpose().copy(Precision.DOUBLE, 1).transpose() : v(61);
    NmfOptions options =
        online(1, 8).online(new Online(8, 0.6, lines)).maxIterations(8).checkEvery(2);
    NmfResult inMemory = Nmf.factorize(v, options);
    NmfResult streamed = Nmf.factorize(v, options.memoryLimit(4096));
    assertArrayEquals(inMemory.w().toArray(), streamed.w().toArray());
    assertArrayEquals(inMemory.h().toArray(), streamed.h().toArray());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              DenseMatrix turned =
                  columns ? v(61) : v.transpose().copy(Precision.DOUBLE, 1).transpose();
              Nmf.factorize(turned, options.memoryLimit(4096));
            });
    assertTrue(refusal.getMessage().contains("Fortran"), refusal.getMessage());
  }

  /** Without improvement the rule ends the run in the middle of an epoch. */
  @Test
  void stopsByItsOwnRule() {
    DenseMatrix v = v(71);
    NmfOptions options = options(1).online(new Online(5, 0.7, Online.Lines.COLUMNS));
    NmfResult result = Nmf.factorize(v, options.maxIterations(5000));
    assertEquals(StopReason.CONVERGED, result.stopReason());
    assertTrue(result.iterations() < 5000);
    NmfResult short3 = Nmf.factorize(v, options.maxIterations(3));
    assertEquals(StopReason.MAX_ITERATIONS, short3.stopReason());
    assertEquals(3, short3.iterations());
  }

  /**
   * With H fixed, W is learned from the batches; a look at the KKT residual does not disturb it.
   */
  @Test
  void aFixedHIsLearnedFrom() {
    DenseMatrix w = uniform(81, M, K);
    DenseMatrix h = uniform(82, K, N);
    DenseMatrix v = Matrices.multiply(w, h);
    for (StoppingRule rule :
        new StoppingRule[] {new StoppingRule.None(), new StoppingRule.Kkt(0)}) {
      NmfResult result =
          Nmf.factorize(
              v,
              options(1)
                  .start(new Initialization.Custom(null, h), Fixed.H)
                  .online(new Online(16, 0.6, Online.Lines.COLUMNS))
                  .stoppingRule(rule)
                  .checkEvery(1)
                  .maxIterations(2000));
      assertEquals(0, Matrices.distance(w, result.w()), 1e-3, rule::toString);
      assertArrayEquals(h.toArray(), result.h().toArray());
    }
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    Matrix v = v(91);
    refused(v, o -> o.model(Model.smooth(1)).loss(Loss.KULLBACK_LEIBLER), "neighbouring columns");
    refused(v, o -> o.model(Model.convolutive(2)), "neighbouring columns");
    refused(v, o -> o.solver(Solver.HALS), "multiplicative");
    refused(v, o -> o.exponent(Exponent.ONE_GUARDED), "exponent");
    refused(v, o -> o.updateOrder(UpdateOrder.W_THEN_H), "order");
    refused(
        v,
        o -> o.start(new Initialization.Custom(uniform(92, M, K), null), Fixed.W),
        "nothing to forget");
    refused(v, o -> o.replay(Replay.LIBFMP), "no online updates");
    IllegalArgumentException rule =
        assertThrows(
            IllegalArgumentException.class,
            () -> Nmf.factorize(v, options(2).stoppingRule(StoppingRule.BatchCost.DEFAULT)));
    assertTrue(rule.getMessage().contains("belongs to online updates"));
    assertThrows(IllegalArgumentException.class, () -> new Online(0, 0.5, Online.Lines.ROWS));
    assertThrows(IllegalArgumentException.class, () -> Online.DEFAULT.withForgetFactor(1.5));
  }

  private static void refused(Matrix v, UnaryOperator<NmfOptions> change, String reason) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Nmf.factorize(v, change.apply(online(2, 8))));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
