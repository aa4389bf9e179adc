package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one factorisation on one device, and the operations on it. Each operation is one
 * mathematical term of an update: it reads its big operand once, leaves its result on the device
 * and gives back at most one number.
 *
 * <p><b>Conventions.</b> F (p × k) is the factor that is updated, G (q × k) the fixed one, X (p ×
 * q) is V or Vᵀ as the {@link Side} says. Outputs are overwritten without being read, unless the
 * name begins with {@code add}; outputs must not share memory with inputs unless the operation
 * updates in place. Operations take effect in call order. A session is used by one thread at a
 * time; use by two at once is detected and is an {@link IllegalStateException}.
 *
 * <p><b>Numbers.</b> Scalars that are handed out are accumulated in double. The same inputs give
 * the same bits, whatever the number of threads. Floors are those of {@link Floors}.
 *
 * <p>What a solver calls is declared here, where it takes factors only; in {@link SessionPasses},
 * where it reads V; in {@link SessionUpdatePasses}, where it updates a factor on the way; and in
 * {@link SessionMemory}, where it makes, moves and frees. These classes check ownership, shapes and
 * life time once for all backends; the methods of {@link SessionKernels} are the backend's part and
 * may rely on that.
 *
 * <p><b>Errors.</b> Every operation throws {@link IllegalArgumentException} for a handle of another
 * session or operands whose shapes do not fit, and {@link IllegalStateException} if the session is
 * closed or in use.
 */
