package io.github.nmf4j.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A sparse m × n matrix in compressed sparse rows (CSR), off-heap. The entries of row i are those
 * with index {@code rowStart(i) ≤ p < rowStart(i + 1)}, their columns strictly ascending. More than
 * 2³¹ entries are addressable. A stored entry may be zero.
 */
public final class SparseMatrix implements Matrix {

  private static final long ALIGNMENT = 64;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private final int rows;
  private final int columns;
  private final long entries;
  private final Precision precision;
  private final MemorySegment rowStarts;
  private final MemorySegment columnIndices;
  private final MemorySegment values;

  private SparseMatrix(
      int rows,
      int columns,
      Precision precision,
      MemorySegment rowStarts,
      MemorySegment columnIndices,
      MemorySegment values) {
    this.rows = rows;
    this.columns = columns;
    this.entries = values.byteSize() / precision.bytes();
    this.precision = precision;
    this.rowStarts = rowStarts;
    this.columnIndices = columnIndices;
    this.values = values;
  }

  /**
   * A matrix over CSR arrays that somebody else owns, after checking their structure.
   *
   * @param rowStarts rows + 1 longs, from 0 ascending to the number of entries
   * @param columnIndices one int per entry, strictly ascending within a row
   * @param values one float or double per entry
   * @throws IllegalArgumentException if the structure is broken; the message says where
   */
  public static SparseMatrix wrap(
      int rows,
      int columns,
      Precision precision,
      MemorySegment rowStarts,
      MemorySegment columnIndices,
      MemorySegment values) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "rows and columns must not be negative, were %d × %d".formatted(rows, columns));
    }
    var matrix = new SparseMatrix(rows, columns, precision, rowStarts, columnIndices, values);
    matrix.checkStructure();
    return matrix;
  }

  /**
   * A matrix from coordinates in any order; entries at the same place are added up, as SciPy does.
   *
   * @param row zero-based row of each entry
   * @param column zero-based column of each entry
   * @param value the entries, as many as rows and columns
   * @throws IllegalArgumentException if an index is out of range or the lengths differ
   */
  public static SparseMatrix ofCoordinates(
      int rows, int columns, int[] row, int[] column, double[] value) {
    if (row.length != value.length || column.length != value.length) {
      throw new IllegalArgumentException(
          "rows, columns and values must be equally many, were %d, %d, %d"
              .formatted(row.length, column.length, value.length));
    }
    var builder =
        new SparseMatrixBuilder(rows, columns, Precision.DOUBLE, value.length, Arena.ofAuto());
    for (int p = 0; p < value.length; p++) {
      builder.add(row[p], column[p], value[p]);
    }
    return builder.build();
  }

  /** The nonzero entries of a dense matrix. */
  public static SparseMatrix ofDense(DenseMatrix dense) {
    var builder =
        new SparseMatrixBuilder(
            dense.rows(),
            dense.columns(),
            dense.precision(),
            dense.summary().nonzeros(),
            Arena.ofAuto());
    for (int i = 0; i < dense.rows(); i++) {
      for (int j = 0; j < dense.columns(); j++) {
        double value = dense.get(i, j);
        if (value != 0) {
          builder.add(i, j, value);
        }
      }
    }
    return builder.build();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long storedEntries() {
    return entries;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  /** Index of the first entry of {@code row}; for {@code row = rows()} the number of entries. */
  public long rowStart(int row) {
    return rowStarts.getAtIndex(LONG, row);
  }

  /** Column of the entry with index {@code p}. */
  public int column(long p) {
    return columnIndices.getAtIndex(INT, p);
  }

  /** Value of the entry with index {@code p}. */
  public double value(long p) {
    return precision == Precision.FLOAT
        ? values.getAtIndex(FLOAT, p)
        : values.getAtIndex(DOUBLE, p);
  }

  /** The rows() + 1 row starts, read-only longs. */
  public MemorySegment rowStarts() {
    return rowStarts.asReadOnly();
  }

  /** The column of each entry, read-only ints. */
  public MemorySegment columnIndices() {
    return columnIndices.asReadOnly();
  }

  /** The value of each entry, read-only floats or doubles by {@link #precision()}. */
  public MemorySegment values() {
    return values.asReadOnly();
  }

  /**
   * The largest number of entries in a panel when the columns are cut into panels of {@code width}
   * columns, the last one perhaps narrower.
   *
   * @param counts of {@link #columnCounts}
   */
  public static long heaviestPanel(int[] counts, int width) {
    long heaviest = 0;
    for (int from = 0; from < counts.length; ) {
      int to = (int) Math.min((long) from + width, counts.length);
      long entries = 0;
      for (int j = from; j < to; j++) {
        entries += counts[j];
      }
      heaviest = Math.max(heaviest, entries);
      from = to;
    }
    return heaviest;
  }

  /** The number of entries in each column; O(n + entries). */
  public int[] columnCounts() {
    int[] counts = new int[columns];
    for (long p = 0; p < entries; p++) {
      counts[column(p)]++;
    }
    return counts;
  }

  @Override
  public double get(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    long low = rowStart(row);
    long high = rowStart(row + 1) - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      int found = column(middle);
      if (found == column) {
        return value(middle);
      }
      if (found < column) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return 0;
  }

  @Override
  public SparseMatrix transpose() {
    return transpose(Arena.ofAuto());
  }

  /** The transpose, in memory that belongs to {@code arena}; O(m + n + entries). */
  public SparseMatrix transpose(Arena arena) {
    MemorySegment starts = arena.allocate((columns + 1L) * Long.BYTES, ALIGNMENT);
    MemorySegment indices = arena.allocate(entries * Integer.BYTES, ALIGNMENT);
    MemorySegment moved = arena.allocate(entries * precision.bytes(), ALIGNMENT);
    for (long p = 0; p < entries; p++) {
      long at = column(p) + 1L;
      starts.setAtIndex(LONG, at, starts.getAtIndex(LONG, at) + 1);
    }
    for (int j = 0; j < columns; j++) {
      starts.setAtIndex(LONG, j + 1L, starts.getAtIndex(LONG, j + 1L) + starts.getAtIndex(LONG, j));
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment next = scratch.allocate(Math.max(1L, columns) * Long.BYTES, ALIGNMENT);
      MemorySegment.copy(starts, 0, next, 0, (long) columns * Long.BYTES);
      for (int i = 0; i < rows; i++) {
        long end = rowStart(i + 1);
        for (long p = rowStart(i); p < end; p++) {
          int j = column(p);
          long q = next.getAtIndex(LONG, j);
          next.setAtIndex(LONG, j, q + 1);
          indices.setAtIndex(INT, q, i);
          copyValue(p, moved, q);
        }
      }
    }
    return new SparseMatrix(columns, rows, precision, starts, indices, moved);
  }

  private void copyValue(long p, MemorySegment target, long q) {
    if (precision == Precision.FLOAT) {
      target.setAtIndex(FLOAT, q, values.getAtIndex(FLOAT, p));
    } else {
      target.setAtIndex(DOUBLE, q, values.getAtIndex(DOUBLE, p));
    }
  }

  /** The same entries as a dense matrix; for small matrices. */
  public DenseMatrix toDense() {
    DenseMatrix dense = DenseMatrix.allocate(rows, columns, precision);
    for (int i = 0; i < rows; i++) {
      for (long p = rowStart(i); p < rowStart(i + 1); p++) {
        dense.set(i, column(p), value(p));
      }
    }
    return dense;
  }

  private void checkStructure() {
    require(
        rowStarts.byteSize() == (rows + 1L) * Long.BYTES,
        () ->
            "%d rows need %d row starts, got %d"
                .formatted(rows, rows + 1L, rowStarts.byteSize() / Long.BYTES));
    require(
        columnIndices.byteSize() == entries * Integer.BYTES,
        () ->
            "%d values but %d column indices"
                .formatted(entries, columnIndices.byteSize() / Integer.BYTES));
    require(
        rowStart(0) == 0, () -> "the first row starts at entry %d, not 0".formatted(rowStart(0)));
    require(
        rowStart(rows) == entries,
        () ->
            "the last row ends at entry %d, but there are %d entries"
                .formatted(rowStart(rows), entries));
    for (int i = 0; i < rows; i++) {
      checkRow(i, rowStart(i), rowStart(i + 1));
    }
  }

  private void checkRow(int i, long start, long end) {
    if (start > end || end > entries) {
      throw new IllegalArgumentException(
          "row %d starts at entry %d and ends at %d".formatted(i, start, end));
    }
    int last = -1;
    for (long p = start; p < end; p++) {
      int j = column(p);
      if (j <= last || j >= columns) {
        throw new IllegalArgumentException(
            "row %d: column %d after %d; columns must ascend and be below %d"
                .formatted(i, j, last, columns));
      }
      last = j;
    }
  }

  private static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalArgumentException(message.get());
    }
  }

  @Override
  public String toString() {
    return "SparseMatrix[%d × %d, %d entries, %s]".formatted(rows, columns, entries, precision);
  }
}
