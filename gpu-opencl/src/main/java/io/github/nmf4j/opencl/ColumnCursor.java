package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.SparseMatrix;

/** Where a range of columns begins and ends in each row of a sparse matrix. */
final class ColumnCursor {

  private final SparseMatrix v;
  private long[] starts;
  private long[] ends;
  private int endColumn;

  /** At no columns, before the first one. */
  ColumnCursor(SparseMatrix v) {
    this.v = v;
    this.starts = new long[v.rows()];
    this.ends = new long[v.rows()];
    rewind();
  }

  private void rewind() {
    endColumn = 0;
    for (int i = 0; i < ends.length; i++) {
      ends[i] = v.rowStart(i);
    }
  }

  /** To the columns {@code from ≤ j < to}; cheapest where the last ones ended at {@code from}. */
  void moveTo(int from, int to) {
    if (from < endColumn) {
      rewind();
    }
    if (from > endColumn) {
      advance(from);
    }
    long[] spare = starts;
    starts = ends;
    ends = spare;
    System.arraycopy(starts, 0, ends, 0, starts.length);
    advance(to);
  }

  private void advance(int column) {
    for (int i = 0; i < ends.length; i++) {
      long end = v.rowStart(i + 1);
      ends[i] = column == v.columns() ? end : firstAtOrAfter(column, ends[i], end);
    }
    endColumn = column;
  }

  /** The first entry p, from ≤ p &lt; to, whose column is at least {@code column}; else to. */
  private long firstAtOrAfter(int column, long from, long to) {
    long low = from;
    long high = to;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (v.column(middle) < column) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first entry of the range in each row. */
  long[] starts() {
    return starts;
  }

  /** The first entry behind it in each row. */
  long[] ends() {
    return ends;
  }
}
