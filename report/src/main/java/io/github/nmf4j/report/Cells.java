package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Arrays;
import java.util.Locale;

/**
 * The cells of a heat map: a matrix, or one that was pooled because it has more entries than a
 * picture has room for. A cell of a pooled matrix is the largest of its entries, so that a lone
 * peak stays visible; of differences the one that is farthest from 0. NaN marks a cell without a
 * value.
 */
public final class Cells {

  /** Cells at most in each direction of a heat map: more are finer than a screen shows. */
  public static final int FINEST = 440;

  private final int rows;
  private final int columns;
  private final double[] values;
  private final int sourceRows;
  private final int sourceColumns;

  Cells(int rows, int columns, double[] values, int sourceRows, int sourceColumns) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.sourceRows = sourceRows;
    this.sourceColumns = sourceColumns;
  }

  /**
   * Cells from their values, row by row.
   *
   * @throws IllegalArgumentException if there are not {@code rows · columns} values
   */
  public static Cells of(int rows, int columns, double[] values) {
    if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "%d values for %d × %d cells".formatted(values.length, rows, columns));
    }
    return new Cells(rows, columns, values.clone(), rows, columns);
  }

  /** A matrix, pooled to {@link #FINEST} rows and columns at most. */
  public static Cells of(Matrix matrix) {
    return of(matrix, FINEST, FINEST);
  }

  /** A matrix, pooled to so many rows and columns at most. */
  public static Cells of(Matrix matrix, int mostRows, int mostColumns) {
    int rows = Math.min(matrix.rows(), mostRows);
    int columns = Math.min(matrix.columns(), mostColumns);
    double[] values = new double[rows * columns];
    // what a sparse matrix does not store is 0
    Arrays.fill(values, matrix instanceof SparseMatrix ? 0 : Double.NaN);
    switch (matrix) {
      case DenseMatrix dense -> pool(dense, rows, columns, values);
      case SparseMatrix sparse -> pool(sparse, rows, columns, values);
    }
    return new Cells(rows, columns, values, matrix.rows(), matrix.columns());
  }

  private static void pool(DenseMatrix matrix, int rows, int columns, double[] values) {
    int[] cellOf = cellOf(matrix.columns(), columns);
    double[] line = new double[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.copyRow(i, 0, line.length, line);
      int start = cell(i, matrix.rows(), rows) * columns;
      for (int j = 0; j < line.length; j++) {
        int cell = start + cellOf[j];
        // also true where the cell has no value yet
        if (!(values[cell] >= line[j]) && !Double.isNaN(line[j])) {
          values[cell] = line[j];
        }
      }
    }
  }

  private static void pool(SparseMatrix matrix, int rows, int columns, double[] values) {
    int[] cellOf = cellOf(matrix.columns(), columns);
    for (int i = 0; i < matrix.rows(); i++) {
      int start = cell(i, matrix.rows(), rows) * columns;
      for (long p = matrix.rowStart(i); p < matrix.rowStart(i + 1); p++) {
        int cell = start + cellOf[matrix.column(p)];
        values[cell] = Math.max(values[cell], matrix.value(p));
      }
    }
  }

  /** The cell, of {@code cells}, that item {@code i} of {@code items} falls into. */
  static int cell(int i, int items, int cells) {
    return (int) ((long) i * cells / items);
  }

  /** The cell that each of {@code items} falls into. */
  static int[] cellOf(int items, int cells) {
    int[] cellOf = new int[items];
    Arrays.setAll(cellOf, i -> cell(i, items, cells));
    return cellOf;
  }

  /** Rows of cells. */
  public int rows() {
    return rows;
  }

  /** Columns of cells. */
  public int columns() {
    return columns;
  }

  /** Rows of the matrix behind the cells. */
  public int sourceRows() {
    return sourceRows;
  }

  /** Columns of the matrix behind the cells. */
  public int sourceColumns() {
    return sourceColumns;
  }

  /** The value of a cell; NaN if it has none. */
  public double get(int row, int column) {
    return values[row * columns + column];
  }

  double[] values() {
    return values;
  }

  /** The first {@code count} rows of cells. */
  Cells firstRows(int count) {
    return count >= rows
        ? this
        : new Cells(
            count,
            columns,
            Arrays.copyOf(values, count * columns),
            (int) Math.ceilDiv((long) count * sourceRows, rows),
            sourceColumns);
  }

  /** Whether a cell stands for more than one entry. */
  public boolean isPooled() {
    return rows < sourceRows || columns < sourceColumns;
  }

  /** What a caption says about the pooling; nothing if there was none. */
  public String note() {
    if (!isPooled()) {
      return "";
    }
    return "Each cell shows the largest of up to %d × %d entries."
        .formatted(Math.ceilDiv(sourceRows, rows), Math.ceilDiv(sourceColumns, columns));
  }

  /** Smallest and largest value that is a number; 0 and 0 if there is none. */
  double[] range() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return low <= high ? new double[] {low, high} : new double[] {0, 0};
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "Cells[%d × %d of %d × %d]", rows, columns, sourceRows, sourceColumns);
  }
}
