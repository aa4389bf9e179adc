package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;

/**
 * Half-steps whose statistics for W are a numerator and a denominator, so that they can be taken
 * from any panel alone: after {@link #beginStatistics} the next panel that is added overwrites.
 */
interface BatchUpdates extends Updates {

  /** The numerator of the panels that were added, p × k. */
  Factor numeratorW();

  /** The denominator of the panels that were added at the current W, p × k or 1 × k. */
  Factor denominatorW();

  /** To be called when something else than {@link #updateW} changed W. */
  default void wHasChanged() {}
}
