package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Matrices for the tests of this package. */
final class Samples {

  private Samples() {}

  /** Uniform entries, each zero with probability 1 − density. */
  static DenseMatrix random(Random random, int rows, int columns, double density) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextDouble() < density) {
          matrix.set(i, j, random.nextDouble());
        }
      }
    }
    return matrix;
  }

  /** A sparse matrix with a few entries in each row and larger ones in the first columns. */
  static SparseMatrix sparse(Random random, int rows, int columns, int perRow) {
    int[] row = new int[rows * perRow];
    int[] column = new int[rows * perRow];
    double[] value = new double[rows * perRow];
    for (int p = 0; p < row.length; p++) {
      row[p] = p / perRow;
      double u = random.nextDouble();
      column[p] = (int) (columns * u * u);
      value[p] = 1 + random.nextInt(9);
    }
    return SparseMatrix.ofCoordinates(rows, columns, row, column, value);
  }

  /** The product of two random nonnegative factors, so of rank k. */
  static DenseMatrix lowRank(Random random, int rows, int columns, int k) {
    double[] w = random.doubles((long) rows * k).toArray();
    double[] h = random.doubles((long) columns * k).toArray();
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int c = 0; c < k; c++) {
          sum += w[i * k + c] * h[j * k + c];
        }
        matrix.set(i, j, sum);
      }
    }
    return matrix;
  }

  /** Every entry changed. */
  static DenseMatrix map(DenseMatrix matrix, DoubleUnaryOperator change) {
    DenseMatrix result = DenseMatrix.allocate(matrix.rows(), matrix.columns(), Precision.DOUBLE);
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        result.set(i, j, change.applyAsDouble(matrix.get(i, j)));
      }
    }
    return result;
  }
}
