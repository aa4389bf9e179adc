package io.github.nmf4j.audio;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Solves G·x = b for a symmetric positive semidefinite G by Cholesky's decomposition. Where a row
 * depends on those before it, its unknown is 0: one of the least-squares solutions.
 */
final class SemidefiniteSolver {

  /** A pivot below this part of its diagonal entry is taken for 0. */
  private static final double DEPENDENT = 1e-12;

  /** Rows of the remainder below which one thread does it. */
  private static final int PARALLEL = 128;

  private final double[][] lower;
  private final boolean[] free;

  /** Decomposes {@code gram}, of which the lower triangle is read. */
  SemidefiniteSolver(double[][] gram) {
    int n = gram.length;
    lower = new double[n][];
    free = new boolean[n];
    for (int i = 0; i < n; i++) {
      lower[i] = Arrays.copyOf(gram[i], i + 1);
    }
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = gram[i][i];
    }
    for (int c = 0; c < n; c++) {
      double[] row = lower[c];
      double pivot = row[c] - dot(row, row, c);
      if (!(pivot > DEPENDENT * diagonal[c])) {
        // its column stays out of all sums to come
        free[c] = true;
        for (int i = c; i < n; i++) {
          lower[i][c] = 0;
        }
        continue;
      }
      double root = Math.sqrt(pivot);
      row[c] = root;
      int column = c;
      IntStream rest = IntStream.range(c + 1, n);
      (n - c > PARALLEL ? rest.parallel() : rest)
          .forEach(
              i -> {
                double[] other = lower[i];
                other[column] = (other[column] - dot(other, row, column)) / root;
              });
    }
  }

  double[] solve(double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      x[i] = free[i] ? 0 : (x[i] - dot(lower[i], x, i)) / lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      if (free[i]) {
        continue;
      }
      x[i] /= lower[i][i];
      for (int j = 0; j < i; j++) {
        x[j] -= lower[i][j] * x[i];
      }
    }
    return x;
  }

  /** Four sums at once: one would wait for itself. */
  private static double dot(double[] a, double[] b, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
