package io.github.nmf4j;

/**
 * Which entries of V are not observed. They do not take part in the loss: what V holds there
 * changes no bit of the result.
 */
public enum Missing {
  /** None: every entry counts, the zeros that a sparse V does not store too. */
  NONE,
  /** Entries that are NaN. */
  NAN,
  /**
   * Zeros: the entries that a sparse V does not store (a stored zero is observed), and the entries
   * of a dense V that are 0. With a sparse V every loss then costs O(entries · k).
   */
  ZEROS
}
