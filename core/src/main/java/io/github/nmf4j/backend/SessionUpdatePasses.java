package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@link Session} that update F and take what the next update of G needs from
 * the new F, in one go: the same as a pass for one side, an update and a pass for the other side,
 * but a backend can do all three on a few items while their part of V is at hand, so that V comes
 * from memory once instead of twice. C and E (q × k) are the outputs of the other side's pass.
 */
public abstract sealed class SessionUpdatePasses extends SessionPasses permits Session {

  SessionUpdatePasses(Precision precision) {
    super(precision);
  }

  /**
   * R ← X·G; F as {@link Session#multiplyUpdate}; C ← Xᵀ·F.
   *
   * @param s GᵀG
   * @param add whether C is added to instead of overwritten
   */
  public final void multiplyPass(
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
    own(v, f, g);
    own(s, r, c);
    leastSquares("multiplyPass", v, side, f, g, s, r, c);
    Operands.penalty(l1, l2);
    try (Use _ = use()) {
      doMultiplyPass(v, side, f, g, s, l1, l2, r, c, add);
    }
  }

  /**
   * R ← X·G; F as {@link Session#halsSweep(Factor, Factor, Gram, double, double, Factor)}; C ←
   * Xᵀ·F.
   *
   * @param s GᵀG
   * @param free p × k, 1 where F is free, 0 where it is held; null if it is free everywhere
   * @param add whether C is added to instead of overwritten
   */
  public final void halsPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      @Nullable Factor free,
      Factor r,
      Factor c,
      boolean add) {
    own(v, f, g);
    own(s, r, c);
    leastSquares("halsPass", v, side, f, g, s, r, c);
    if (free != null) {
      own(free);
      Operands.same("halsPass", f, free);
    }
    Operands.penalty(l1, l2);
    try (Use _ = use()) {
      doHalsPass(v, side, f, g, s, l1, l2, free, r, c, add);
    }
  }

  private static void leastSquares(
      String operation, Data v, Side side, Factor f, Factor g, Gram s, Factor r, Factor c) {
    Operands.fit(operation, v, side, f, g);
    Operands.rank(operation, f, s.rank());
    Operands.same(operation, f, r);
    Operands.same(operation, g, c);
  }

  /**
   * N ← (X ⊘ F·Gᵀ)·G; F as {@link Session#ratioUpdate} with N; C ← (Xᵀ ⊘ G·Fᵀ)·F.
   *
   * @param sums 1 × k, 1ᵀG
   * @param add whether C is added to instead of overwritten
   */
  public final void klPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Factor sums,
      RatioStep step,
      Factor n,
      Factor c,
      boolean add) {
    own(v, f, g);
    own(sums, n, c);
    Operands.fit("klPass", v, side, f, g);
    Operands.perComponent("klPass", f, "sums", sums);
    Operands.same("klPass", f, n);
    Operands.same("klPass", g, c);
    Operands.penalty(step.l1(), step.l2());
    try (Use _ = use()) {
      doKlPass(v, side, f, g, sums, step, n, c, add);
    }
  }

  /**
   * N ← (X ∘ Y^(β−2))·G and D ← Y^(β−1)·G with Y = F·Gᵀ; F as {@link Session#ratioUpdate} with N
   * and D; C ← (X ∘ Y^(β−2))ᵀ·F and E ← (Y^(β−1))ᵀ·F with the new Y.
   *
   * @param add whether C and E are added to instead of overwritten
   */
  public final void betaPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      RatioStep step,
      Factor n,
      Factor d,
      Factor c,
      Factor e,
      boolean add) {
    own(v, f, g);
    own(n, d);
    own(c, e);
    Operands.fit("betaPass", v, side, f, g);
    Operands.same("betaPass", f, n, d);
    Operands.same("betaPass", g, c, e);
    Operands.beta(beta);
    Operands.penalty(step.l1(), step.l2());
    try (Use _ = use()) {
      doBetaPass(v, side, f, g, beta, step, n, d, c, e, add);
    }
  }
}
