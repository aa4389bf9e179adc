package io.github.nmf4j.backend;

/**
 * Which items a pass over V serves. Both factors are stored item-major, so that updating W from V
 * and updating H from Vᵀ are the same computation.
 */
public enum Side {
  /** Items are the rows of V: F is W (m × k), G is H (n × k), X is V. */
  ROWS,
  /** Items are the columns of V: F is H (n × k), G is W (m × k), X is Vᵀ. */
  COLUMNS;

  /** The other one. */
  public Side other() {
    return this == ROWS ? COLUMNS : ROWS;
  }
}
