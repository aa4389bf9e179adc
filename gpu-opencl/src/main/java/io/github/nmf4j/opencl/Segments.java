package io.github.nmf4j.opencl;

import java.util.Arrays;

/**
 * How the entries of some items are cut into segments and tiles; see {@code sparse_tile.cl}.
 *
 * @param tiles first segment of each tile, and the number of segments
 * @param starts first entry of each segment, and the number of entries
 * @param owners the item of each segment
 * @param slots the slot of each segment, or −1 if it is its item's only one
 * @param slotCount number of slots
 * @param longRows items of more than one segment
 * @param longFirsts the first slot of each of those, and the number of slots
 */
record Segments(
    int[] tiles,
    int[] starts,
    int[] owners,
    int[] slots,
    int slotCount,
    int[] longRows,
    int[] longFirsts) {

  /** Entries, segments and work-items per tile (TS). */
  static final int TILE = 128;

  /**
   * @param itemStarts first entry of each item, and the number of entries
   */
  static Segments of(int[] itemStarts) {
    int items = itemStarts.length - 1;
    var starts = new Ints();
    var owners = new Ints();
    var slots = new Ints();
    var longRows = new Ints();
    var longFirsts = new Ints();
    int slotCount = 0;
    for (int item = 0; item < items; item++) {
      int start = itemStarts[item];
      int end = itemStarts[item + 1];
      boolean single = end - start <= TILE;
      if (!single) {
        longRows.add(item);
        longFirsts.add(slotCount);
      }
      do {
        starts.add(start);
        owners.add(item);
        slots.add(single ? -1 : slotCount++);
        start += TILE;
      } while (start < end);
    }
    starts.add(itemStarts[items]);
    longFirsts.add(slotCount);
    return new Segments(
        tiles(starts.array()),
        starts.array(),
        owners.array(),
        slots.array(),
        slotCount,
        longRows.array(),
        longFirsts.array());
  }

  private static int[] tiles(int[] starts) {
    var tiles = new Ints();
    int segments = starts.length - 1;
    for (int s = 0; s < segments; ) {
      tiles.add(s);
      int first = s;
      do {
        s++;
      } while (s < segments && s - first < TILE && starts[s + 1] - starts[first] <= TILE);
    }
    tiles.add(segments);
    return tiles.array();
  }

  /** A growing array. */
  private static final class Ints {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size + (size >> 1));
      }
      values[size++] = value;
    }

    int[] array() {
      return Arrays.copyOf(values, size);
    }
  }
}
