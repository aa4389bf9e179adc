package io.github.nmf4j;

/**
 * A penalty on one factor X, added to the loss as it stands: l1 · ΣX + ½ · l2 · ΣX².
 *
 * @param l1 weight of the sum; finite and ≥ 0
 * @param l2 weight of half the sum of squares; finite and ≥ 0
 */
public record Penalty(double l1, double l2) {

  /** No penalty. */
  public static final Penalty NONE = new Penalty(0, 0);

  /**
   * The penalty that scikit-learn's {@code alpha} stands for: l1 = alpha · size · l1Ratio, l2 =
   * alpha · size · (1 − l1Ratio), where {@code size} is n for W and m for H.
   *
   * @param l1Ratio between 0 and 1
   */
  public static Penalty alpha(double alpha, double l1Ratio, int size) {
    if (!(l1Ratio >= 0 && l1Ratio <= 1)) {
      throw new IllegalArgumentException("l1Ratio must be between 0 and 1, was " + l1Ratio);
    }
    if (!(alpha >= 0 && alpha <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("alpha must be finite and ≥ 0, was " + alpha);
    }
    return new Penalty(alpha * size * l1Ratio, alpha * size * (1 - l1Ratio));
  }

  public Penalty {
    if (!(l1 >= 0 && l1 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("l1 must be finite and ≥ 0, was " + l1);
    }
    if (!(l2 >= 0 && l2 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("l2 must be finite and ≥ 0, was " + l2);
    }
  }
}
