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
}
