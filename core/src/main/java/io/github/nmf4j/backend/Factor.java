package io.github.nmf4j.backend;

import java.util.Objects;

/**
 * A p × k factor (or an operand of its shape), item-major: one row per item. Backends extend this
 * class with where the numbers are.
 */
public abstract non-sealed class Factor extends Handle {

  private final int rows;
  private final int rank;

  /** A handle that {@code owner} hands out. */
  protected Factor(Session owner, int rows, int rank) {
    super(owner);
    this.rows = rows;
    this.rank = rank;
  }

  /** Number of items p. */
  public final int rows() {
    return rows;
  }

  /** Number of components k. */
  public final int rank() {
    return rank;
  }

  /**
   * A view of the items {@code from ≤ i < to}; what is written through it is written here.
   *
   * @throws IndexOutOfBoundsException if there are no such items
   */
  public final Factor rows(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    return from == 0 && to == rows ? this : view(from, to);
  }

  /** The view, indices checked. */
  protected abstract Factor view(int from, int to);
}
