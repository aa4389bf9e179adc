package io.github.nmf4j.init;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;

/** Starting values of the convex model: L and H, and W = V·L. */
final class ConvexStart {

  private ConvexStart() {}

  /** Entries |N(0, 1)|, H at √(mean/k) and L such that W is there, too. */
  static Start random(Matrix v, double mean, NmfOptions options) {
    int k = options.rank();
    double level = Starts.level(mean, k);
    Normals normals = Normals.of(options.randomSource(), options.seed());
    DenseMatrix h = DenseMatrix.allocate(k, v.columns(), Precision.DOUBLE);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < v.columns(); j++) {
        h.set(c, j, Math.abs(level * normals.next(Normals.H, j, c)));
      }
    }
    double share = mean == 0 ? 0 : level / mean / v.columns();
    DenseMatrix l = DenseMatrix.allocate(v.columns(), k, Precision.DOUBLE);
    for (int m = 0; m < v.columns(); m++) {
      for (int c = 0; c < k; c++) {
        l.set(m, c, Math.abs(share * normals.next(Normals.W, m, c)));
      }
    }
    return new Start(product(v, l), h, l);
  }

  /**
   * Given values.
   *
   * @throws IllegalArgumentException if a shape is wrong
   */
  static Start given(Initialization.Convex given, Matrix v, int k) {
    DenseMatrix l = CustomStart.checked("L", given.l(), v.columns(), k);
    DenseMatrix h = CustomStart.checked("H", given.h(), k, v.columns());
    return new Start(product(v, l), h, l);
  }

  /** V·L in double. */
  static DenseMatrix product(Matrix v, DenseMatrix l) {
    int k = l.columns();
    double[] items = l.toArray();
    double[] w = new double[Math.multiplyExact(v.rows(), k)];
    switch (v) {
      case DenseMatrix dense -> {
        double[] row = new double[v.columns()];
        for (int i = 0; i < v.rows(); i++) {
          dense.copyRow(i, 0, row.length, row);
          Blocks.addProduct(row, 1, row.length, items, k, w, i * k);
        }
      }
      case SparseMatrix sparse -> {
        for (int i = 0; i < v.rows(); i++) {
          for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
            Blocks.addOne(sparse.value(p), items, sparse.column(p) * k, k, w, i * k);
          }
        }
      }
    }
    return DenseMatrix.of(v.rows(), k, w);
  }
}
