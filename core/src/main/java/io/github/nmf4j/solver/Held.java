package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;

/** Entries of a factor that keep their starting values: at zero, or whole components. */
final class Held {

  private final Session session;
  private final Factor free;
  private final Factor values;
  private final Factor zeros;
  private final Factor moving;
  private final Factor numerators;

  /**
   * @param f the factor as it starts
   * @param free 1 where it may move, 0 where it is held
   */
  Held(Session session, Factor f, Factor free) {
    this(session, free, like(session, f), like(session, f), like(session, f), like(session, f));
    session.copy(f, values);
  }

  private Held(
      Session session, Factor free, Factor values, Factor zeros, Factor moving, Factor numerators) {
    this.session = session;
    this.free = free;
    this.values = values;
    this.zeros = zeros;
    this.moving = moving;
    this.numerators = numerators;
  }

  private static Factor like(Session session, Factor f) {
    return session.newFactor(f.rows(), f.rank());
  }

  /** The items {@code from ≤ i < to}. */
  Held rows(int from, int to) {
    return new Held(
        session,
        free.rows(from, to),
        values.rows(from, to),
        zeros.rows(from, to),
        moving.rows(from, to),
        numerators.rows(from, to));
  }

  /** 1 where the factor may move, 0 where it is held. */
  Factor free() {
    return free;
  }

  /** Gives the held entries of {@code f} their values back. */
  void restore(Factor f) {
    session.hold(f, values, free);
  }

  /**
   * The residual of the entries that may move: a held entry is taken to be zero with a numerator of
   * zero, which is a stationary point whatever the denominator.
   */
  double kktResidual(Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    session.copy(f, moving);
    session.hold(moving, zeros, free);
    session.copy(numerator, numerators);
    session.hold(numerators, zeros, free);
    return session.kktResidual(moving, numerators, denominator, l1, l2);
  }
}
