package io.github.nmf4j.testing;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;

/** Arithmetic and comparisons on small matrices, in double. */
public final class Matrices {

  private Matrices() {}

  /** A·B. */
  public static DenseMatrix multiply(DenseMatrix a, DenseMatrix b) {
    double[][] c = new double[a.rows()][b.columns()];
    for (int i = 0; i < a.rows(); i++) {
      for (int l = 0; l < a.columns(); l++) {
        for (int j = 0; j < b.columns(); j++) {
          c[i][j] += a.get(i, l) * b.get(l, j);
        }
      }
    }
    return DenseMatrix.of(c);
  }

  /** A − B. */
  public static DenseMatrix subtract(DenseMatrix a, DenseMatrix b) {
    double[][] c = new double[a.rows()][a.columns()];
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        c[i][j] = a.get(i, j) - b.get(i, j);
      }
    }
    return DenseMatrix.of(c);
  }

  public static double frobenius(DenseMatrix a) {
    double sum = 0;
    for (double x : a.toArray()) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  /** Largest |a − b| divided by the largest |a|. */
  public static double distance(DenseMatrix a, DenseMatrix b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      throw new AssertionError(a + " and " + b + " differ in shape");
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        largest = Math.max(largest, Math.abs(a.get(i, j)));
        double d = Math.abs(a.get(i, j) - b.get(i, j));
        if (!(d <= difference)) {
          difference = d; // a NaN sticks
        }
      }
    }
    return difference / largest;
  }

  /** Whether every entry is finite and ≥ 0. */
  public static boolean isNonnegative(Matrix a) {
    return a.summary().firstInvalid().isEmpty();
  }
}
