package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A V that may not take the memory that it needs is streamed, by rows or by columns. */
final class OutOfCoreTest {

  private static final int M = 61;
  private static final int N = 47;
  private static final int K = 4;

  @ParameterizedTest(name = "{0} beta={1}")
  @CsvSource({"HALS,2", "MULTIPLICATIVE,2", "MULTIPLICATIVE,1", "MULTIPLICATIVE,0.5"})
  void sameIteratesAsInMemory(Solver solver, double beta) {
    for (UpdateOrder order : UpdateOrder.values()) {
      for (boolean columnMajor : new boolean[] {false, true}) {
        DenseMatrix v = v(columnMajor);
        NmfOptions options = options(solver, beta).updateOrder(order);
        NmfResult whole = Nmf.factorize(v, options);
        NmfResult streamed = Nmf.factorize(v, options.memoryLimit(4096));
        String what = solver + " " + order + " column-major " + columnMajor;
        assertTrue(Matrices.distance(whole.w(), streamed.w()) < 1e-10, what + ": W");
        assertTrue(Matrices.distance(whole.h(), streamed.h()) < 1e-10, what + ": H");
        assertEquals(whole.objective(), streamed.objective(), 1e-10 * whole.objective(), what);
        assertEquals(whole.kktW(), streamed.kktW(), 1e-9, what);
        assertEquals(whole.kktH(), streamed.kktH(), 1e-9, what);
      }
    }
  }

  /** Accelerated solvers begin with the factor whose items are streamed. */
  @ParameterizedTest(name = "{0} beta={1}")
  @CsvSource({"EXTRAPOLATED_HALS,2", "BLOCK_PIVOTING,2", "EXTRAPOLATED_MULTIPLICATIVE,1"})
  void acceleratedSolversStreamToo(Solver solver, double beta) {
    for (boolean columnMajor : new boolean[] {false, true}) {
      NmfOptions options =
          options(solver, beta).maxIterations(400).stoppingRule(new StoppingRule.Kkt(1e-6));
      NmfResult streamed = Nmf.factorize(v(columnMajor), options.memoryLimit(4096));
      NmfResult whole = Nmf.factorize(v(columnMajor), options);
      assertEquals(M, streamed.w().rows());
      assertEquals(N, streamed.h().columns());
      assertEquals(whole.objective(), streamed.objective(), 0.03 * whole.objective());
    }
  }

  @Test
  void fixedFactors() {
    DenseMatrix v = v(false);
    NmfResult found = Nmf.factorize(v, options(Solver.HALS, 2));
    NmfOptions options =
        options(Solver.HALS, 2)
            .normalization(Normalization.NONE)
            .start(new Initialization.Custom(found.w(), null), Fixed.W);
    NmfResult whole = Nmf.factorize(v, options);
    NmfResult streamed = Nmf.factorize(v, options.memoryLimit(4096));
    assertEquals(0, Matrices.distance(found.w(), streamed.w()));
    assertTrue(Matrices.distance(whole.h(), streamed.h()) < 1e-10);
  }

  /** What auto would take needs all of V; the best that does not is taken instead. */
  @Test
  void autoTakesWhatCanStream() {
    NmfResult streamed = Nmf.factorize(v(false), options(Solver.AUTO, 1).memoryLimit(4096));
    assertEquals(Solver.EXTRAPOLATED_MULTIPLICATIVE, streamed.solver());
    assertEquals(
        Solver.COORDINATE_DESCENT, Nmf.factorize(v(false), options(Solver.AUTO, 1)).solver());
  }

