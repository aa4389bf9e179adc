package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;

/** A dense matrix that is read, or made, a range of columns at a time. */
public interface ColumnSource {

  /** Number of rows m. */
  int rows();

  /** Number of columns n. */
  int columns();

  /** Columns {@code from ≤ j < to}, column-major; valid until the next call. */
  DenseMatrix columns(int from, int to);

  /** Told when these columns have been read: the pages of a mapped file can go. */
  void release(int from, int to);

  /** The columns of {@code v}, where they lie; {@code v} is column-major. */
  static ColumnSource of(DenseMatrix v) {
    boolean releases = HostMemory.isTooSmallFor(v);
    return new ColumnSource() {
      @Override
      public int rows() {
        return v.rows();
      }

      @Override
      public int columns() {
        return v.columns();
      }

      @Override
      public DenseMatrix columns(int from, int to) {
        long columnBytes = (long) v.rows() * v.type().bytes();
        return DenseMatrix.wrap(
            v.segment().asSlice(from * columnBytes, (to - from) * columnBytes),
            v.type(),
            v.byteOrder(),
            v.rows(),
            to - from,
            true);
      }

      @Override
      public void release(int from, int to) {
        if (releases) {
          v.release(from, to - from);
        }
      }
    };
  }
}
