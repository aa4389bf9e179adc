package io.github.nmf4j.init;

import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Arrays;

/** A sparse operator: O(entries · columns) for every product, nothing is filled in. */
final class TallSparse implements TallMatrix {

  private final SparseMatrix matrix;
  private final double scale;
  private final int items;
  private final int width;

  TallSparse(SparseMatrix matrix, double scale) {
    this.matrix = matrix;
    this.scale = scale;
    this.items = matrix.rows();
    this.width = matrix.columns();
  }

  @Override
  public int items() {
    return items;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public double[] multiply(double[] x, int columns) {
    double[] y = new double[items * columns];
    for (int i = 0; i < items; i++) {
      gather(i, x, columns, y, i * columns);
    }
    return y;
  }

  @Override
  public double[] multiplyTransposed(double[] y, int columns) {
    double[] z = new double[width * columns];
    for (int i = 0; i < items; i++) {
      scatter(i, y, i * columns, columns, z);
    }
    return z;
  }

  @Override
  public double[] normal(double[] x, int columns) {
    double[] z = new double[width * columns];
    double[] row = new double[columns];
    for (int i = 0; i < items; i++) {
      Arrays.fill(row, 0);
      gather(i, x, columns, row, 0);
      scatter(i, row, 0, columns, z);
    }
    return z;
  }

  @Override
  public double[] gram() {
    double[] g = new double[width * width];
    for (int i = 0; i < items; i++) {
      long end = matrix.rowStart(i + 1);
      for (long p = matrix.rowStart(i); p < end; p++) {
        int row = matrix.column(p) * width;
        double value = matrix.value(p) * scale;
        for (long q = matrix.rowStart(i); q < end; q++) {
          g[row + matrix.column(q)] += value * (matrix.value(q) * scale);
        }
      }
    }
    return g;
  }

  /** {@code y += A_i X}. */
  private void gather(int i, double[] x, int columns, double[] y, int out) {
    long end = matrix.rowStart(i + 1);
    for (long p = matrix.rowStart(i); p < end; p++) {
      Blocks.addOne(matrix.value(p) * scale, x, matrix.column(p) * columns, columns, y, out);
    }
  }

  /** {@code Z += A_iᵀ y}. */
  private void scatter(int i, double[] y, int from, int columns, double[] z) {
    long end = matrix.rowStart(i + 1);
    for (long p = matrix.rowStart(i); p < end; p++) {
      Blocks.addOne(matrix.value(p) * scale, y, from, columns, z, matrix.column(p) * columns);
    }
  }
}
