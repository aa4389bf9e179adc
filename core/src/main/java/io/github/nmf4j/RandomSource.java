package io.github.nmf4j;

/** The generator behind random starting values. */
public enum RandomSource {
  /** Counter-based: each entry is a function of seed, factor, row and component. */
  COUNTER,
  /**
   * NumPy's legacy {@code RandomState} (MT19937), drawn in scikit-learn's order, so that its seeded
   * runs on the same matrix replay digit for digit.
   */
  NUMPY_LEGACY
}
