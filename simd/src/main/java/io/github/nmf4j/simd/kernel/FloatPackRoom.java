package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;

/** What lines of V go through on their way into tiles. */
final class FloatPackRoom implements PackRoom {

  /** A stripe. */
  final float[] stripe = new float[TILE * PAIR];

  private float[] lines = {};

  /** {@code count} elements, as they were left. */
  float[] lines(int count) {
    if (lines.length < count) {
      lines = new float[count];
    }
    return lines;
  }
}
