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

  public Penalty {
    if (!(l1 >= 0 && l1 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("l1 must be finite and ≥ 0, was " + l1);
    }
    if (!(l2 >= 0 && l2 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("l2 must be finite and ≥ 0, was " + l2);
    }
  }
}
