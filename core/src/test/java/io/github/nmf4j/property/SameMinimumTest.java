package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With W fixed the problem is convex, and with more rows than components it has one solution: every
 * solver of a loss finds it, and so does {@code transform} for the result of a factorisation.
 */
final class SameMinimumTest {

  private static final int M = 23;
  private static final int N = 11;
  private static final int K = 4;

  @ParameterizedTest
  @ValueSource(doubles = {2, 1})
  void everySolverFindsTheSame(double beta) {
    var random = new SplittableRandom(5);
    DenseMatrix v = uniform(random, M, N, beta == 1 ? 0.5 : 0);
    DenseMatrix w = uniform(random, M, K, 0.2);
    for (Matrix matrix : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
      DenseMatrix first = null;
      for (Solver solver : Solver.values()) {
        if (solver == Solver.AUTO || solver.refusal(new Loss(beta)).isPresent()) {
          continue;
        }
        NmfResult result = Nmf.transform(matrix, w, options(beta).solver(solver));
        assertTrue(result.kkt() < 1e-8, () -> solver + ": KKT residual " + result.kkt());
        if (first == null) {
          first = result.h();
        } else {
          assertEquals(0, Matrices.distance(first, result.h()), 1e-8, solver.toString());
        }
      }
    }
  }

  /** The same with weights over two decades, a third of them 0. */
  @ParameterizedTest
  @ValueSource(doubles = {2, 1})
  void everySolverFindsTheSameWithWeights(double beta) {
    var random = new SplittableRandom(7);
    DenseMatrix v = uniform(random, M, N, beta == 1 ? 0.3 : 0);
    DenseMatrix w = uniform(random, M, K, 0.2);
    DenseMatrix weights = uniform(random, M, N, 0.3);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        weights.set(i, j, weights.get(i, j) * Math.pow(100, random.nextDouble()));
      }
    }
    for (Matrix pattern : new Matrix[] {weights, SparseMatrix.ofDense(weights)}) {
      DenseMatrix first = null;
      for (Solver solver : Solver.values()) {
        if (solver == Solver.AUTO || solver.refusal(new Loss(beta)).isPresent()) {
          continue;
        }
        NmfResult result = Nmf.transform(v, w, options(beta).solver(solver).weights(pattern));
        assertTrue(result.kkt() < 1e-8, () -> solver + ": KKT residual " + result.kkt());
        first = first == null ? result.h() : first;
        assertEquals(0, Matrices.distance(first, result.h()), 1e-8, solver.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1})
  void transformGivesTheFactorisationsOwnH(double beta) {
    DenseMatrix v = uniform(new SplittableRandom(6), M, N, 0.1);
    for (Solver solver : Solver.values()) {
      // an entry that has become zero for good may keep multiplicative updates from the minimum
      if (solver == Solver.AUTO
          || solver.keepsZeros()
          || solver.refusal(new Loss(beta)).isPresent()) {
        continue;
      }
      NmfOptions options = options(beta).solver(solver).backend("reference");
      NmfResult whole = Nmf.factorize(v, options.stoppingRule(new StoppingRule.Kkt(1e-7)));
      NmfResult again = Nmf.transform(v, whole.w(), options);
      assertEquals(
          whole.objective(), again.objective(), 1e-6 * whole.objective(), solver.toString());
      assertEquals(0, Matrices.distance(whole.h(), again.h()), 1e-3, solver.toString());
    }
  }

  private static NmfOptions options(double beta) {
    return NmfOptions.rank(K)
        .loss(new Loss(beta))
        .penaltyW(new Penalty(0.01, 0))
        .penaltyH(new Penalty(0.01, 0.02))
        .seed(3)
        .maxIterations(100_000)
        .checkEvery(20)
        .stoppingRule(new StoppingRule.Kkt(1e-12));
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns, double empty) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextDouble() < empty ? 0 : 0.1 + random.nextDouble();
      }
    }
    return DenseMatrix.of(a);
  }
}
