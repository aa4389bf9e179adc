package io.github.nmf4j.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Collects entries in any order and turns them into a {@link SparseMatrix}. Entries at the same
 * place are added up. The entries are sorted where they lie: besides the matrix itself only 4 bytes
 * per entry are needed, until {@link #build()} returns.
 */
public final class SparseMatrixBuilder {

  private static final long ALIGNMENT = 64;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private final int rows;
  private final int columns;
  private final Precision precision;
  private final long capacity;
  private final Arena scratch = Arena.ofShared();
  private final MemorySegment rowStarts;
  private final MemorySegment rowOf;
  private final MemorySegment columnOf;
  private final MemorySegment values;
  private long size;

  /**
   * An empty matrix with room for {@code capacity} entries.
   *
   * @param arena owns the matrix that {@link #build()} makes
   */
  public SparseMatrixBuilder(
      int rows, int columns, Precision precision, long capacity, Arena arena) {
    if (rows < 0 || columns < 0 || capacity < 0) {
      throw new IllegalArgumentException(
          "rows, columns and capacity must not be negative, were %d, %d, %d"
              .formatted(rows, columns, capacity));
    }
    this.rows = rows;
    this.columns = columns;
    this.precision = precision;
    this.capacity = capacity;
    this.rowStarts = arena.allocate((rows + 1L) * Long.BYTES, ALIGNMENT);
    this.columnOf = arena.allocate(capacity * Integer.BYTES, ALIGNMENT);
    this.values = arena.allocate(capacity * precision.bytes(), ALIGNMENT);
    this.rowOf = scratch.allocate(capacity * Integer.BYTES, ALIGNMENT);
  }

  /**
   * Adds one entry.
   *
   * @throws IllegalArgumentException if the place is outside the matrix
   * @throws IllegalStateException if there is no room left
   */
  public void add(int row, int column, double value) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IllegalArgumentException(
          "entry (%d, %d) is outside the %d × %d matrix".formatted(row, column, rows, columns));
    }
    if (size == capacity) {
      throw new IllegalStateException("more entries than the " + capacity + " announced");
    }
    rowOf.setAtIndex(INT, size, row);
    columnOf.setAtIndex(INT, size, column);
    setValue(size, value);
    rowStarts.setAtIndex(LONG, row + 1L, rowStarts.getAtIndex(LONG, row + 1L) + 1);
    size++;
  }

  /** Number of entries added so far. */
  public long size() {
    return size;
  }

  /** Sorts what was added and hands it out; the builder must not be used afterwards. */
  public SparseMatrix build() {
    for (int i = 0; i < rows; i++) {
      rowStarts.setAtIndex(
          LONG, i + 1L, rowStarts.getAtIndex(LONG, i + 1L) + rowStarts.getAtIndex(LONG, i));
    }
    gatherRows();
    scratch.close();
    long entries = sortRows();
    return SparseMatrix.wrap(
        rows,
        columns,
        precision,
        rowStarts,
        columnOf.asSlice(0, entries * Integer.BYTES),
        values.asSlice(0, entries * precision.bytes()));
  }

  /** Frees the scratch memory of a builder that is given up without {@link #build()}. */
  public void abandon() {
    if (scratch.scope().isAlive()) {
      scratch.close();
    }
  }

  /** Brings every entry into its row's range by following the cycles of the permutation. */
  private void gatherRows() {
    MemorySegment next = scratch.allocate(Math.max(1L, rows) * Long.BYTES, ALIGNMENT);
    MemorySegment.copy(rowStarts, 0, next, 0, (long) rows * Long.BYTES);
    for (int i = 0; i < rows; i++) {
      long end = rowStarts.getAtIndex(LONG, i + 1L);
      for (long p = next.getAtIndex(LONG, i); p < end; p = next.getAtIndex(LONG, i)) {
        int row = rowOf.getAtIndex(INT, p);
        if (row == i) {
          next.setAtIndex(LONG, i, p + 1);
        } else {
          long q = next.getAtIndex(LONG, row);
          next.setAtIndex(LONG, row, q + 1);
          swap(p, q);
        }
      }
    }
  }

  private void swap(long p, long q) {
    int row = rowOf.getAtIndex(INT, p);
    rowOf.setAtIndex(INT, p, rowOf.getAtIndex(INT, q));
    rowOf.setAtIndex(INT, q, row);
    int column = columnOf.getAtIndex(INT, p);
    columnOf.setAtIndex(INT, p, columnOf.getAtIndex(INT, q));
    columnOf.setAtIndex(INT, q, column);
    double value = value(p);
    setValue(p, value(q));
    setValue(q, value);
  }

  /** Sorts each row by column, adds up duplicates and closes the gaps; the number of entries. */
  private long sortRows() {
    long[] order = new long[16];
    double[] row = new double[16];
    long target = 0;
    long start = 0;
    for (int i = 0; i < rows; i++) {
      long end = rowStarts.getAtIndex(LONG, i + 1L);
      int length = Math.toIntExact(end - start);
      if (order.length < length) {
        order = new long[Math.max(length, 2 * order.length)];
        row = new double[order.length];
      }
      for (int e = 0; e < length; e++) {
        // column above, place below: sorting the longs sorts by column and keeps the file's order
        order[e] = ((long) columnOf.getAtIndex(INT, start + e) << 32) | e;
        row[e] = value(start + e);
      }
      Arrays.sort(order, 0, length);
      int last = -1;
      for (int e = 0; e < length; e++) {
        int column = (int) (order[e] >>> 32);
        double value = row[(int) order[e]];
        if (column == last) {
          setValue(target - 1, value(target - 1) + value);
        } else {
          columnOf.setAtIndex(INT, target, column);
          setValue(target, value);
          target++;
          last = column;
        }
      }
      start = end;
      rowStarts.setAtIndex(LONG, i + 1L, target);
    }
    return target;
  }

  private double value(long p) {
    return precision == Precision.FLOAT
        ? values.getAtIndex(FLOAT, p)
        : values.getAtIndex(DOUBLE, p);
  }

  private void setValue(long p, double value) {
    if (precision == Precision.FLOAT) {
      values.setAtIndex(FLOAT, p, (float) value);
    } else {
      values.setAtIndex(DOUBLE, p, value);
    }
  }
}
