package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input at the edge has a defined answer or a clear error. */
final class DegenerateTest {

  private static final DenseMatrix SMALL =
      DenseMatrix.of(new double[][] {{1, 2, 3}, {3, 1, 2}, {2, 3, 1}});

  private static NmfOptions options(int rank, Loss loss) {
    return NmfOptions.rank(rank).loss(loss).backend("reference");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 2, 3})
  void allZeroDataIsFittedByZeros(double beta) {
    for (Matrix v :
        new Matrix[] {
          DenseMatrix.allocate(4, 3, Precision.FLOAT),
          SparseMatrix.ofDense(DenseMatrix.allocate(4, 3, Precision.DOUBLE))
        }) {
      NmfResult result = Nmf.factorize(v, options(2, new Loss(beta)));
      assertEquals(StopReason.ZERO_DATA, result.stopReason());
      assertEquals(0, result.loss());
      assertEquals(0, result.w().summary().maximum());
      assertEquals(0, result.h().summary().maximum());
      assertEquals(4, result.w().rows());
      assertEquals(3, result.h().columns());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 1.5, 2, 3})
  void oneRowOneColumnOneEntry(double beta) {
    for (int[] shape : new int[][] {{1, 6}, {6, 1}, {1, 1}}) {
      for (int rank : new int[] {1, 3}) {
        double[] entries = new double[shape[0] * shape[1]];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = 1 + i;
        }
        DenseMatrix v = DenseMatrix.of(shape[0], shape[1], entries);
        NmfOptions options =
            options(rank, new Loss(beta)).maxIterations(3000).stoppingRule(new StoppingRule.None());
        NmfResult result = Nmf.factorize(v, options);
        DenseMatrix y = Matrices.multiply(result.w(), result.h());
        assertTrue(Matrices.distance(v, y) < 1e-6, () -> "distance " + Matrices.distance(v, y));
      }
    }
  }

  @Test
  void zeroRowsAndColumnsStayHarmless() {
    DenseMatrix v =
        DenseMatrix.of(new double[][] {{1, 0, 2, 3}, {0, 0, 0, 0}, {2, 0, 1, 5}, {4, 0, 4, 4}});
    for (double beta : new double[] {0.5, 1, 1.5, 2, 3}) {
      for (Matrix m : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
        NmfResult result = Nmf.factorize(m, options(2, new Loss(beta)).maxIterations(100));
        assertTrue(Matrices.isNonnegative(result.w()) && Matrices.isNonnegative(result.h()));
        assertEquals(0, result.w().get(1, 0) + result.w().get(1, 1), "zero row");
        assertEquals(0, result.h().get(0, 1) + result.h().get(1, 1), "zero column");
      }
    }
  }

  @Test
  void rankAboveBothSides() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    NmfOptions options = options(5, Loss.FROBENIUS).maxIterations(2000);
    NmfResult result = Nmf.factorize(v, options.stoppingRule(new StoppingRule.None()));
    assertTrue(result.relativeLoss() < 1e-8, () -> "relative loss " + result.relativeLoss());
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Nmf.factorize(v, options.initialization(Initialization.nndsvd())));
    assertTrue(error.getMessage().contains("5"), error::getMessage);
  }

  @Test
  void constantDataIsFittedExactly() {
    double[] entries = new double[20];
    Arrays.fill(entries, 3);
    DenseMatrix v = DenseMatrix.of(4, 5, entries);
    for (double beta : new double[] {0, 1, 2}) {
      NmfOptions options = options(1, new Loss(beta)).stoppingRule(new StoppingRule.None());
      NmfResult result = Nmf.factorize(v, options);
      assertTrue(result.relativeLoss() < 1e-12, () -> "relative loss " + result.relativeLoss());
    }
  }

  @Test
  void plainNndsvdZerosDoNotBreakTheDivergences() {
    DenseMatrix v =
        DenseMatrix.of(new double[][] {{1, 1e-9, 3, 2}, {4, 5, 1e-9, 1}, {1, 1, 7, 1e-9}});
    for (double beta : new double[] {-1, 0, 0.5, 1, 1.5}) {
      for (Precision precision : Precision.values()) {
        NmfOptions options =
            options(2, new Loss(beta))
                .initialization(Initialization.nndsvd())
                .precision(precision)
                .maxIterations(30);
        NmfResult result = Nmf.factorize(v, options);
        assertTrue(Double.isFinite(result.loss()), () -> "beta " + beta + ": " + result.loss());
      }
    }
  }

  @Test
  void dataThatCannotBeFactorised() {
    assertData("NaN at index (1, 0)", DenseMatrix.of(new double[][] {{1, 2}, {Double.NaN, 1}}));
    assertData(
        "Infinity at index (0, 1)",
        DenseMatrix.of(new double[][] {{1, Double.POSITIVE_INFINITY}, {-1, 1}}));
    assertData("-2.5 at index (1, 1)", DenseMatrix.of(new double[][] {{1, 2}, {0, -2.5}}));
    assertData("at least one row", DenseMatrix.allocate(0, 3, Precision.DOUBLE));
    assertData(
        "-1.0 at index (0, 2)",
        SparseMatrix.ofCoordinates(2, 3, new int[] {0}, new int[] {2}, new double[] {-1}));
    DenseMatrix zeros = DenseMatrix.of(new double[][] {{1, 0}, {2, 3}});
    var error =
        assertThrows(
            InvalidDataException.class, () -> Nmf.factorize(zeros, options(1, Loss.ITAKURA_SAITO)));
    assertTrue(error.getMessage().contains("1 zeros"), error::getMessage);
  }

  private static void assertData(String part, Matrix v) {
    var error =
        assertThrows(
            InvalidDataException.class, () -> Nmf.factorize(v, options(1, Loss.FROBENIUS)));
    assertTrue(error.getMessage().contains(part), error::getMessage);
  }

  @Test
  void optionsThatMakeNoSense() {
    DenseMatrix w = DenseMatrix.of(new double[][] {{1}, {1}});
    NmfOptions options = NmfOptions.rank(1);
    var onlyW = new Initialization.Custom(w, null);
    assertThrows(IllegalArgumentException.class, () -> NmfOptions.rank(0));
    assertThrows(IllegalArgumentException.class, () -> options.maxIterations(-1));
    assertThrows(IllegalArgumentException.class, () -> options.checkEvery(0));
    assertThrows(IllegalArgumentException.class, () -> options.threads(-1));
    assertThrows(IllegalArgumentException.class, () -> options.fixed(Fixed.W));
    assertThrows(IllegalArgumentException.class, () -> options.initialization(onlyW));
    NmfOptions hals = options.solver(Solver.HALS);
    assertThrows(IllegalArgumentException.class, () -> hals.loss(Loss.KULLBACK_LEIBLER));
    NmfOptions normalised = options.normalization(Normalization.L1);
    assertThrows(IllegalArgumentException.class, () -> normalised.start(onlyW, Fixed.W));
    assertThrows(IllegalArgumentException.class, () -> new Penalty(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Penalty(0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Loss(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Loss.parse("manhattan"));
    NmfOptions abacus = options.backend("abacus");
    assertThrows(BackendUnavailableException.class, () -> Nmf.factorize(w, abacus));
    NmfOptions seventh = options.backend("reference:7");
    assertThrows(BackendUnavailableException.class, () -> Nmf.factorize(w, seventh));
    DenseMatrix row = DenseMatrix.of(new double[][] {{1, 2, 3}});
    assertThrows(IllegalArgumentException.class, () -> Nmf.transform(row, w, options));
  }

  @Test
  void aListenerEndsTheRunWithWhatWasReached() {
    var calls = new AtomicInteger();
    NmfOptions options =
        options(2, Loss.FROBENIUS)
            .listener(
                progress -> {
                  assertEquals(calls.getAndIncrement(), progress.iteration());
                  assertEquals(progress.iteration() % 10 == 0, progress.loss().isPresent());
                  return progress.iteration() < 15;
                })
            .stoppingRule(new StoppingRule.RelativeLoss(0, 50));
    NmfResult result = Nmf.factorize(SMALL, options);
    assertEquals(StopReason.INTERRUPTED, result.stopReason());
    assertEquals(15, result.iterations());
    assertEquals(15, result.trace().getLast().iteration());
  }

  @Test
  void anInterruptEndsTheRunAndIsNotSwallowed() {
    Thread.currentThread().interrupt();
    NmfResult result = Nmf.factorize(SMALL, options(2, Loss.FROBENIUS));
    assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    assertEquals(StopReason.INTERRUPTED, result.stopReason());
    assertEquals(0, result.iterations());
  }

  @Test
  void normalisationKeepsTheProduct() {
    NmfOptions options = options(2, Loss.FROBENIUS).seed(4);
    NmfResult plain = Nmf.factorize(SMALL, options);
    DenseMatrix product = Matrices.multiply(plain.w(), plain.h());
    for (Normalization kind : Normalization.values()) {
      NmfResult result = Nmf.factorize(SMALL, options.normalization(kind));
      assertTrue(Matrices.distance(product, Matrices.multiply(result.w(), result.h())) < 1e-14);
      for (int c = 0; c < 2; c++) {
        double max = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 3; i++) {
          double w = result.w().get(i, c);
          max = Math.max(max, w);
          sum += w;
          squares += w * w;
        }
        switch (kind) {
          case NONE -> assertEquals(plain.w().get(0, c), result.w().get(0, c));
          case MAX -> assertEquals(1, max, 1e-15);
          case L1 -> assertEquals(1, sum, 1e-15);
          case L2 -> assertEquals(1, Math.sqrt(squares), 1e-15);
        }
      }
    }
  }

  @Test
  void theGuardedUnitExponentGetsFurtherInTheSameIterations() {
    DenseMatrix v =
        DenseMatrix.of(
            new double[][] {{1, 2, 3, 1}, {3, 1, 2, 2}, {2, 3, 1, 4}, {5, 1, 1, 1}, {1, 2, 2, 3}});
    NmfOptions options =
        options(2, Loss.ITAKURA_SAITO).maxIterations(10).stoppingRule(new StoppingRule.None());
    double monotone = Nmf.factorize(v, options).loss();
    double guarded = Nmf.factorize(v, options.exponent(Exponent.ONE_GUARDED)).loss();
    assertTrue(guarded < monotone, () -> "guarded %s, monotone %s".formatted(guarded, monotone));
  }
}
