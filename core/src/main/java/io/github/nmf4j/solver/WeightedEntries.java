package io.github.nmf4j.solver;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** M ∘ V, which coordinate descent sees in V's place where entries have weights. */
final class WeightedEntries {

  private static final long ALIGNMENT = 64;

  private WeightedEntries() {}

  /** Bytes of M ∘ V beside the pattern that it shares with V. */
  static long bytes(Matrix v, Precision precision) {
    return v.storedEntries() * precision.bytes();
  }

  /**
   * The product of the scaled entries, in V's layout.
   *
   * @param v V, each entry times {@code scale}
   * @param m the weights, each times {@code scaleM}; dense or sparse as V is, with V's pattern
   */
  static Matrix of(Matrix v, double scale, Matrix m, double scaleM, Precision precision) {
    return switch (v) {
      case DenseMatrix dense -> ofDense(dense, scale, (DenseMatrix) m, scaleM, precision);
      case SparseMatrix sparse -> ofSparse(sparse, scale, (SparseMatrix) m, scaleM, precision);
    };
  }

  private static DenseMatrix ofDense(
      DenseMatrix v, double scale, DenseMatrix m, double scaleM, Precision precision) {
    if (v.isColumnMajor()) {
      return ofDense(v.transpose(), scale, m.transpose(), scaleM, precision).transpose();
    }
    DenseMatrix product = DenseMatrix.allocate(v.rows(), v.columns(), precision);
    double[] values = new double[v.columns()];
    double[] weights = new double[v.columns()];
    for (int i = 0; i < v.rows(); i++) {
      v.copyRow(i, 0, values.length, values);
      m.copyRow(i, 0, weights.length, weights);
      for (int j = 0; j < values.length; j++) {
        product.set(i, j, values[j] * scale * (weights[j] * scaleM));
      }
    }
    return product;
  }

  private static SparseMatrix ofSparse(
      SparseMatrix v, double scale, SparseMatrix m, double scaleM, Precision precision) {
    MemorySegment values = Arena.ofAuto().allocate(bytes(v, precision), ALIGNMENT);
    for (long p = 0; p < v.storedEntries(); p++) {
      double product = v.value(p) * scale * (m.value(p) * scaleM);
      switch (precision) {
        case FLOAT -> values.setAtIndex(ValueLayout.JAVA_FLOAT, p, (float) product);
        case DOUBLE -> values.setAtIndex(ValueLayout.JAVA_DOUBLE, p, product);
      }
    }
    return SparseMatrix.wrap(
        v.rows(), v.columns(), precision, v.rowStarts(), v.columnIndices(), values);
  }
}
