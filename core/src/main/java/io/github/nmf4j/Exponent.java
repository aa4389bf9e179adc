package io.github.nmf4j;

/** The exponent of the multiplicative update where β &lt; 1 or β &gt; 2. */
public enum Exponent {
  /** γ(β) of Févotte &amp; Idier (2011): the loss never rises. */
  MONOTONE,
  /**
   * γ = 1, the older heuristic, usually faster for Itakura–Saito. Each half-step whose objective
   * rises is undone and repeated with the monotone exponent.
   */
  ONE_GUARDED
}
