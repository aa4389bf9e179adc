package io.github.nmf4j.init;

/**
 * The eigenvectors that belong to the largest eigenvalues of a symmetric matrix of some hundred
 * rows: Householder reduction to tridiagonal form, then implicitly shifted QR steps (Golub &amp;
 * Van Loan, Matrix Computations, §8.3). O(d³) with a small constant; errors are relative to the
 * largest eigenvalue, unlike those of {@link SymmetricEigen}.
 */
final class TridiagonalEigen {

  private static final double EPSILON = 0x1p-53;
  private static final int STEPS_PER_VALUE = 60;

  private final int d;
  private final double[] a;
  private final double[] diagonal;
  private final double[] off;

  private TridiagonalEigen(double[] s, int d) {
    this.d = d;
    this.a = new double[d * d];
    this.diagonal = new double[d];
    this.off = new double[d];
    SymmetricEigen.scaled(s, d, a);
  }

  /**
   * The d × {@code count} orthonormal eigenvectors of the {@code count} largest eigenvalues, row by
   * row.
   *
   * @param s the d × d matrix, row by row; not modified
   */
  static double[] leading(double[] s, int d, int count) {
    var eigen = new TridiagonalEigen(s, d);
    double[] vt = eigen.reduce();
    eigen.iterate(vt);
    return SymmetricEigen.columns(vt, SymmetricEigen.order(eigen.diagonal), count);
  }

  /** Reduces to tridiagonal T = Qᵀ S Q and gives Qᵀ. */
  private double[] reduce() {
    double[] scale = new double[d];
    double[] w = new double[d];
    for (int k = 0; k < d - 2; k++) {
      // row k right of the diagonal is replaced by the Householder vector that clears it
      int row = k * d;
      double norm = norm(a, row + k + 1, d - k - 1);
      double alpha = a[row + k + 1] > 0 ? -norm : norm;
      diagonal[k] = a[row + k];
      off[k] = alpha;
      if (norm > 0) {
        a[row + k + 1] -= alpha;
        // ‖x − αe₁‖²/2 = ‖x‖(‖x‖ + |x₁|), and a[row + k + 1] is now x₁ − α
        scale[k] = 1 / (norm * Math.abs(a[row + k + 1]));
        reflectBothSides(k, scale[k], w);
      }
    }
    if (d > 1) {
      diagonal[d - 2] = a[(d - 2) * d + d - 2];
      off[d - 2] = a[(d - 2) * d + d - 1];
    }
    diagonal[d - 1] = a[d * d - 1];
    return accumulate(scale);
  }

  /** The trailing matrix becomes (1 − βvvᵀ) A (1 − βvvᵀ) = A − vwᵀ − wvᵀ. */
  private void reflectBothSides(int k, double beta, double[] w) {
    int v = k * d;
    double vtp = 0;
    for (int i = k + 1; i < d; i++) {
      double sum = 0;
      for (int j = k + 1; j < d; j++) {
        sum += a[i * d + j] * a[v + j];
      }
      w[i] = beta * sum;
      vtp += w[i] * a[v + i];
    }
    double half = 0.5 * beta * vtp;
    for (int i = k + 1; i < d; i++) {
      w[i] -= half * a[v + i];
    }
    for (int i = k + 1; i < d; i++) {
      double vi = a[v + i];
      double wi = w[i];
      for (int j = k + 1; j < d; j++) {
        a[i * d + j] -= vi * w[j] + wi * a[v + j];
      }
    }
  }

  /** Qᵀ = H_{d−3} ⋯ H₀, the reflections applied from the right, last one first, to the identity. */
  private double[] accumulate(double[] scale) {
    double[] qt = new double[d * d];
    for (int i = 0; i < d; i++) {
      qt[i * d + i] = 1;
    }
    for (int k = d - 3; k >= 0; k--) {
      int v = k * d;
      for (int i = k + 1; i < d; i++) {
        double sum = 0;
        for (int j = k + 1; j < d; j++) {
          sum += qt[i * d + j] * a[v + j];
        }
        double factor = scale[k] * sum;
        for (int j = k + 1; j < d; j++) {
          qt[i * d + j] -= factor * a[v + j];
        }
      }
    }
    return qt;
  }

  private void iterate(double[] vt) {
    double tolerance = EPSILON * tridiagonalNorm();
    int budget = STEPS_PER_VALUE * d;
    int high = d - 1;
    while (high > 0) {
      if (Math.abs(off[high - 1]) <= tolerance) {
        off[high - 1] = 0;
        high--;
        continue;
      }
      int low = high - 1;
      while (low > 0 && Math.abs(off[low - 1]) > tolerance) {
        low--;
      }
      if (budget-- == 0) {
        throw new IllegalStateException("the eigenvalue iteration of a matrix did not converge");
      }
      step(low, high, vt);
    }
  }

  private double tridiagonalNorm() {
    double norm = 0;
    for (int i = 0; i < d; i++) {
      norm = Math.max(norm, Math.abs(diagonal[i]) + Math.abs(off[i]));
    }
    return norm;
  }

  /** One QR step with Wilkinson's shift on the unreduced part from {@code low} to {@code high}. */
  private void step(int low, int high, double[] vt) {
    double last = off[high - 1];
    double delta = 0.5 * (diagonal[high - 1] - diagonal[high]);
    double shift =
        diagonal[high]
            - last
                * (last / (delta + Math.copySign(Math.sqrt(delta * delta + last * last), delta)));
    double x = diagonal[low] - shift;
    double bulge = off[low];
    for (int k = low; k < high; k++) {
      double r = Math.sqrt(x * x + bulge * bulge);
      double c = r == 0 ? 1 : x / r;
      double s = r == 0 ? 0 : bulge / r;
      if (k > low) {
        off[k - 1] = r;
      }
      double p = diagonal[k];
      double q = diagonal[k + 1];
      double e = off[k];
      double mixed = 2 * c * s * e;
      diagonal[k] = c * c * p + mixed + s * s * q;
      diagonal[k + 1] = s * s * p - mixed + c * c * q;
      off[k] = c * s * (q - p) + (c * c - s * s) * e;
      x = off[k];
      if (k < high - 1) {
        bulge = s * off[k + 1];
        off[k + 1] *= c;
      }
      SymmetricEigen.turn(vt, k * d, (k + 1) * d, d, c, -s);
    }
  }

  private static double norm(double[] x, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += x[i] * x[i];
    }
    return Math.sqrt(sum);
  }
}
