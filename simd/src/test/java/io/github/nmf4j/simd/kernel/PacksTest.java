package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatScoreTiles.MODEL_GROUP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed items: each entry where a register tile reads it, and back again, padding left zero. */
class PacksTest {

  /** The first item that is packed. */
  private static final int FROM = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 17, 33})
  void everyEntryIsWhereItIsRead(int k) {
    try (Arena arena = Arena.ofConfined()) {
      Mat F = factor(arena, k);
      float[] rows = new float[TILE * F.stride()];
      for (int items : new int[] {1, 4, 7, PAIR + 1, TILE - 1, TILE}) {
        float[] lanes = garbage(TILE * k);
        float[] groups = garbage(TILE * k);
        FloatPacks.lanePack(F, FROM, items, lanes, rows);
        FloatPacks.groupPack(F, FROM, items, groups, rows);
        for (int i = 0; i < TILE; i++) {
          for (int c = 0; c < k; c++) {
            float expected = i < items ? entry(FROM + i, c) : 0;
            String where = items + " items, item " + i + ", component " + c;
            assertEquals(expected, lanes[at(i, c, k, PAIR)], where);
            assertEquals(expected, groups[at(i, c, k, MODEL_GROUP)], where);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 17, 33})
  void unpackedItemsAreThoseThatWerePacked(int k) {
    try (Arena arena = Arena.ofConfined()) {
      Mat F = factor(arena, k);
      Mat target = zeros(arena, k);
      float[] lanes = new float[TILE * k];
      float[] rows = new float[TILE * F.stride()];
      for (int items : new int[] {1, 7, TILE}) {
        FloatPacks.lanePack(F, FROM, items, lanes, rows);
        Arrays.fill(rows, -1); // what an operation of another rank may have left
        FloatPacks.unpackLanes(lanes, target, FROM, items, rows);
        for (int i = 0; i < F.rows(); i++) {
          boolean packed = FROM <= i && i < FROM + items;
          for (int c = 0; c < F.stride(); c++) {
            float expected = packed && c < k ? entry(i, c) : 0;
            assertEquals(expected, get(target, i, c), "item " + i + ", component " + c);
          }
        }
      }
    }
  }

  private static int at(int i, int c, int k, int width) {
    return i / width * width * k + c * width + i % width;
  }

  private static float entry(int i, int c) {
    return 1 + i * 64 + c;
  }

  private static Mat factor(Arena arena, int k) {
    Mat F = zeros(arena, k);
    for (int i = 0; i < F.rows(); i++) {
      for (int c = 0; c < k; c++) {
        F.segment().set(LAYOUT, F.offset(i) + (long) c * BYTES, entry(i, c));
      }
    }
    return F;
  }

  private static Mat zeros(Arena arena, int k) {
    int rows = FROM + TILE;
    MemorySegment memory = arena.allocate(rows * Mat.rowBytes(k, BYTES), Mat.ALIGNMENT);
    return Mat.of(memory, rows, k, BYTES);
  }

  private static float get(Mat F, int i, int c) {
    return F.segment().get(LAYOUT, F.offset(i) + (long) c * BYTES);
  }

  private static float[] garbage(int length) {
    float[] array = new float[length];
    Arrays.fill(array, -1);
    return array;
  }
}
