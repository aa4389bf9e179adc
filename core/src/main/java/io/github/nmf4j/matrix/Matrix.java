package io.github.nmf4j.matrix;

/**
 * An m × n matrix in off-heap memory, dense or sparse. Its memory belongs to the arena that it was
 * made in; a matrix made without one is freed when nothing refers to it any more.
 */
public sealed interface Matrix permits DenseMatrix, SparseMatrix {

  /** Number of rows m. */
  int rows();

  /** Number of columns n. */
  int columns();

  /** Entries held in memory: m · n of a dense matrix, the stored ones of a sparse matrix. */
  long storedEntries();

  /** The precision in which this matrix is factorised unless asked otherwise. */
  Precision precision();

  /**
   * The entry at {@code (row, column)}, zero-based.
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  double get(int row, int column);

  /** The n × m transpose: a view of a dense matrix, a new sparse matrix of a sparse one. */
  Matrix transpose();

  /** Walks once over all entries and says what is in them. */
  default MatrixSummary summary() {
    return MatrixSummary.of(this);
  }
}
