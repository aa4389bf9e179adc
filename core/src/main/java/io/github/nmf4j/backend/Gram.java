package io.github.nmf4j.backend;

/** A symmetric k × k matrix such as FᵀF. Backends extend this class with where the numbers are. */
public abstract non-sealed class Gram extends Handle {

  private final int rank;

  /** A handle that {@code owner} hands out. */
  protected Gram(Session owner, int rank) {
    super(owner);
    this.rank = rank;
  }

  /** Number of components k. */
  public final int rank() {
    return rank;
  }
}
