package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;

/**
 * V or Vᵀ, whichever has no fewer rows than columns, as an operator A (items × width), its entries
 * times a power of two. Blocks are stored row by row in one array. Every operation reads V once.
 */
sealed interface TallMatrix extends LinearOperator permits TallDense, TallSparse {

  /** Number of rows of A, the larger side of V. */
  @Override
  int items();

  /** Number of columns of A, the smaller side of V. */
  @Override
  int width();

  /** AᵀA X for a width × columns block. */
  double[] normal(double[] x, int columns);

  /** The width × width matrix AᵀA. */
  double[] gram();

  /** The operator of {@code v · 2^−exponent}. */
  static TallMatrix of(Matrix v, int exponent) {
    double scale = Math.scalb(1.0, -exponent);
    boolean wide = v.rows() < v.columns();
    return switch (v) {
      case DenseMatrix dense -> new TallDense(wide ? dense.transpose() : dense, scale);
      case SparseMatrix sparse -> new TallSparse(wide ? sparse.transpose() : sparse, scale);
    };
  }
}
