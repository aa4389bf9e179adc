package io.github.nmf4j.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A dense m × n matrix over one contiguous off-heap segment, row-major or column-major, of floats,
 * doubles or integers in either byte order. More than 2³¹ entries are addressable; a memory-mapped
 * file is used in place.
 */
public final class DenseMatrix implements Matrix {

  /** Base alignment of the memory that this class allocates: one cache line. */
  private static final long ALIGNMENT = 64;

  private final MemorySegment data;
  private final ElementType type;
  private final int rows;
  private final int columns;
  private final boolean columnMajor;
  private final Entries entries;

  private DenseMatrix(
      MemorySegment data,
      ElementType type,
      ByteOrder order,
      int rows,
      int columns,
      boolean columnMajor) {
    this.data = data;
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    this.columnMajor = columnMajor;
    this.entries = Entries.of(type, order);
  }

  private DenseMatrix(DenseMatrix transposed) {
    this.data = transposed.data;
    this.type = transposed.type;
    this.rows = transposed.columns;
    this.columns = transposed.rows;
    this.columnMajor = !transposed.columnMajor;
    this.entries = transposed.entries;
  }

  /** A zero matrix in memory that is freed when nothing refers to it any more. */
  public static DenseMatrix allocate(int rows, int columns, Precision precision) {
    return allocate(rows, columns, precision, Arena.ofAuto());
  }

  /** A zero matrix whose memory belongs to {@code arena}. */
  public static DenseMatrix allocate(int rows, int columns, Precision precision, Arena arena) {
    checkShape(rows, columns);
    ElementType type = ElementType.of(precision);
    long bytes = Math.multiplyExact((long) rows * columns, type.bytes());
    return new DenseMatrix(
        arena.allocate(bytes, ALIGNMENT), type, ByteOrder.nativeOrder(), rows, columns, false);
  }

  /**
   * A matrix over memory that somebody else owns, such as a mapped file.
   *
   * @param data at least {@code rows · columns} entries, from the segment's first byte on
   * @param columnMajor whether columns are contiguous (Fortran order) instead of rows
   * @throws IllegalArgumentException if the segment is too small or not off-heap
   */
  public static DenseMatrix wrap(
      MemorySegment data,
      ElementType type,
      ByteOrder order,
      int rows,
      int columns,
      boolean columnMajor) {
    checkShape(rows, columns);
    long needed = Math.multiplyExact((long) rows * columns, type.bytes());
    if (data.byteSize() < needed) {
      throw new IllegalArgumentException(
          "a %d × %d matrix of %s needs %d bytes, the segment has %d"
              .formatted(rows, columns, type, needed, data.byteSize()));
    }
    if (!data.isNative()) {
      throw new IllegalArgumentException("data must be an off-heap segment");
    }
    return new DenseMatrix(data, type, order, rows, columns, columnMajor);
  }

  /**
   * A double matrix with these rows.
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public static DenseMatrix of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    DenseMatrix matrix = allocate(rows.length, columns, Precision.DOUBLE);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row 0 has %d entries, row %d has %d".formatted(columns, i, rows[i].length));
      }
      MemorySegment.copy(
          rows[i], 0, matrix.data, ValueLayout.JAVA_DOUBLE, (long) i * columns * 8, columns);
    }
    return matrix;
  }

  /** A double matrix from its entries, row by row. */
  public static DenseMatrix of(int rows, int columns, double... rowMajor) {
    checkLength(rows, columns, rowMajor.length);
    DenseMatrix matrix = allocate(rows, columns, Precision.DOUBLE);
    MemorySegment.copy(rowMajor, 0, matrix.data, ValueLayout.JAVA_DOUBLE, 0, rowMajor.length);
    return matrix;
  }

  /** A float matrix from its entries, row by row. */
  public static DenseMatrix of(int rows, int columns, float[] rowMajor) {
    checkLength(rows, columns, rowMajor.length);
    DenseMatrix matrix = allocate(rows, columns, Precision.FLOAT);
    MemorySegment.copy(rowMajor, 0, matrix.data, ValueLayout.JAVA_FLOAT, 0, rowMajor.length);
    return matrix;
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
    return (long) rows * columns;
  }

