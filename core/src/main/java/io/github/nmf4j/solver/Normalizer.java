package io.github.nmf4j.solver;

import io.github.nmf4j.Normalization;
import io.github.nmf4j.matrix.DenseMatrix;

/** Scales the columns of W and, inversely, the rows of H; the product stays. */
final class Normalizer {

  private Normalizer() {}

  /**
   * Scales the components.
   *
   * @param taps columns of W that belong to one component, side by side
   */
  static void normalize(Normalization kind, DenseMatrix w, DenseMatrix h, int taps) {
    if (kind == Normalization.NONE) {
      return;
    }
    for (int c = 0; c < h.rows(); c++) {
      double size = size(kind, w, c * taps, taps);
      if (size > 0) {
        for (int i = 0; i < w.rows(); i++) {
          for (int t = c * taps; t < (c + 1) * taps; t++) {
            w.set(i, t, w.get(i, t) / size);
          }
        }
        for (int j = 0; j < h.columns(); j++) {
          h.set(c, j, h.get(c, j) * size);
        }
      }
    }
  }

  /** The sums of the columns. */
  static double[] columnSums(DenseMatrix w) {
    double[] sums = new double[w.columns()];
    for (int c = 0; c < sums.length; c++) {
      sums[c] = size(Normalization.L1, w, c, 1);
    }
    return sums;
  }

  /** Divides each column by its number, where that is not zero. */
  static void divideColumns(DenseMatrix f, double[] sizes) {
    for (int i = 0; i < f.rows(); i++) {
      for (int c = 0; c < sizes.length; c++) {
        if (sizes[c] > 0) {
          f.set(i, c, f.get(i, c) / sizes[c]);
        }
      }
    }
  }

  private static double size(Normalization kind, DenseMatrix w, int first, int columns) {
    double size = 0;
    for (int i = 0; i < w.rows(); i++) {
      for (int c = first; c < first + columns; c++) {
        double value = w.get(i, c);
        size =
            switch (kind) {
              case NONE -> 1;
              case MAX -> Math.max(size, value);
              case L1 -> size + value;
              case L2 -> Math.hypot(size, value);
            };
      }
    }
    return size;
  }
}
