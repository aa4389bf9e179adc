package io.github.nmf4j.solver;

import io.github.nmf4j.StoppingRule.Norm;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.init.SymmetricEigen;
import org.jspecify.annotations.Nullable;

/** How much one iteration changed the factors. Takes memory only once it is asked. */
final class ParameterChange {

  private final Problem problem;
  private final Session session;
  private final Scaling scaling;
  private @Nullable Factor oldW;
  private @Nullable Factor oldH;

  ParameterChange(Problem problem, Scaling scaling) {
    this.problem = problem;
    this.session = problem.session();
    this.scaling = scaling;
  }

  /** Keeps the factors as they are now. */
  void remember() {
    if (problem.wIsFree()) {
      oldW = keep(problem.w(), oldW);
    }
    if (problem.hIsFree()) {
      oldH = keep(problem.h(), oldH);
    }
  }

  private Factor keep(Factor f, @Nullable Factor old) {
    Factor copy = old == null ? session.newFactor(f.rows(), f.rank()) : old;
    session.copy(f, copy);
    return copy;
  }

  /** Whether each free factor is closer than {@code tolerance} to what was remembered. */
  boolean isBelow(double tolerance, Norm norm) {
    return (oldW == null || norm(problem.w(), oldW, norm) * scaling.w() < tolerance)
        && (oldH == null || norm(problem.h(), oldH, norm) * scaling.h() < tolerance);
  }

  /** ‖F − old‖; overwrites {@code old}. */
  private double norm(Factor f, Factor old, Norm norm) {
    session.subtract(f, old, old);
    return switch (norm) {
      case FROBENIUS -> Math.sqrt(session.dot(old, old));
      case SPECTRAL -> {
        Gram gram = session.newGram(f.rank());
        session.gram(old, gram);
        yield Math.sqrt(Math.max(0, SymmetricEigen.largest(session.read(gram), f.rank())));
      }
    };
  }
}
