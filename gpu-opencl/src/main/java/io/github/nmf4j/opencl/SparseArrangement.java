package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Sorts the entries of a sparse V by rows and by columns, in host memory. */
final class SparseArrangement {

  private static final long ALIGNMENT = 64;

  private final SparseMatrix v;
  private final double scale;
  private final Precision precision;

  SparseArrangement(SparseMatrix v, double scale, Precision precision) {
    this.v = v;
    this.scale = scale;
    this.precision = precision;
  }

  /**
   * The columns {@code firstColumn ≤ j < endColumn} of some rows.
   *
   * @param cursor stands at these columns
   */
  record Part(int firstRow, int endRow, int firstColumn, int endColumn, ColumnCursor cursor) {}

  /** The entries row by row; within a row columns ascend. */
  SparseData.Compressed<MemorySegment> byRows(Part part, SegmentAllocator memory) {
    long[] starts = part.cursor().starts();
    long[] ends = part.cursor().ends();
    int[] itemStarts = new int[part.endRow() - part.firstRow() + 1];
    for (int i = part.firstRow(); i < part.endRow(); i++) {
      int item = i - part.firstRow();
      itemStarts[item + 1] = itemStarts[item] + (int) (ends[i] - starts[i]);
    }
    var lists = new Lists(itemStarts, memory);
    int at = 0;
    for (int i = part.firstRow(); i < part.endRow(); i++) {
      for (long p = starts[i]; p < ends[i]; p++) {
        lists.set(at++, v.column(p) - part.firstColumn(), v.value(p) * scale);
      }
    }
    return lists.compressed();
  }

  /** The same entries column by column; within a column rows ascend. */
  SparseData.Compressed<MemorySegment> byColumns(Part part, SegmentAllocator memory) {
    long[] starts = part.cursor().starts();
    long[] ends = part.cursor().ends();
    int[] itemStarts = new int[part.endColumn() - part.firstColumn() + 1];
    for (int i = part.firstRow(); i < part.endRow(); i++) {
      for (long p = starts[i]; p < ends[i]; p++) {
        itemStarts[v.column(p) - part.firstColumn() + 1]++;
      }
    }
    for (int j = 1; j < itemStarts.length; j++) {
      itemStarts[j] += itemStarts[j - 1];
    }
    var lists = new Lists(itemStarts, memory);
    int[] next = itemStarts.clone();
    for (int i = part.firstRow(); i < part.endRow(); i++) {
      for (long p = starts[i]; p < ends[i]; p++) {
        int at = next[v.column(p) - part.firstColumn()]++;
        lists.set(at, i - part.firstRow(), v.value(p) * scale);
      }
    }
    return lists.compressed();
  }

  /** The entries of items whose lengths are known. */
  private final class Lists {

    private final int[] itemStarts;
    private final SegmentAllocator memory;
    private final int entries;
    private final MemorySegment others;
    private final MemorySegment values;

    Lists(int[] itemStarts, SegmentAllocator memory) {
      this.itemStarts = itemStarts;
      this.memory = memory;
      this.entries = itemStarts[itemStarts.length - 1];
      this.others = memory.allocate((long) entries * Integer.BYTES, ALIGNMENT);
      this.values = memory.allocate((long) entries * precision.bytes(), ALIGNMENT);
    }

    /** The entry at this place: its index on the other side, and its value, rounded. */
    void set(int at, int other, double value) {
      others.setAtIndex(JAVA_INT, at, other);
      if (precision == Precision.FLOAT) {
        values.setAtIndex(JAVA_FLOAT, at, (float) value);
      } else {
        values.setAtIndex(JAVA_DOUBLE, at, value);
      }
    }

    SparseData.Compressed<MemorySegment> compressed() {
      var segments = new Segments(itemStarts);
      int[] tiles = segments.tiles();
      int[] longRows = segments.longRows();
      return new SparseData.Compressed<>(
          itemStarts.length - 1,
          entries,
          others,
          values,
          numbers(itemStarts),
          numbers(tiles),
          tiles.length - 1,
          numbers(segments.starts()),
          numbers(segments.owners()),
          numbers(segments.slots()),
          segments.slotCount(),
          numbers(longRows),
          numbers(segments.longFirsts()),
          longRows.length);
    }

    private MemorySegment numbers(int[] numbers) {
      return memory.allocateFrom(JAVA_INT, numbers);
    }
  }
}
