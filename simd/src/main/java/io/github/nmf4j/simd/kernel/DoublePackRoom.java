package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;

/** What lines of V go through on their way into tiles. */
final class DoublePackRoom implements PackRoom {

  /** A stripe. */
  final double[] stripe = new double[TILE * PAIR];

  private double[] lines = {};

  /** {@code count} elements, as they were left. */
  double[] lines(int count) {
    if (lines.length < count) {
      lines = new double[count];
    }
    return lines;
  }
}
