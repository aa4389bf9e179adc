package io.github.nmf4j;

/** The algorithm. */
public enum Solver {
  /** HALS for the Frobenius loss, multiplicative updates for every other. */
  AUTO,
  /** Multiplicative updates (majorise–minimise), for every loss. */
  MULTIPLICATIVE,
  /** Hierarchical alternating least squares, equal to coordinate descent; Frobenius loss only. */
  HALS
}
