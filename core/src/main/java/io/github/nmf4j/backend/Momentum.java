package io.github.nmf4j.backend;

/** How a factor is carried on in the direction of its last step. */
public enum Momentum {
  /** max(0, f + weight · (f − previous)): entries may become zero. */
  CLIPPED,
  /**
   * f + weight · max(0, f − previous): entries never fall, so a positive one stays positive and a
   * multiplicative update can go on from it (Hien, Leplat &amp; Gillis 2024).
   */
  UPWARD
}