  /** Supports and fixed components change sides with the factors. */
  @Test
  void heldEntriesStreamToo() {
    DenseMatrix w = part(M, K);
    DenseMatrix h = part(K, N);
    DenseMatrix support = DenseMatrix.allocate(K, N, Precision.DOUBLE);
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        support.set(c, j, (c + j) % 3 == 0 ? 0 : 1);
      }
    }
    for (boolean columnMajor : new boolean[] {false, true}) {
      NmfOptions options =
          options(Solver.HALS, 2)
              .normalization(Normalization.NONE)
              .initialization(Initialization.custom(w, h))
              .supportH(support)
              .fixedComponents(Set.of(1), Set.of(2));
      NmfResult whole = Nmf.factorize(v(columnMajor), options);
      NmfResult streamed = Nmf.factorize(v(columnMajor), options.memoryLimit(4096));
      assertTrue(Matrices.distance(whole.w(), streamed.w()) < 1e-10, "W");
      assertTrue(Matrices.distance(whole.h(), streamed.h()) < 1e-10, "H");
      assertEquals(0, streamed.h().get(0, 0));
      assertEquals(w.get(3, 1), streamed.w().get(3, 1), 1e-15);
    }
  }

  private static DenseMatrix part(int rows, int columns) {
    DenseMatrix v = v(false);
    DenseMatrix part = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        part.set(i, j, v.get(i % M, j % N));
      }
    }
    return part;
  }

  /** Columns of V in batches that are streamed: m × batch of V on the device, and the factors. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void smoothModelsStreamByColumns(boolean convex) {
    Model.Smooth model = Model.smooth(0.1).withSparsity(0.05).withBatchSize(7);
    NmfOptions options =
        NmfOptions.rank(K)
            .loss(Loss.KULLBACK_LEIBLER)
            .model(convex ? model.withConvex() : model)
            .maxIterations(12)
            .backend("reference");
    NmfResult whole = Nmf.factorize(v(true), options);
    NmfResult streamed = Nmf.factorize(v(true), options.memoryLimit(4096));
    assertArrayEquals(whole.w().toArray(), streamed.w().toArray());
    assertArrayEquals(whole.h().toArray(), streamed.h().toArray());
    assertEquals(whole.kkt(), streamed.kkt());
    refused(v(false), options, "column-major (Fortran)");
  }

  @ParameterizedTest(name = "{0} beta={1}")
  @CsvSource({
    "HALS,2",
    "EXTRAPOLATED_HALS,2",
    "MULTIPLICATIVE,2",
    "MULTIPLICATIVE,1",
    "MULTIPLICATIVE,0.5",
    "EXTRAPOLATED_MULTIPLICATIVE,1"
  })
  void sparseHasTheIteratesOfTheWhole(Solver solver, double beta) {
    SparseMatrix v = thinned();
    for (UpdateOrder order : UpdateOrder.values()) {
      boolean accelerated = solver.name().startsWith("EXTRAPOLATED");
      if (accelerated && order == UpdateOrder.W_THEN_H) {
        continue;
      }
      NmfOptions options = options(solver, beta).updateOrder(order);
      NmfResult whole = Nmf.factorize(v, options);
      NmfResult streamed = Nmf.factorize(v, options.memoryLimit(4096));
      assertTrue(Matrices.distance(whole.w(), streamed.w()) < 1e-10, order + ": W");
      assertTrue(Matrices.distance(whole.h(), streamed.h()) < 1e-10, order + ": H");
      assertEquals(whole.objective(), streamed.objective(), 1e-10 * whole.objective());
      assertEquals(whole.kktW(), streamed.kktW(), 1e-9);
      assertEquals(whole.kktH(), streamed.kktH(), 1e-9);
    }
  }

  /** What a sparse V takes is what it stores, not what it would take as a dense one. */
  @Test
  void sparseIsMeasuredByItsEntries() {
    SparseMatrix v = thinned();
    NmfOptions options = options(Solver.COORDINATE_DESCENT, 1);
    long stored = 2 * v.storedEntries() * (4 + 8) + (M + N) * 16L;
    assertEquals(15, Nmf.factorize(v, options.memoryLimit(stored)).iterations());
    refused(v, options, stored - 1, "whole rows");
  }

  private static SparseMatrix thinned() {
    var random = new SplittableRandom(10);
    DenseMatrix dense = v(false);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        // columns of very different weight
        if (random.nextDouble() > 0.9 - 0.9 * j / N) {
          dense.set(i, j, 0);
        }
      }
    }
    return SparseMatrix.ofDense(dense);
  }

  /** Weights and gaps, by rows and by columns, with every loss: the iterates of those in memory. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 1.5, 2, 3})
  void weightsAndMissingEntriesStream(double beta) {
    for (boolean columnMajor : new boolean[] {false, true}) {
      DenseMatrix gaps = v(columnMajor);
      DenseMatrix weights = v(columnMajor).copy(Precision.FLOAT, 3);
      weights = columnMajor == weights.isColumnMajor() ? weights : transposedCopy(weights);
      for (int i = 0; i < M; i++) {
        for (int j = i % 3; j < N; j += 3) {
          gaps.set(i, j, i % 2 == 0 ? Double.NaN : 1e300);
          weights.set(i, j, i % 2 == 0 ? 2 : 0);
        }
      }
      for (Solver solver :
          beta == 2
              ? List.of(Solver.MULTIPLICATIVE)
              : List.of(Solver.MULTIPLICATIVE, Solver.EXTRAPOLATED_MULTIPLICATIVE)) {
        NmfOptions options =
            options(solver, beta).missing(Missing.NAN).weights(weights).memoryLimit(0);
        NmfResult whole = Nmf.factorize(gaps, options);
        NmfResult streamed = Nmf.factorize(gaps, options.memoryLimit(9000));
        String what = "%s beta %s, by columns %s".formatted(solver, beta, columnMajor);
        boolean exact = solver == Solver.MULTIPLICATIVE;
        double bound = exact ? 1e-9 : 0.05; // mu-e begins with the factor that is streamed
        assertEquals(whole.objective(), streamed.objective(), bound * whole.objective(), what);
        if (exact) {
          assertTrue(Matrices.distance(whole.w(), streamed.w()) < 1e-9, what + ": W");
          assertTrue(Matrices.distance(whole.h(), streamed.h()) < 1e-9, what + ": H");
          assertEquals(whole.initialLoss(), streamed.initialLoss(), 1e-12 * whole.initialLoss());
          assertEquals(whole.kkt(), streamed.kkt(), 1e-9, what);
          assertEquals(whole.relativeLoss(), streamed.relativeLoss(), 1e-9, what);
        }
      }
    }
  }

  private static DenseMatrix transposedCopy(DenseMatrix a) {
    return a.transpose().copy(a.precision(), 1).transpose();
  }

  /** NaN alone, zeros as gaps, and a mask: each streamed as it is in memory. */
  @Test
  void everyKindOfGapStreams() {
    DenseMatrix v = v(true);
    DenseMatrix mask = transposedCopy(DenseMatrix.allocate(M, N, Precision.DOUBLE));
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        mask.set(i, j, (i + j) % 4 == 0 ? 0 : 1);
      }
    }
    DenseMatrix nan = v(true);
    DenseMatrix zeros = v(true);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        nan.set(i, j, mask.get(i, j) == 0 ? Double.NaN : v.get(i, j));
        zeros.set(i, j, mask.get(i, j) == 0 ? 0 : v.get(i, j));
      }
    }
    NmfOptions options = options(Solver.MULTIPLICATIVE, 1);
    NmfResult whole = Nmf.factorize(v, options.weights(mask));
    NmfOptions streamed = options.memoryLimit(9000);
    for (NmfResult result :
        List.of(
            Nmf.factorize(v, streamed.weights(mask)),
            Nmf.factorize(nan, streamed.missing(Missing.NAN)),
            Nmf.factorize(zeros, streamed.missing(Missing.ZEROS)))) {
      assertTrue(Matrices.distance(whole.w(), result.w()) < 1e-10);
      assertTrue(Matrices.distance(whole.h(), result.h()) < 1e-10);
    }
  }

  /** Online batches of lines that lie one behind the other, with gaps. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesWithGapsStream(boolean columnMajor) {
    DenseMatrix gaps = v(columnMajor);
    for (int i = 0; i < M; i++) {
      gaps.set(i, i % N, Double.NaN);
    }
    NmfOptions options =
        options(Solver.MULTIPLICATIVE, 1)
            .normalization(Normalization.NONE)
            .missing(Missing.NAN)
            .online(new Online(7, 0.7, columnMajor ? Online.Lines.COLUMNS : Online.Lines.ROWS))
            .stoppingRule(new StoppingRule.None());
    NmfResult whole = Nmf.factorize(gaps, options);
    NmfResult streamed = Nmf.factorize(gaps, options.memoryLimit(9000));
    assertArrayEquals(whole.w().toArray(), streamed.w().toArray());
    assertArrayEquals(whole.h().toArray(), streamed.h().toArray());
  }

  /** What auto takes with weights needs whole rows; streamed, another one is taken. */
  @Test
  void autoWithWeightsTakesWhatCanStream() {
    for (double beta : new double[] {1, 2}) {
      NmfOptions options = options(Solver.AUTO, beta).weights(v(false)).memoryLimit(9000);
      Solver solver = Nmf.factorize(v(false), options).solver();
      assertEquals(beta == 1 ? Solver.EXTRAPOLATED_MULTIPLICATIVE : Solver.MULTIPLICATIVE, solver);
    }
  }

  @Test
  void whatCannotStreamSaysWhy() {
    NmfOptions mu = options(Solver.MULTIPLICATIVE, 1).normalization(Normalization.NONE);
    refused(v(false), mu.weights(v(true)), "columns are contiguous in its weights, rows in V");
    refused(v(false), mu.weights(SparseMatrix.ofDense(v(false))), "its weights are sparse");
    refused(
        v(false),
        mu.weights(v(false)).initialization(Initialization.nndsvda()),
        "fills in what is not observed");
    for (Solver solver : List.of(Solver.HALS, Solver.EXTRAPOLATED_HALS, Solver.BLOCK_PIVOTING)) {
      refused(
          v(false),
          options(solver, 2).weights(v(false)),
          "solver " + solver + " with weights needs whole rows; use mu");
    }
    refused(v(true), mu.model(Model.convolutive(2)), "convolutive model");
  }

  private static void refused(Matrix v, NmfOptions options, String reason) {
    refused(v, options, 4096, reason);
  }

  private static void refused(Matrix v, NmfOptions options, long memory, String reason) {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> Nmf.factorize(v, options.memoryLimit(memory)));
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
  }

  @Test
  void coordinateDescentNeedsWholeRows() {
    NmfOptions options = options(Solver.COORDINATE_DESCENT, 1).memoryLimit(4096);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> Nmf.factorize(v(false), options));
    assertTrue(String.valueOf(refused.getMessage()).contains("whole rows"), refused.getMessage());
  }

  private static NmfOptions options(Solver solver, double beta) {
    return NmfOptions.rank(K)
        .loss(new Loss(beta))
        .solver(solver)
        .penaltyW(new Penalty(0.02, 0.01))
        .penaltyH(new Penalty(0.01, 0))
        .normalization(Normalization.L2)
        .maxIterations(15)
        .backend("reference");
  }

  private static DenseMatrix v(boolean columnMajor) {
    var random = new SplittableRandom(9);
    double[][] a = new double[columnMajor ? N : M][columnMajor ? M : N];
    for (double[] row : a) {
      for (int j = 0; j < row.length; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    DenseMatrix matrix = DenseMatrix.of(a);
    return columnMajor ? matrix.transpose() : matrix;
  }
}
