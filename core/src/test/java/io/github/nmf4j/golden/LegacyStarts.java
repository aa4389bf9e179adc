package io.github.nmf4j.golden;

import io.github.nmf4j.init.NumpyRandom;
import io.github.nmf4j.matrix.DenseMatrix;

/** Starts that published runs drew with NumPy's legacy generator. */
final class LegacyStarts {

  private LegacyStarts() {}

  /** W = U(m × k) · factor, drawn first, then H = U(k × n) · factor. */
  static DenseMatrix[] uniform(int seed, int m, int k, int n, double factor) {
    var random = new NumpyRandom(seed);
    return new DenseMatrix[] {draw(random, m, k, factor), draw(random, k, n, factor)};
  }

  private static DenseMatrix draw(NumpyRandom random, int rows, int columns, double factor) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextDouble() * factor;
      }
    }
    return DenseMatrix.of(a);
  }
}
