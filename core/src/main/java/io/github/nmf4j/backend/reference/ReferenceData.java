package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import org.jspecify.annotations.Nullable;

/** Columns {@code from ≤ j < from + columns()} of the caller's matrix, scaled and rounded. */
final class ReferenceData extends Data {

  private final Session session;
  private final Matrix matrix;
  private final Precision precision;
  private final double scale;
  private final int from;
  private @Nullable ReferenceData transposed;

  ReferenceData(
      Session session,
      Matrix matrix,
      Precision precision,
      double scale,
      int from,
      int to,
      int panelColumns) {
    super(session, matrix.rows(), to - from, panelColumns);
    this.session = session;
    this.matrix = matrix;
    this.precision = precision;
    this.scale = scale;
    this.from = from;
  }

  @Override
  protected Data view(int p) {
    return new ReferenceData(
        session,
        matrix,
        precision,
        scale,
        from + panelStart(p),
        from + panelStart(p + 1),
        Integer.MAX_VALUE);
  }

  @Override
  public boolean isSparse() {
    return matrix instanceof SparseMatrix;
  }

  @Override
  public long storedEntries() {
    return switch (matrix) {
      case DenseMatrix _ -> (long) rows() * columns();
      case SparseMatrix sparse -> {
        long entries = 0;
        for (int i = 0; i < rows(); i++) {
          entries += firstAtOrAfter(sparse, i, from + columns()) - firstAtOrAfter(sparse, i, from);
        }
        yield entries;
      }
    };
  }

  /** Room for one row's entries. */
  Row newRow() {
    return new Row(columns());
  }

  /**
   * The entries of row i that are held in memory: all of a dense V, the stored ones of a sparse.
   */
  void read(int i, Row row) {
    switch (matrix) {
      case DenseMatrix dense -> {
        dense.copyRow(i, from, columns(), row.values);
        row.size = columns();
        for (int j = 0; j < row.size; j++) {
          row.columns[j] = j;
          row.values[j] = precision.round(row.values[j] * scale);
        }
      }
      case SparseMatrix sparse -> {
        row.size = 0;
        long end = sparse.rowStart(i + 1);
        for (long p = firstAtOrAfter(sparse, i, from); p < end; p++) {
          int j = sparse.column(p) - from;
          if (j >= columns()) {
            break;
          }
          row.columns[row.size] = j;
          row.values[row.size] = precision.round(sparse.value(p) * scale);
          row.size++;
        }
      }
    }
  }

  /** Row i with its zeros. */
  void readAll(int i, Row row) {
    read(i, row);
    if (isSparse()) {
      row.spread(columns());
    }
  }

  /** Room for one item's entries on {@code side}. */
  Row newItem(Side side) {
    return new Row(side == Side.ROWS ? columns() : rows());
  }

  /** The entries of an item: of a row, or of a column. */
  void readItem(Side side, int item, Row row) {
    if (side == Side.ROWS) {
      read(item, row);
      return;
    }
    if (transposed == null) {
      transposed =
          new ReferenceData(
              session, matrix.transpose(), precision, scale, 0, rows(), Integer.MAX_VALUE);
    }
    transposed.read(from + item, row);
  }

  private static long firstAtOrAfter(SparseMatrix sparse, int row, int column) {
    long low = sparse.rowStart(row);
    long high = sparse.rowStart(row + 1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (sparse.column(middle) < column) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Entries of one row: {@code size} pairs of column and value. */
  static final class Row {
    final int[] columns;
    final double[] values;
    int size;

    Row(int capacity) {
      columns = new int[capacity];
      values = new double[capacity];
    }

    /** Puts each value at its column and zeros elsewhere; from the back, so that none is lost. */
    private void spread(int width) {
      int next = width;
      for (int e = size - 1; e >= 0; e--) {
        int j = columns[e];
        double value = values[e];
        while (--next > j) {
          values[next] = 0;
        }
        values[j] = value;
      }
      while (--next >= 0) {
        values[next] = 0;
      }
      for (int j = 0; j < width; j++) {
        columns[j] = j;
      }
      size = width;
    }
  }
}
