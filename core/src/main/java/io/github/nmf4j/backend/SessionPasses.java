package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** The operations of a {@link Session} that read V, all of it or a panel. */
public abstract sealed class SessionPasses extends SessionMemory permits SessionUpdatePasses {

  SessionPasses(Precision precision) {
    super(precision);
  }

  /** R ← X·G. O(m·n·k), or O(entries·k) if V is sparse. */
  public final void cross(Data v, Side side, Factor g, Factor r) {
    cross(v, side, g, r, false);
  }

  /** R ← R + X·G. */
  public final void addCross(Data v, Side side, Factor g, Factor r) {
    cross(v, side, g, r, true);
  }

  private void cross(Data v, Side side, Factor g, Factor r, boolean add) {
    own(v, g, r);
    Operands.fit("cross", v, side, r, g);
    try (Use _ = use()) {
      doCross(v, side, g, r, add);
    }
  }

  /**
   * N ← (X ⊘ F·Gᵀ)·G, the numerator of the Kullback–Leibler update. F·Gᵀ is never stored; its
   * entries are taken to be at least {@link Floors#model}. O(m·n·k), or O(entries·k) if V is
   * sparse.
   */
  public final void klCross(Data v, Side side, Factor f, Factor g, Factor numerator) {
    klCross(v, side, f, g, numerator, false);
  }

  /** N ← N + (X ⊘ F·Gᵀ)·G. */
  public final void addKlCross(Data v, Side side, Factor f, Factor g, Factor numerator) {
    klCross(v, side, f, g, numerator, true);
  }

  private void klCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    own(v, f);
    own(g, numerator);
    Operands.fit("klCross", v, side, f, g);
    Operands.same("klCross", f, numerator);
    try (Use _ = use()) {
      doKlCross(v, side, f, g, numerator, add);
    }
  }

  /**
   * N ← (X ∘ Y^(β−2))·G and D ← Y^(β−1)·G with Y = F·Gᵀ, the two parts of the β-divergence's
   * gradient, for every real β. Y is never stored; its entries are taken to be at least {@link
   * Floors#model}. O(m·n·k), also if V is sparse, since D needs all of Y.
   */
  public final void betaCross(
      Data v, Side side, Factor f, Factor g, double beta, Factor numerator, Factor denominator) {
    betaCross(v, side, f, g, beta, numerator, denominator, false);
  }

  /** N ← N + (X ∘ Y^(β−2))·G and D ← D + Y^(β−1)·G. */
  public final void addBetaCross(
      Data v, Side side, Factor f, Factor g, double beta, Factor numerator, Factor denominator) {
    betaCross(v, side, f, g, beta, numerator, denominator, true);
  }

  private void betaCross(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    own(v, f, g);
    own(numerator, denominator);
    Operands.fit("betaCross", v, side, f, g);
    Operands.same("betaCross", f, numerator, denominator);
    Operands.beta(beta);
    try (Use _ = use()) {
      doBetaCross(v, side, f, g, beta, numerator, denominator, add);
    }
  }

  /**
   * N ← (M ∘ X ∘ Y^(β−2))·G and D ← (M ∘ Y^(β−1))·G with Y = F·Gᵀ, the two parts of the gradient of
   * Σ m·d(v | y), for every real β. Y is never stored; its entries are taken to be at least {@link
   * Floors#model}. O(m·n·k), or O(entries·k) if V and M are sparse: what they do not store does not
   * count.
   *
   * @param v V; 0 where M is 0
   * @param m the weights M ≥ 0, uploaded in panels as wide as V's; both are dense, or both are
   *     sparse with the same pattern, which is the caller's promise as far as the number of entries
   *     does not tell
   */
  public final void weightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator) {
    weightedCross(v, m, side, f, g, beta, numerator, denominator, false);
  }

  /** N ← N + (M ∘ X ∘ Y^(β−2))·G and D ← D + (M ∘ Y^(β−1))·G. */
  public final void addWeightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator) {
    weightedCross(v, m, side, f, g, beta, numerator, denominator, true);
  }

  private void weightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    own(v, m, f);
    own(g, numerator, denominator);
    Operands.layout("weightedCross", v, m);
    Operands.fit("weightedCross", v, side, f, g);
    Operands.same("weightedCross", f, numerator, denominator);
    Operands.beta(beta);
    try (Use _ = use()) {
      doWeightedCross(v, m, side, f, g, beta, numerator, denominator, add);
    }
  }

  /**
   * Sweeps of coordinate descent, in place: for each item, with its row y = F·Gᵀ of the model, and
   * for c = 0 … k−1 in this order, f_c takes an {@link ItemStep}, and y follows. O(m·n·k), or
   * O(entries·k) if V is sparse.
   *
   * <p>A {@link CoordinateStep} has slope s_c + l1 + l2·f_c − Σ_j x_j g_jc / y_j and curvature Σ_j
   * x_j g_jc² / y_j²; entries of y are taken to be at least {@link Floors#coordinate} where they
   * divide. If entries have weights M, V is M ∘ V and s = M·G.
   *
   * <p>For a {@link LeastSquaresStep} the weights M are what {@code v} is, and s is r = (M ∘ X)·G.
   *
   * @param v in one panel if {@code side} is {@link Side#ROWS}: an item needs all of its row
   * @param sums s, p × k, or 1 × k if all items share it, as s = 1ᵀG
   * @param free p × k, 1 where F is free, 0 where it is held; null if it is free everywhere
   * @throws IllegalArgumentException also if V has several panels and the items are its rows
   */
  public final void coordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free) {
    own(v, f);
    own(g, sums);
    Operands.fit("coordinateSweep", v, side, f, g);
    Operands.sharedOrSame("coordinateSweep", f, sums);
    if (free != null) {
      own(free);
      Operands.same("coordinateSweep", f, free);
    }
    Operands.penalty(step.l1(), step.l2());
    if (side == Side.ROWS && v.panels() > 1) {
      throw new IllegalArgumentException(
          "coordinateSweep: rows of V lie in %d panels; one is needed".formatted(v.panels()));
    }
    try (Use _ = use()) {
      doCoordinateSweep(v, side, f, g, sums, step, free);
    }
  }

  /**
   * The β-divergence D(V | W·Hᵀ) = Σ d(v | ŵ), β = 2 with its ½. The model's entries are taken to
   * be at least {@link Floors#model} where β &lt; 2. Summed in double; for β = 1 and 2 a sparse V
   * costs O(entries·k + (m + n)·k²), else O(m·n·k).
   */
  public final double divergence(Data v, Factor w, Factor h, double beta) {
    own(v, w, h);
    Operands.fit("divergence", v, Side.ROWS, w, h);
    Operands.beta(beta);
    try (Use _ = use()) {
      return doDivergence(v, w, h, beta);
    }
  }

  /**
   * Σ m·d(v | y) with Y = W·Hᵀ, d as in {@link #divergence}. An entry with m = 0 counts nothing.
   * Summed in double; O(m·n·k), or O(entries·k) if V and M are sparse.
   *
   * @param m the weights, as in {@link #weightedCross}
   */
  public final double weightedDivergence(Data v, Data m, Factor w, Factor h, double beta) {
    own(v, m);
    own(w, h);
    Operands.layout("weightedDivergence", v, m);
    Operands.fit("weightedDivergence", v, Side.ROWS, w, h);
    Operands.beta(beta);
    try (Use _ = use()) {
      return doWeightedDivergence(v, m, w, h, beta);
    }
  }

  /** Σ v². */
  public final double squaredNorm(Data v) {
    own(v);
    try (Use _ = use()) {
      return doSquaredNorm(v);
    }
  }
}
