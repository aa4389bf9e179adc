package io.github.nmf4j;

/**
 * How the columns of the resulting W are scaled; the rows of H take the inverse factor, so that W·H
 * does not change. All-zero columns stay.
 */
public enum Normalization {
  /** As the solver left them. */
  NONE,
  /** Largest entry 1. */
  MAX,
  /** Sum 1. */
  L1,
  /** Euclidean norm 1. */
  L2
}
