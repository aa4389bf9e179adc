package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;

/**
 * The factors as they are shown.
 *
 * @param w m × k·T, tap t of component c in column c·T + t
 * @param h k × n, or as many columns less as partial templates would need
 * @param dataColumns n
 * @param rows what the rows of V are
 * @param columns what the columns of V are
 * @param components what the components are called
 * @param spectrogram whether V is one, lowest frequency first
 */
record Factors(
    DenseMatrix w,
    DenseMatrix h,
    int dataColumns,
    Axis rows,
    Axis columns,
    Axis components,
    boolean spectrogram) {

  /** Columns of W for each component. */
  int taps() {
    return w.columns() / h.rows();
  }

  /** A column of W. */
  double[] column(int c) {
    double[] column = new double[w.rows()];
    w.transpose().copyRow(c, 0, column.length, column);
    return column;
  }

  /** The largest entry of a component's columns of W. */
  private double peak(int c) {
    double peak = 0;
    for (int t = 0; t < taps(); t++) {
      for (double value : column(c * taps() + t)) {
        peak = Math.max(peak, value);
      }
    }
    return peak;
  }

  /** W with components of maximum 1. */
  DenseMatrix scaledW() {
    DenseMatrix scaled = w.copy(w.precision(), 1);
    for (int c = 0; c < h.rows(); c++) {
      double peak = peak(c);
      for (int r = c * taps(); peak > 0 && r < (c + 1) * taps(); r++) {
        for (int i = 0; i < scaled.rows(); i++) {
          scaled.set(i, r, scaled.get(i, r) / peak);
        }
      }
    }
    return scaled;
  }

  /**
   * H with rows in the units of V and as many columns as V has: templates do not begin in its last
   * ones.
   */
  DenseMatrix scaledH() {
    DenseMatrix scaled = h.copy(h.precision(), 1);
    for (int c = 0; c < scaled.rows(); c++) {
      double peak = peak(c);
      for (int j = 0; j < scaled.columns(); j++) {
        scaled.set(c, j, scaled.get(c, j) * peak);
      }
    }
    return aligned(scaled);
  }

  private DenseMatrix aligned(DenseMatrix activations) {
    if (activations.columns() == dataColumns) {
      return activations;
    }
    DenseMatrix aligned =
        DenseMatrix.allocate(activations.rows(), dataColumns, activations.precision());
    for (int c = 0; c < activations.rows(); c++) {
      for (int j = 0; j < activations.columns(); j++) {
        aligned.set(c, j, activations.get(c, j));
      }
    }
    return aligned;
  }
}
