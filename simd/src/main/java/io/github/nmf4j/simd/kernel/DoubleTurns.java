package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;

/** Transposes what passes over columns leave; see {@link FloatTurns}. */
final class DoubleTurns {

  private DoubleTurns() {}

  /** target = items × stride, from {@code source}, component by component with TILE items each. */
  static void turn(double[] source, int items, int stride, double[] target) {
    for (int i = 0; i < items; i++) {
      for (int c = 0; c < stride; c++) {
        target[i * stride + c] = source[c * TILE + i];
      }
    }
  }
}
