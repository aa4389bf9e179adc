package io.github.nmf4j;

import java.util.Optional;

/** The algorithm. */
public enum Solver {
  /** Chosen from loss, density and shape by what was measured; see {@code docs/solvers.md}. */
  AUTO,
  /** Multiplicative updates (majorise–minimise), for every loss. */
  MULTIPLICATIVE,
  /**
   * Multiplicative updates with extrapolation (Hien, Leplat &amp; Gillis 2024), for every loss but
   * Frobenius. Steps back to the last good factors where the objective rises.
   */
  EXTRAPOLATED_MULTIPLICATIVE,
  /**
   * Joint majorise–minimise updates (Marmin, Goulart &amp; Févotte 2021): both factors move from
   * one majoriser; Kullback–Leibler only.
   */
  JOINT_MULTIPLICATIVE,
  /** Hierarchical alternating least squares, equal to coordinate descent; Frobenius loss only. */
  HALS,
  /**
   * HALS with several sweeps per product (Gillis &amp; Glineur 2012) and extrapolation with restart
   * (Ang &amp; Gillis 2019); Frobenius loss only.
   */
  EXTRAPOLATED_HALS,
  /**
   * Alternating nonnegative least squares by block principal pivoting (Kim &amp; Park 2011): every
   * half-step is solved exactly; Frobenius loss only.
   */
  BLOCK_PIVOTING,
  /**
   * Coordinate descent (Hsieh &amp; Dhillon 2011) with a safeguard: every Newton step that may go
   * too far is checked by the slope at its end. Kullback–Leibler; for Frobenius it is HALS.
   */
  COORDINATE_DESCENT,
  /**
   * Scalar Newton (Hien &amp; Gillis 2021): coordinate descent whose steps are damped by the bound
   * of self-concordance; Kullback–Leibler only.
   */
  SCALAR_NEWTON;

  /**
   * Why this algorithm cannot minimise {@code loss}, in words that fit behind "solver NAME"; empty
   * if it can.
   */
  public Optional<String> refusal(Loss loss) {
    return switch (this) {
      case AUTO, MULTIPLICATIVE -> Optional.empty();
      case EXTRAPOLATED_MULTIPLICATIVE ->
          loss.equals(Loss.FROBENIUS)
              ? Optional.of("has no update for the frobenius loss; use solver e-a-hals")
              : Optional.empty();
      case JOINT_MULTIPLICATIVE, SCALAR_NEWTON -> only(Loss.KULLBACK_LEIBLER, loss);
      case COORDINATE_DESCENT ->
          loss.equals(Loss.FROBENIUS) ? Optional.empty() : only(Loss.KULLBACK_LEIBLER, loss);
      case HALS, EXTRAPOLATED_HALS, BLOCK_PIVOTING -> only(Loss.FROBENIUS, loss);
    };
  }

  private static Optional<String> only(Loss own, Loss loss) {
    return loss.equals(own)
        ? Optional.empty()
        : Optional.of(
            "minimises the %s loss only, but the loss is %s; use solver mu".formatted(own, loss));
  }

  /** The same algorithm by its name for {@code loss}: coordinate descent for Frobenius is HALS. */
  Solver on(Loss loss) {
    return this == COORDINATE_DESCENT && loss.equals(Loss.FROBENIUS) ? HALS : this;
  }

  /**
   * Whether an item of W needs all of its row of V at once, and not sums over panels.
   *
   * @param weighted whether entries of V have weights, or are missing
   */
  public boolean needsWholeRows(boolean weighted) {
    return switch (this) {
      case COORDINATE_DESCENT, SCALAR_NEWTON -> true;
      case HALS, EXTRAPOLATED_HALS, BLOCK_PIVOTING -> weighted;
      case AUTO, MULTIPLICATIVE, EXTRAPOLATED_MULTIPLICATIVE, JOINT_MULTIPLICATIVE -> false;
    };
  }

  /** Whether an entry that is zero stays zero for good. */
  public boolean keepsZeros() {
    return switch (this) {
      case MULTIPLICATIVE, EXTRAPOLATED_MULTIPLICATIVE, JOINT_MULTIPLICATIVE -> true;
      case AUTO, HALS, EXTRAPOLATED_HALS, BLOCK_PIVOTING, COORDINATE_DESCENT, SCALAR_NEWTON ->
          false;
    };
  }

  /** The name that the command line and messages use. */
  @Override
  public String toString() {
    return switch (this) {
      case AUTO -> "auto";
      case MULTIPLICATIVE -> "mu";
      case EXTRAPOLATED_MULTIPLICATIVE -> "mu-e";
      case JOINT_MULTIPLICATIVE -> "joint-mm";
      case HALS -> "hals";
      case EXTRAPOLATED_HALS -> "e-a-hals";
      case BLOCK_PIVOTING -> "bpp";
      case COORDINATE_DESCENT -> "cd";
      case SCALAR_NEWTON -> "sn";
    };
  }
}
