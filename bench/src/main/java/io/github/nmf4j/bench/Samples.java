package io.github.nmf4j.bench;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.SplittableRandom;

/** Random operands, the same for the same seed. */
final class Samples {

  private Samples() {}

  /** Entries between {@code low} and {@code low + 1}. */
  static DenseMatrix uniform(
      SplittableRandom random, int rows, int columns, double low, Precision precision) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, precision);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, low + random.nextDouble());
      }
    }
    return matrix;
  }

  /** V of this shape. */
  static Matrix v(SplittableRandom random, Shape shape, Precision precision, Arena arena) {
    return shape.isSparse()
        ? sparse(random, shape, precision, arena)
        : uniform(random, shape.rows(), shape.columns(), 0.1, precision);
  }

  /**
   * Rows of half to one and a half times the mean length, columns with few and with many entries,
   * as documents and words have; values 1 … 5.
   */
  private static Matrix sparse(
      SplittableRandom random, Shape shape, Precision precision, Arena arena) {
    var builder =
        new SparseMatrixBuilder(shape.rows(), shape.columns(), precision, shape.entries(), arena);
    long placed = 0;
    for (int i = 0; i < shape.rows(); i++) {
      double part = (i + 1.0) / shape.rows();
      long until = Math.round(shape.entries() * part * (0.5 + 0.5 * part));
      var row = new HashSet<Integer>();
      while (row.size() < Math.min(until - placed, shape.columns())) {
        int column = (int) (shape.columns() * Math.pow(random.nextDouble(), 2));
        if (row.add(column)) {
          builder.add(i, column, 1 + random.nextInt(5));
        }
      }
      placed = until;
    }
    return builder.build();
  }
}
