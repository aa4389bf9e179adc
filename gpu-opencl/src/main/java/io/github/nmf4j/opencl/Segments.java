package io.github.nmf4j.opencl;

import java.util.Arrays;

/** How the entries of some items are cut into segments and tiles; see {@code sparse_tile.cl}. */
final class Segments {

  /** Entries, segments and work-items per tile (TS). */
  static final int TILE = 128;

  private final Ints starts = new Ints();
  private final Ints owners = new Ints();
  private final Ints slots = new Ints();
  private final Ints longRows = new Ints();
  private final Ints longFirsts = new Ints();
  private int slotCount;

  /**
   * @param itemStarts first entry of each item, and the number of entries
   */
  Segments(int[] itemStarts) {
    int items = itemStarts.length - 1;
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
  }

  /** First segment of each tile, and the number of segments. */
  int[] tiles() {
    int[] first = starts();
    var tiles = new Ints();
    int segments = first.length - 1;
    for (int s = 0; s < segments; ) {
      tiles.add(s);
      int begin = s;
      do {
        s++;
      } while (s < segments && s - begin < TILE && first[s + 1] - first[begin] <= TILE);
    }
    tiles.add(segments);
    return tiles.array();
  }

  /** First entry of each segment, and the number of entries. */
  int[] starts() {
    return starts.array();
  }

  /** The item of each segment. */
  int[] owners() {
    return owners.array();
  }

  /** The slot of each segment, or −1 if it is its item's only one. */
  int[] slots() {
    return slots.array();
  }

  int slotCount() {
    return slotCount;
  }

  /** Items of more than one segment. */
  int[] longRows() {
    return longRows.array();
  }

  /** The first slot of each of those, and the number of slots. */
  int[] longFirsts() {
    return longFirsts.array();
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
