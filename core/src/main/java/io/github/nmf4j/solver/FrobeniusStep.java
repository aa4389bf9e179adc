package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/** What a half-step for the Frobenius loss does with its products. */
interface FrobeniusStep {

  /** α: sweeps per product-equivalent. */
  double ALPHA = 0.5;

  /** Later sweeps hardly move. */
  int MOST_SWEEPS = 8;

  /**
   * Lowers ½ tr(F·S·Fᵀ) − ⟨F, R⟩ + l1·ΣF + ½·l2·ΣF² over F ≥ 0, where R = X·G and S = GᵀG.
   *
   * @param f p × k, in place
   * @param r p × k
   * @param s k × k
   * @param held entries of F that stay; null if none
   */
  void update(Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held);

  /** Whether there is {@link #pass}. */
  default boolean passes() {
    return false;
  }

  /**
   * R ← X·G, {@link #update} of F with nothing held, C ← Xᵀ·F (or C + Xᵀ·F) in one pass over V.
   *
   * @param g q × k
   * @param c q × k
   */
  default void pass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      Factor r,
      Factor c,
      boolean add) {
    throw new IllegalStateException("this step is not part of a pass");
  }

  /**
   * How many sweeps of a p × k factor are worth one pair of products with V (Gillis &amp; Glineur
   * 2012): 1 + ⌊α·ρ⌋, where ρ is the cost of products and first sweep over that of a sweep.
   *
   * @param entries of V
   * @param p items of the factor
   * @param q items of the other one
   */
  static int sweeps(long entries, int p, int q, int k) {
    double rho = 1 + (entries + (double) q * k) / (p * (k + 1.0));
    return (int) Math.min(MOST_SWEEPS, 1 + Math.floor(ALPHA * rho));
  }

  /** Multiplicative updates (Lee &amp; Seung 2001). */
  static FrobeniusStep multiplicative(Session session) {
    return multiplicative(session, 0);
  }

  /** The same with {@code epsilon} added to every denominator. */
  static FrobeniusStep multiplicative(Session session, double epsilon) {
    return new Multiplicative(session, epsilon);
  }

  /** {@code sweeps} sweeps of HALS (Cichocki &amp; Phan 2009). */
  static FrobeniusStep hals(Session session, int sweeps) {
    return new Hals(session, sweeps);
  }

  /** F ← F ∘ R ⊘ (F·S + l1 + ε + l2·F). */
  record Multiplicative(Session session, double epsilon) implements FrobeniusStep {

    @Override
    public void update(Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held) {
      session.multiplyUpdate(f, r, s, l1 + epsilon, l2);
      if (held != null) {
        held.restore(f);
      }
    }

    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public void pass(
        Data v,
        Side side,
        Factor f,
        Factor g,
        Gram s,
        double l1,
        double l2,
        Factor r,
        Factor c,
        boolean add) {
      session.multiplyPass(v, side, f, g, s, l1 + epsilon, l2, r, c, add);
    }
  }

  /** Sweeps over the components, one after the other. */
  record Hals(Session session, int sweeps) implements FrobeniusStep {

    @Override
    public void update(Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held) {
      Factor free = held == null ? null : held.free();
      for (int sweep = 0; sweep < sweeps; sweep++) {
        session.halsSweep(f, r, s, l1, l2, free);
      }
    }

    @Override
    public boolean passes() {
      return sweeps == 1;
    }

    @Override
    public void pass(
        Data v,
        Side side,
        Factor f,
        Factor g,
        Gram s,
        double l1,
        double l2,
        Factor r,
        Factor c,
        boolean add) {
      session.halsPass(v, side, f, g, s, l1, l2, null, r, c, add);
    }
  }
}
