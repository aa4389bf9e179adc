package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets an interrupt break off a long iteration and puts the factors back to what they were before
 * it. While iterations are short they are not broken off: looking at the interrupt after each is
 * soon enough, and nothing has to be kept.
 */
final class Rollback {

  /** An iteration that takes longer than this may be broken off. */
  private static final double LONG_SECONDS = 0.02;

  private record Kept(Factor factor, Factor copy) {}

  private final Session session;
  private final Updates updates;
  private final List<Factor> factors = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private boolean isLong = true; // for all that is known, the first one is
  private long begun;

  Rollback(Problem problem, Updates updates) {
    this.session = problem.session();
    this.updates = updates;
    if (problem.wIsFree()) {
      factors.add(problem.w());
    }
    if (problem.hIsFree()) {
      factors.add(problem.h());
    }
    factors.addAll(updates.furtherFactors());
  }

  /** Called before each iteration. */
  void begin() {
    begun = System.nanoTime();
    if (isLong) {
      keep();
      session.setInterruptible(true);
    }
  }

  private void keep() {
    if (kept.isEmpty()) {
      factors.forEach(f -> kept.add(new Kept(f, session.newFactor(f.rows(), f.rank()))));
    }
    kept.forEach(k -> session.copy(k.factor, k.copy));
  }

  /** Called after each iteration. */
  void end() {
    session.setInterruptible(false);
    isLong = (System.nanoTime() - begun) * 1e-9 > LONG_SECONDS;
  }

  /** Puts back what was before the iteration that was broken off. */
  void restore() {
    session.setInterruptible(false);
    kept.forEach(k -> session.copy(k.copy, k.factor));
    updates.factorsRestored();
  }
}
