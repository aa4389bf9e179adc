package io.github.nmf4j.init;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;

/** Random starting values of the convolutive model: templates side by side, and activations. */
final class ConvolutiveStart {

  private ConvolutiveStart() {}

  /** |N(0, 1)| · √(mean(V) / (k·T)). */
  static Start random(Model.Convolutive model, Matrix v, double mean, NmfOptions options) {
    int k = options.rank();
    int columns = Math.multiplyExact(k, model.taps());
    int activations = model.activations(v.columns());
    double level = Starts.level(mean, columns);
    Normals normals = Normals.of(options.randomSource(), options.seed());
    DenseMatrix h = DenseMatrix.allocate(k, activations, Precision.DOUBLE);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < activations; j++) {
        h.set(c, j, Math.abs(level * normals.next(Normals.H, j, c)));
      }
    }
    DenseMatrix w = DenseMatrix.allocate(v.rows(), columns, Precision.DOUBLE);
    for (int i = 0; i < v.rows(); i++) {
      for (int c = 0; c < columns; c++) {
        w.set(i, c, Math.abs(level * normals.next(Normals.W, i, c)));
      }
    }
    return new Start(w, h);
  }
}
