package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import org.jspecify.annotations.Nullable;

/** The best factors so far and their objective, for algorithms that may have to step back. */
final class Checkpoint {

  private final Problem problem;
  private final Session session;
  private final @Nullable Factor w;
  private final @Nullable Factor h;
  private double objective = Double.POSITIVE_INFINITY;

  Checkpoint(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    this.w = problem.wIsFree() ? like(problem.w()) : null;
    this.h = problem.hIsFree() ? like(problem.h()) : null;
  }

  private Factor like(Factor f) {
    return session.newFactor(f.rows(), f.rank());
  }

  /** The objective of the factors that are kept. */
  double objective() {
    return objective;
  }

  /** Keeps the factors as they are now. */
  void keep(double newObjective) {
    objective = newObjective;
    if (w != null) {
      session.copy(problem.w(), w);
    }
    if (h != null) {
      session.copy(problem.h(), h);
    }
  }

  /** Puts the kept factors back unless the current ones are as good. */
  void restoreIfBetter() {
    double current = problem.divergence() + problem.penaltyW() + problem.penaltyH();
    if (!(current <= objective)) {
      restore();
    }
  }

  /** Puts the kept factors back. */
  void restore() {
    if (w != null) {
      session.copy(w, problem.w());
    }
    if (h != null) {
      session.copy(h, problem.h());
    }
  }
}
