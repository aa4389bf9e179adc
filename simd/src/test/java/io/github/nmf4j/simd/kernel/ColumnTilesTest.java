package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** How components are cut into register tiles of five and four on 16 registers, and packed. */
class ColumnTilesTest {

  @Test
  void noComponentIsInVainFromTwelveOn() {
    for (int components = 1; components <= 300; components++) {
      int inFives = 5 * FloatColumnTiles.fives(components);
      int inFours = Math.ceilDiv(components - inFives, 4) * 4;
      assertTrue(inFives <= components, "k = " + components);
      int least = components < 12 ? components + 3 : components;
      assertTrue(inFives + inFours <= least, "k = " + components);
      assertEquals(FloatColumnTiles.fives(components), DoubleColumnTiles.fives(components));
    }
  }

  @Test
  void eachTileHasItsComponentsRowByRow() {
    for (int components : new int[] {1, 5, 9, 11, 16, 17, 32, 33}) {
      for (int rows : new int[] {1, 7, FloatLanes.TILE}) {
        check(components, rows, rows); // no memory behind the last row
        check(components, rows, rows + 1);
      }
    }
  }

  private static void check(int components, int rows, int of) {
    try (Arena arena = Arena.ofConfined()) {
      long bytes = of * Mat.rowBytes(components, Float.BYTES);
      MemorySegment memory = arena.allocate(bytes, Mat.ALIGNMENT);
      Mat G = Mat.of(memory, of, components, Float.BYTES);
      for (int t = 0; t < of; t++) {
        for (int c = 0; c < components; c++) {
          long at = G.offset(t) + (long) c * Float.BYTES;
          memory.set(ValueLayout.JAVA_FLOAT, at, 1000 * t + c + 1);
        }
      }
      var packed = new float[FloatLanes.TILE * G.stride() + FloatLanes.LANES];
      FloatColumnTiles.pack(G, 0, rows, packed);
      for (int t = 0; t < rows; t++) {
        for (int c = 0; c < components; c++) {
          int fives = 5 * FloatColumnTiles.fives(components);
          int width = c < fives ? 5 : 4;
          int r = c < fives ? c / 5 * 5 : fives + (c - fives) / 4 * 4;
          float found = packed[r * FloatLanes.TILE + t * width + c - r];
          assertEquals(1000 * t + c + 1, found, "k = " + components + ", entry " + t + ", " + c);
        }
      }
    }
  }
}
