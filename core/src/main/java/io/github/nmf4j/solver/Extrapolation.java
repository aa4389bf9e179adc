package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.Session;

/** One factor with its previous iterate, from which it can be carried on. */
final class Extrapolation {

  private final Session session;
  private final Momentum momentum;
  private final Factor previous;
  private final Factor scratch;

  Extrapolation(Session session, Factor f, Momentum momentum) {
    this.session = session;
    this.momentum = momentum;
    this.previous = session.newFactor(f.rows(), f.rank());
    this.scratch = session.newFactor(f.rows(), f.rank());
    restart(f);
  }

  /** Forgets the last step: the previous iterate is {@code f}. */
  void restart(Factor f) {
    session.copy(f, previous);
  }

  /**
   * F ← F carried on beyond the step from the previous iterate, which becomes F as it was.
   *
   * @param f items {@code from ≤ i < from + f.rows()} of the factor
   */
  void carryOn(Factor f, int from, double weight) {
    Factor before = previous.rows(from, from + f.rows());
    if (weight == 0) {
      session.copy(f, before);
      return;
    }
    Factor now = scratch.rows(from, from + f.rows());
    session.copy(f, now);
    session.extrapolate(f, before, weight, momentum, f);
    session.copy(now, before);
  }

  /** The whole factor carried on, as a factor of its own; {@code f} becomes the previous one. */
  Factor beyond(Factor f, double weight) {
    session.extrapolate(f, previous, weight, momentum, scratch);
    session.copy(f, previous);
    return scratch;
  }
}