public abstract non-sealed class Session extends SessionUpdatePasses {

  /** A session that computes in {@code precision}. */
  protected Session(Precision precision) {
    super(precision);
  }

  // ---- products of factors
  // -----------------------------------------------------------------------

  /** S ← FᵀF. */
  public final void gram(Factor f, Gram s) {
    gram(f, s, false);
  }

  /** S ← S + FᵀF. */
  public final void addGram(Factor f, Gram s) {
    gram(f, s, true);
  }

  private void gram(Factor f, Gram s, boolean add) {
    own(f, s);
    Operands.rank("gram", f, s.rank());
    try (Use _ = use()) {
      doGram(f, s, add);
    }
  }

  /** out ← F·S, the denominator of the Frobenius gradient. */
  public final void product(Factor f, Gram s, Factor out) {
    own(f, s, out);
    Operands.same("product", f, out);
    Operands.rank("product", f, s.rank());
    try (Use _ = use()) {
      doProduct(f, s, out);
    }
  }

  /** sums (1 × k) ← 1ᵀF. */
  public final void columnSums(Factor f, Factor sums) {
    columnSums(f, sums, false);
  }

  /** sums (1 × k) ← sums + 1ᵀF. */
  public final void addColumnSums(Factor f, Factor sums) {
    columnSums(f, sums, true);
  }

  private void columnSums(Factor f, Factor sums, boolean add) {
    own(f, sums);
    Operands.perComponent("columnSums", f, "sums", sums);
    try (Use _ = use()) {
      doColumnSums(f, sums, add);
    }
  }

  /** sums (1 × k) ← 1ᵀ(F ∘ G), the dot products of equal components. */
  public final void columnDots(Factor f, Factor g, Factor sums) {
    columnDots(f, g, sums, false);
  }

  /** sums (1 × k) ← sums + 1ᵀ(F ∘ G). */
  public final void addColumnDots(Factor f, Factor g, Factor sums) {
    columnDots(f, g, sums, true);
  }

  private void columnDots(Factor f, Factor g, Factor sums, boolean add) {
    own(f, g, sums);
    Operands.same("columnDots", f, g);
    Operands.perComponent("columnDots", f, "sums", sums);
    try (Use _ = use()) {
      doColumnDots(f, g, sums, add);
    }
  }

  // ---- delays
  // ------------------------------------------------------------------------------------

  /**
   * Item n of B (q × k·T) ← the T items f_n, f_(n−1), …, f_(n−T+1) side by side, zeros where F (p ×
   * k) has no such item. T follows from the ranks; p ≤ q ≤ p + T − 1.
   */
  public final void delay(Factor f, Factor delayed) {
    own(f, delayed);
    Operands.delays("delay", f, delayed, delayed.rows());
    try (Use _ = use()) {
      doDelay(f, delayed);
    }
  }

  /**
   * The adjoint of {@link #delay}: F (p × k), f_j ← Σ_t of components t·k … t·k + k − 1 of item j +
   * t of B, for t &lt; T with j + t &lt; q.
   *
   * @param delayed q × k·T, or 1 × k·T if all q items are the same
   * @param items q; p ≤ q ≤ p + T − 1
   */
  public final void foldDelays(Factor delayed, int items, Factor f) {
    own(f, delayed);
    Operands.delays("foldDelays", f, delayed, items);
    Operands.items("foldDelays", f, delayed, items);
    try (Use _ = use()) {
      doFoldDelays(delayed, items, f);
    }
  }

  // ---- updates
  // -----------------------------------------------------------------------------------

  /**
   * The multiplicative update for the Frobenius loss: F ← F ∘ R ⊘ (F·S + l1 + l2·F), where R = X·G
   * and S = GᵀG (Lee &amp; Seung 2001). F·S is that of the old F in every entry. A zero denominator
   * leaves the entry as it is.
   */
  public final void multiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    own(f, r, s);
    Operands.same("multiplyUpdate", f, r);
    Operands.rank("multiplyUpdate", f, s.rank());
    Operands.penalty(l1, l2);
    try (Use _ = use()) {
      doMultiplyUpdate(f, r, s, l1, l2);
    }
  }

  /**
   * One step of {@link RatioStep} in place.
   *
   * @param numerator p × k
   * @param denominator p × k, or 1 × k if all items share it
   */
  public final void ratioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    own(f, numerator, denominator);
    Operands.same("ratioUpdate", f, numerator);
    Operands.sharedOrSame("ratioUpdate", f, denominator);
    Operands.penalty(step.l1(), step.l2());
    try (Use _ = use()) {
      doRatioUpdate(f, numerator, denominator, step);
    }
  }

  /**
   * One {@link ForgettingStep} in place, of F and of what is remembered of earlier batches.
   *
   * @param numerator p × k, of the new batch
   * @param denominator p × k, or 1 × k if all items share it, of the new batch
   * @param pastNumerator a, p × k, in place
   * @param pastDenominator b, p × k, in place
   */
  public final void forgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    own(f, numerator, denominator);
    own(pastNumerator, pastDenominator);
    Operands.same("forgettingUpdate", f, numerator);
    Operands.sharedOrSame("forgettingUpdate", f, denominator);
    Operands.same("forgettingUpdate", f, pastNumerator, pastDenominator);
    Operands.penalty(step.l1(), step.l2());
    try (Use _ = use()) {
      doForgettingUpdate(f, numerator, denominator, pastNumerator, pastDenominator, step);
    }
  }

  /**
   * One sweep of hierarchical alternating least squares, equal to cyclic coordinate descent
   * (Cichocki &amp; Phan 2009): for c = 0 … k−1 in this order, in place, f_c ← max(0, f_c + (r_c −
   * F·s_c − l1 − l2·f_c) / (s_cc + l2)), where R = X·G and S = GᵀG. A component with s_cc + l2 = 0
   * stays.
   */
  public final void halsSweep(Factor f, Factor r, Gram s, double l1, double l2) {
    halsSweep(f, r, s, l1, l2, null);
  }

  /**
   * {@link #halsSweep(Factor, Factor, Gram, double, double)} of the free entries; a held entry
   * keeps its value, which the others see.
   *
   * @param free p × k, 1 where F is free, 0 where it is held; null if it is free everywhere
   */
  public final void halsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    own(f, r, s);
    Operands.same("halsSweep", f, r);
    if (free != null) {
      own(free);
      Operands.same("halsSweep", f, free);
    }
    Operands.rank("halsSweep", f, s.rank());
    Operands.penalty(l1, l2);
    try (Use _ = use()) {
      doHalsSweep(f, r, s, l1, l2, free);
    }
  }

  /**
   * F ← F where it is free, else {@code held}. After a separable majorise–minimise step this keeps
   * the step monotone.
   *
   * @param held p × k, finite
   * @param free p × k, 1 where F is free, 0 where it is held
   */
  public final void hold(Factor f, Factor held, Factor free) {
    own(f, held, free);
    Operands.same("hold", f, held, free);
    try (Use _ = use()) {
      doHold(f, held, free);
    }
  }

  /**
   * out ← F carried on beyond the step from {@code previous} to F, as {@code momentum} says; what
   * falls below {@link Floors#factor} is zero. {@code out} may be one of the two.
   *
   * @param weight of the step, finite and ≥ 0
   */
  public final void extrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    own(f, previous, out);
    Operands.same("extrapolate", f, previous, out);
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("weight must be finite and ≥ 0, was " + weight);
    }
    try (Use _ = use()) {
      doExtrapolate(f, previous, weight, momentum, out);
    }
  }

  /**
   * One {@link SmoothStep} of every entry of F in place, all from the neighbours in {@code held}:
   * item i of F has the neighbours {@code first + i − 1} and {@code first + i + 1} of {@code held},
   * as far as there are such items.
   *
   * @param f p × k
   * @param held all items before the step, q × k, q ≥ first + p; must not share memory with F
   * @param first which item of {@code held} the first one of F is
   * @param numerator p × k
   * @param denominator p × k, or 1 × k if that of all items is the same
   * @param scales λ, 1 × k
   */
  public final void smoothUpdate(
      Factor f,
      Factor held,
      int first,
      Factor numerator,
      Factor denominator,
      Factor scales,
      SmoothStep step) {
    own(f, held);
    own(numerator, denominator, scales);
    Operands.same("smoothUpdate", f, numerator);
    Operands.sharedOrSame("smoothUpdate", f, denominator);
    Operands.perComponent("smoothUpdate", f, "scales", scales);
    Operands.neighbours("smoothUpdate", f, held, first);
    try (Use _ = use()) {
      doSmoothUpdate(f, held, first, numerator, denominator, scales, step);
    }
  }

  // ---- differences and numbers
  // -------------------------------------------------------------------

  /** out ← F − G; {@code out} may be one of the two. */
  public final void subtract(Factor f, Factor g, Factor out) {
    own(f, g, out);
    Operands.same("subtract", f, g, out);
    try (Use _ = use()) {
      doSubtract(f, g, out);
    }
  }

  /** Σ F. */
  public final double sum(Factor f) {
    own(f);
    try (Use _ = use()) {
      return doSum(f);
    }
  }

  /** ⟨F, G⟩ = Σ F ∘ G. */
  public final double dot(Factor f, Factor g) {
    own(f, g);
    Operands.same("dot", f, g);
    try (Use _ = use()) {
      return doDot(f, g);
    }
  }

  /** ⟨S, T⟩ = Σ S ∘ T. */
  public final double dot(Gram s, Gram t) {
    own(s, t);
    if (s.rank() != t.rank()) {
      throw new IllegalArgumentException(
          "dot: ranks differ: %d and %d".formatted(s.rank(), t.rank()));
    }
    try (Use _ = use()) {
      return doDot(s, t);
    }
  }

  /**
   * The KKT residual of F for gradient δ − ν + l1 + l2·F: the largest over all entries of |min(f /
   * max f_c, (δ − ν + l1 + l2·f) / max (δ_c + l1 + l2·f_c))|, maxima taken per component c. It has
   * no unit, does not change when V or a component is rescaled, and is 0 exactly at a stationary
   * point.
   *
   * @param numerator ν, p × k
   * @param denominator δ, p × k, or 1 × k if all items share it
   */
  public final double kktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    own(f, numerator, denominator);
    Operands.same("kktResidual", f, numerator);
    Operands.sharedOrSame("kktResidual", f, denominator);
    Operands.penalty(l1, l2);
    try (Use _ = use()) {
      return doKktResidual(f, numerator, denominator, l1, l2);
    }
  }
}
