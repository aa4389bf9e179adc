package io.github.nmf4j.backend;

/** What {@link Session#coordinateSweep} does with one entry of an item. */
public sealed interface ItemStep permits CoordinateStep, LeastSquaresStep {

  /** Sweeps over the components of an item, ≥ 1. */
  int sweeps();

  /** Weight of Σ f. */
  double l1();

  /** Weight of ½ Σ f². */
  double l2();
}
