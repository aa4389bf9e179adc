package io.github.nmf4j.init;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations. Of a
 * positive definite matrix that is nearly diagonal, however graded its diagonal, even the smallest
 * values come out with full relative accuracy (Demmel &amp; Veselić, "Jacobi's method is more
 * accurate than QR", 1992). For matrices beyond a hundred rows see {@link TridiagonalEigen}.
 */
public final class SymmetricEigen {

  private static final double EPSILON = 0x1p-52;
  private static final int PATIENT_SWEEPS = 12;
  private static final int MAX_SWEEPS = 60;

  private final double[] values;
  private final double[] vectors;

  private SymmetricEigen(double[] values, double[] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * The eigenvalues, largest first.
   *
   * @param s the k × k matrix, row by row; not modified
   * @throws IllegalArgumentException if it is not k × k or not finite
   */
  public static double[] values(double[] s, int k) {
    return of(s, k).values;
  }

  /** The largest eigenvalue: of a Gram matrix FᵀF the square of F's spectral norm. */
  public static double largest(double[] gram, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, was " + k);
    }
    return values(gram, k)[0];
  }

  /**
   * Values and vectors of the k × k matrix {@code s}, of which the mean with its transpose counts.
   */
  static SymmetricEigen of(double[] s, int k) {
    double[] a = new double[k * k];
    int exponent = scaled(s, k, a);
    double[] vt = new double[k * k];
    for (int i = 0; i < k; i++) {
      vt[i * k + i] = 1;
    }
    diagonalise(a, vt, k);
    return sorted(a, vt, k, exponent);
  }

  /** The eigenvalues, largest first. */
  double[] values() {
    return values;
  }

  /** The k × k eigenvectors in the columns, row by row, in the order of the values. */
  double[] vectors() {
    return vectors;
  }

  /** {@code a = (s + sᵀ)/2 · 2^−e} with entries up to about 1; gives e. */
  static int scaled(double[] s, int k, double[] a) {
    if (s.length != k * k) {
      throw new IllegalArgumentException(
          "a %d × %d matrix has %d entries, got %d".formatted(k, k, k * k, s.length));
    }
    double largest = 0;
    for (double entry : s) {
      if (!Double.isFinite(entry)) {
        throw new IllegalArgumentException("the entries must be finite, one is " + entry);
      }
      largest = Math.max(largest, Math.abs(entry));
    }
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        a[i * k + j] =
            0.5 * (Math.scalb(s[i * k + j], -exponent) + Math.scalb(s[j * k + i], -exponent));
      }
    }
    return exponent;
  }

  private static void diagonalise(double[] a, double[] vt, int k) {
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      // a singular matrix never gets its rounding errors below the relative threshold
      double floor = sweep < PATIENT_SWEEPS ? 0 : EPSILON;
      boolean rotated = false;
      for (int p = 0; p < k - 1; p++) {
        for (int q = p + 1; q < k; q++) {
          double size = Math.abs(a[p * k + q]);
          double relative =
              EPSILON * Math.sqrt(Math.abs(a[p * k + p])) * Math.sqrt(Math.abs(a[q * k + q]));
          if (size > relative && size > floor) {
            rotate(a, vt, k, p, q);
            rotated = true;
          }
        }
      }
      if (!rotated) {
        return;
      }
    }
  }

  private static void rotate(double[] a, double[] vt, int k, int p, int q) {
    double apq = a[p * k + q];
    double theta = (a[q * k + q] - a[p * k + p]) / (2 * apq);
    // an infinite θ² gives t = 0: nothing to turn, but the entry is negligible and set to zero
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    double app = a[p * k + p] - t * apq;
    double aqq = a[q * k + q] + t * apq;
    turn(a, p * k, q * k, k, c, s);
    for (int r = 0; r < k; r++) {
      a[r * k + p] = a[p * k + r];
      a[r * k + q] = a[q * k + r];
    }
    a[p * k + p] = app;
    a[q * k + q] = aqq;
    a[p * k + q] = 0;
    a[q * k + p] = 0;
    turn(vt, p * k, q * k, k, c, s);
  }

  /** Rows (x, y) become (c·x − s·y, s·x + c·y). */
  static void turn(double[] a, int x, int y, int length, double c, double s) {
    for (int r = 0; r < length; r++) {
      double u = a[x + r];
      double v = a[y + r];
      a[x + r] = c * u - s * v;
      a[y + r] = s * u + c * v;
    }
  }

  private static SymmetricEigen sorted(double[] a, double[] vt, int k, int exponent) {
    double[] diagonal = new double[k];
    for (int i = 0; i < k; i++) {
      diagonal[i] = a[i * k + i];
    }
    return new SymmetricEigen(
        largestFirst(diagonal, exponent), columns(vt, order(diagonal), diagonal.length));
  }

  /** The places of the values, largest first; equal values keep their order. */
  static int[] order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] largestFirst(double[] diagonal, int exponent) {
    int[] order = order(diagonal);
    double[] values = new double[diagonal.length];
    Arrays.setAll(values, j -> Math.scalb(diagonal[order[j]], exponent));
    return values;
  }

  /** The first {@code count} of the ordered rows of {@code vt}, as columns. */
  static double[] columns(double[] vt, int[] order, int count) {
    int k = order.length;
    double[] vectors = new double[k * count];
    for (int j = 0; j < count; j++) {
      int row = order[j] * k;
      for (int i = 0; i < k; i++) {
        vectors[i * count + j] = vt[row + i];
      }
    }
    return vectors;
  }
}
