package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
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
    return (f, r, s, l1, l2, held) -> {
      session.multiplyUpdate(f, r, s, l1 + epsilon, l2);
      if (held != null) {
        held.restore(f);
      }
    };
  }

  /** {@code sweeps} sweeps of HALS (Cichocki &amp; Phan 2009). */
  static FrobeniusStep hals(Session session, int sweeps) {
    return (f, r, s, l1, l2, held) -> {
      Factor free = held == null ? null : held.free();
      for (int sweep = 0; sweep < sweeps; sweep++) {
        session.halsSweep(f, r, s, l1, l2, free);
      }
    };
  }
}
