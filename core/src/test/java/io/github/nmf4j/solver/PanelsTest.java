package io.github.nmf4j.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One pass over V per iteration, panel by panel, gives the textbook's iterates. */
final class PanelsTest {

  private static final int N = 17;
  private static final int K = 3;

  enum Algorithm {
    HALS,
    FROBENIUS,
    KULLBACK_LEIBLER,
    BETA,
    GUARDED,
    EXTRAPOLATED_HALS,
    EXTRAPOLATED_KULLBACK_LEIBLER,
    EXTRAPOLATED_BETA,
    JOINT;

    /** Joint and accelerated HALS update H first. */
    boolean suits(UpdateOrder order) {
      return order == UpdateOrder.H_THEN_W || (this != EXTRAPOLATED_HALS && this != JOINT);
    }

    double beta() {
      return switch (this) {
        case HALS, FROBENIUS, EXTRAPOLATED_HALS -> 2;
        case KULLBACK_LEIBLER, EXTRAPOLATED_KULLBACK_LEIBLER, JOINT -> 1;
        case BETA, EXTRAPOLATED_BETA -> 1.5;
        case GUARDED -> 0.5;
      };
    }

    boolean weighs() {
      return this == BETA || this == GUARDED;
    }

    Updates updates(Problem problem) {
      return switch (this) {
        case HALS -> new FrobeniusUpdates(problem, FrobeniusStep.hals(problem.session(), 1));
        case FROBENIUS ->
            new FrobeniusUpdates(problem, FrobeniusStep.multiplicative(problem.session()));
        case KULLBACK_LEIBLER -> new KullbackLeiblerUpdates(problem);
        case BETA -> new BetaUpdates(problem, false);
        case GUARDED -> new BetaUpdates(problem, true);
        case EXTRAPOLATED_HALS ->
            ExtrapolatedHals.of(
                problem, new FrobeniusUpdates(problem, FrobeniusStep.hals(problem.session(), 3)));
        case EXTRAPOLATED_KULLBACK_LEIBLER ->
            new ExtrapolatedMultiplicative(problem, new KullbackLeiblerUpdates(problem));
        case EXTRAPOLATED_BETA ->
            new ExtrapolatedMultiplicative(problem, new BetaUpdates(problem, false));
        case JOINT -> new JointUpdates(problem);
      };
    }
  }

  private record Run(DenseMatrix w, DenseMatrix h, AlternatingLoop.Outcome outcome) {}

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void theNumberOfPanelsDoesNotMatter(Algorithm algorithm) {
    compare(algorithm, 13, false);
    compare(algorithm, 23, false); // whole, it is W that a pass may update
  }

  /** With held entries, and with weights where the algorithm knows them. */
  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void norWithConstraints(Algorithm algorithm) {
    compare(algorithm, 13, true);
    compare(algorithm, 23, true);
  }

  private static void compare(Algorithm algorithm, int m, boolean constrained) {
    var random = new SplittableRandom(11);
    DenseMatrix v = uniform(random, m, N);
    for (Matrix matrix : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
      for (UpdateOrder order : UpdateOrder.values()) {
        if (!algorithm.suits(order)) {
          continue;
        }
        for (Fixed fixed : Fixed.values()) {
          Run whole = run(algorithm, matrix, N, order, fixed, constrained);
          for (int width : new int[] {1, 5, 16}) {
            Run panels = run(algorithm, matrix, width, order, fixed, constrained);
            String what = "%s %s fixed %s width %d".formatted(algorithm, order, fixed, width);
            assertTrue(Matrices.distance(whole.w(), panels.w()) < 1e-11, what + ": W");
            assertTrue(Matrices.distance(whole.h(), panels.h()) < 1e-11, what + ": H");
            assertEquals(
                whole.outcome().loss(),
                panels.outcome().loss(),
                1e-11 * whole.outcome().loss(),
                what);
            assertEquals(whole.outcome().kktW(), panels.outcome().kktW(), 1e-9, what);
            assertEquals(whole.outcome().kktH(), panels.outcome().kktH(), 1e-9, what);
          }
        }
      }
    }
  }

  private static Run run(
      Algorithm algorithm,
      Matrix v,
      int width,
      UpdateOrder order,
      Fixed fixed,
      boolean constrained) {
    var random = new SplittableRandom(12);
    try (Backend backend = Backends.select("reference", 1).backend();
        Session session = backend.newSession(Precision.DOUBLE)) {
      Data data = session.upload(v, 1, width);
      Factor w = session.newFactor(v.rows(), K);
      Factor h = session.newFactor(N, K);
      session.write(w, uniform(random, v.rows(), K));
      session.write(h, uniform(random, N, K));
      boolean weighs = constrained && algorithm.weighs();
      var problem =
          new Problem(
              session,
              data,
              w,
              h,
              algorithm.beta(),
              0.01,
              0.02,
              0.03,
              0.01,
              fixed,
              // any positive matrix with V's pattern will do as weights
              weighs ? session.upload(v, 1, width) : null,
              constrained ? held(session, w) : null,
              constrained ? held(session, h) : null);
      NmfOptions options =
          NmfOptions.rank(K)
              .updateOrder(order)
              .exponent(Exponent.ONE_GUARDED)
              .maxIterations(9)
              .checkEvery(2)
              .stoppingRule(new StoppingRule.Kkt(0));
      AlternatingLoop.Outcome outcome =
          new AlternatingLoop(problem, algorithm.updates(problem), options, new Scaling(1, 1, 1))
              .run();
      DenseMatrix resultW = DenseMatrix.allocate(v.rows(), K, Precision.DOUBLE);
      DenseMatrix resultH = DenseMatrix.allocate(N, K, Precision.DOUBLE);
      session.read(w, resultW);
      session.read(h, resultH);
      return new Run(resultW, resultH, outcome);
    }
  }

  /** Holds every third entry. */
  private static Held held(Session session, Factor f) {
    DenseMatrix moves = DenseMatrix.allocate(f.rows(), K, Precision.DOUBLE);
    for (int i = 0; i < f.rows(); i++) {
      for (int c = 0; c < K; c++) {
        moves.set(i, c, (i + 2 * c) % 3 == 0 ? 0 : 1);
      }
    }
    Factor free = session.newFactor(f.rows(), K);
    session.write(free, moves);
    return new Held(session, f, free);
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    return DenseMatrix.of(a);
  }
}