  @Override
  public Precision precision() {
    return type.precision();
  }

  /** How an entry is stored. */
  public ElementType type() {
    return type;
  }

  /** Whether columns, not rows, are contiguous in memory. */
  public boolean isColumnMajor() {
    return columnMajor;
  }

  @Override
  public double get(int row, int column) {
    return entries.get(data, index(row, column));
  }

  /**
   * Sets one entry, rounded to the storage type.
   *
   * @throws UnsupportedOperationException if the matrix is read-only or stores integers
   */
  public void set(int row, int column, double value) {
    entries.set(data, index(row, column), value);
  }

  private long index(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    return columnMajor ? (long) column * rows + row : (long) row * columns + column;
  }

  @Override
  public DenseMatrix transpose() {
    return new DenseMatrix(this);
  }

  /**
   * Copies {@code length} entries of one row, from {@code column} on, into {@code target[0…]}.
   *
   * @throws IndexOutOfBoundsException if row, columns or target are out of range
   */
  public void copyRow(int row, int column, int length, double[] target) {
    Objects.checkIndex(row, rows);
    Objects.checkFromIndexSize(column, length, columns);
    long start = columnMajor ? (long) column * rows + row : (long) row * columns + column;
    entries.copy(data, start, columnMajor ? rows : 1, length, target);
  }

  /** All entries, row by row. */
  public double[] toArray() {
    double[] all = new double[Math.toIntExact(storedEntries())];
    double[] line = new double[columns];
    for (int i = 0; i < rows; i++) {
      copyRow(i, 0, columns, line);
      System.arraycopy(line, 0, all, i * columns, columns);
    }
    return all;
  }

  /** A matrix of the given precision with the same entries, rounded, each times {@code factor}. */
  public DenseMatrix copy(Precision precision, double factor) {
    DenseMatrix copy = allocate(rows, columns, precision);
    double[] line = new double[columns];
    for (int i = 0; i < rows; i++) {
      copyRow(i, 0, columns, line);
      for (int j = 0; j < columns; j++) {
        copy.set(i, j, line[j] * factor);
      }
    }
    return copy;
  }

  /**
   * The memory behind this matrix, read-only: {@code rows · columns} entries of {@link #type()} in
   * the order that {@link #isColumnMajor()} says.
   */
  public MemorySegment segment() {
    return data.asReadOnly();
  }

  /** The byte order of the entries. */
  public ByteOrder byteOrder() {
    return entries.order();
  }

  /**
   * Tells the system that the pages of a mapped file that hold these lines (rows, or columns of a
   * column-major matrix) are not needed soon. Without effect on other memory.
   */
  public void release(int firstLine, int lines) {
    if (data.isMapped()) {
      lines(firstLine, lines).unload();
    }
  }

  /**
   * Brings the pages of a mapped file that hold these lines (rows, or columns of a column-major
   * matrix) into memory, as fast as the file can be read. Without effect on other memory.
   */
  public void bringIn(int firstLine, int lines) {
    if (data.isMapped()) {
      lines(firstLine, lines).load();
    }
  }

  private MemorySegment lines(int first, int count) {
    long width = (long) (columnMajor ? rows : columns) * type.bytes();
    return data.asSlice(first * width, count * width);
  }

  private static void checkShape(int rows, int columns) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "rows and columns must not be negative, were %d × %d".formatted(rows, columns));
    }
  }

  private static void checkLength(int rows, int columns, int length) {
    checkShape(rows, columns);
    if ((long) rows * columns != length) {
      throw new IllegalArgumentException(
          "a %d × %d matrix has %d entries, got %d"
              .formatted(rows, columns, (long) rows * columns, length));
    }
  }

  @Override
  public String toString() {
    return "DenseMatrix[%d × %d, %s%s]"
        .formatted(rows, columns, type, columnMajor ? ", column-major" : "");
  }
}
