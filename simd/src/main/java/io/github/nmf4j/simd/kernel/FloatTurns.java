package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Transposes what passes over columns leave. With 16 lanes in squares of 16 × 16: one bit of the
 * row's index is exchanged with the same bit of the column's at a time. With eight lanes nothing
 * was gained by that, so that it has no twin.
 */
final class FloatTurns {

  private static final long ALL = (1L << LANES) - 1;

  // lanes whose index has that bit
  private static final VectorMask<Float> HAS_1 = VectorMask.fromLong(SPECIES, 0xAAAA & ALL);
  private static final VectorMask<Float> HAS_2 = VectorMask.fromLong(SPECIES, 0xCCCC & ALL);
  private static final VectorMask<Float> HAS_4 = VectorMask.fromLong(SPECIES, 0xF0F0 & ALL);
  private static final VectorMask<Float> HAS_8 = VectorMask.fromLong(SPECIES, 0xFF00 & ALL);

  private FloatTurns() {}

  /**
   * target = items × stride, from {@code source}, component by component with TILE items each.
   *
   * @param target has room for items rounded up to whole vectors
   */
  static void turn(float[] source, int items, int stride, float[] target) {
    if (LANES < 16) {
      turnEach(source, items, stride, target);
      return;
    }
    for (int i = 0; i < items; i += LANES) {
      for (int c = 0; c < stride; c += LANES) {
        int to = i * stride + c;
        exchange8(source, c * TILE + i, target, to, stride);
        exchange4(target, to, stride);
        exchange2(target, to, stride);
        exchange1(target, to, stride);
      }
    }
  }

  private static void turnEach(float[] source, int items, int stride, float[] target) {
    for (int i = 0; i < items; i++) {
      for (int c = 0; c < stride; c++) {
        target[i * stride + c] = source[c * TILE + i];
      }
    }
  }

  private static void exchange8(float[] X, int x, float[] Y, int y, int ys) {
    for (int r = 0; r < 8; r++) {
      FloatVector a = FloatVector.fromArray(SPECIES, X, x + r * TILE);
      FloatVector b = FloatVector.fromArray(SPECIES, X, x + (r + 8) * TILE);
      a.blend(b.rearrange(SWAP_8), HAS_8).intoArray(Y, y + r * ys);
      a.rearrange(SWAP_8).blend(b, HAS_8).intoArray(Y, y + (r + 8) * ys);
    }
  }

  private static void exchange4(float[] Y, int y, int ys) {
    for (int p = 0; p < 8; p++) {
      int r = p + (p & -4); // the p-th row whose index has no such bit
      FloatVector a = FloatVector.fromArray(SPECIES, Y, y + r * ys);
      FloatVector b = FloatVector.fromArray(SPECIES, Y, y + (r + 4) * ys);
      a.blend(b.rearrange(SWAP_4), HAS_4).intoArray(Y, y + r * ys);
      a.rearrange(SWAP_4).blend(b, HAS_4).intoArray(Y, y + (r + 4) * ys);
    }
  }

  private static void exchange2(float[] Y, int y, int ys) {
    for (int p = 0; p < 8; p++) {
      int r = p + (p & -2); // the p-th row whose index has no such bit
      FloatVector a = FloatVector.fromArray(SPECIES, Y, y + r * ys);
      FloatVector b = FloatVector.fromArray(SPECIES, Y, y + (r + 2) * ys);
      a.blend(b.rearrange(SWAP_2), HAS_2).intoArray(Y, y + r * ys);
      a.rearrange(SWAP_2).blend(b, HAS_2).intoArray(Y, y + (r + 2) * ys);
    }
  }

  private static void exchange1(float[] Y, int y, int ys) {
    for (int p = 0; p < 8; p++) {
      int r = 2 * p;
      FloatVector a = FloatVector.fromArray(SPECIES, Y, y + r * ys);
      FloatVector b = FloatVector.fromArray(SPECIES, Y, y + (r + 1) * ys);
      a.blend(b.rearrange(SWAP_1), HAS_1).intoArray(Y, y + r * ys);
      a.rearrange(SWAP_1).blend(b, HAS_1).intoArray(Y, y + (r + 1) * ys);
    }
  }
}
