package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Side;
import java.util.Arrays;

/** Sums of products of V, factors and Gram matrices. Matrices are arrays of rows. */
final class Products {

  private Products() {}

  /** S = FᵀF, or S + FᵀF. */
  static void gram(double[][] F, double[][] S, boolean add) {
    if (!add) {
      clear(S);
    }
    for (double[] f : F) {
      for (int a = 0; a < f.length; a++) {
        for (int b = 0; b < f.length; b++) {
          S[a][b] += f[a] * f[b];
        }
      }
    }
  }

  /** R = X·G, or R + X·G, where X is V (items are rows) or Vᵀ (items are columns). */
  static void cross(ReferenceData V, Side side, double[][] G, double[][] R, boolean add) {
    if (!add) {
      clear(R);
    }
    var row = V.newRow();
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      for (int e = 0; e < row.size; e++) {
        int j = row.columns[e];
        axpy(row.values[e], G[side == Side.ROWS ? j : i], R[side == Side.ROWS ? i : j]);
      }
    }
  }

  /** out = F·S. */
  static void product(double[][] F, double[][] S, double[][] out) {
    for (int i = 0; i < F.length; i++) {
      Arrays.fill(out[i], 0);
      for (int c = 0; c < S.length; c++) {
        axpy(F[i][c], S[c], out[i]);
      }
    }
  }

  /** sums = 1ᵀF, or sums + 1ᵀF. */
  static void columnSums(double[][] F, double[] sums, boolean add) {
    if (!add) {
      Arrays.fill(sums, 0);
    }
    for (double[] f : F) {
      axpy(1, f, sums);
    }
  }

  /** sums = 1ᵀ(F ∘ G), or sums + 1ᵀ(F ∘ G). */
  static void columnDots(double[][] F, double[][] G, double[] sums, boolean add) {
    if (!add) {
      Arrays.fill(sums, 0);
    }
    for (int i = 0; i < F.length; i++) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += F[i][c] * G[i][c];
      }
    }
  }

  /** ⟨F, G⟩. */
  static double dot(double[][] F, double[][] G) {
    double sum = 0;
    for (int i = 0; i < F.length; i++) {
      sum += dot(F[i], G[i]);
    }
    return sum;
  }

  /** ⟨x, y⟩. */
  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      sum += x[c] * y[c];
    }
    return sum;
  }

  /** y = y + a·x. */
  static void axpy(double a, double[] x, double[] y) {
    for (int c = 0; c < x.length; c++) {
      y[c] += a * x[c];
    }
  }

  static void clear(double[][] A) {
    for (double[] a : A) {
      Arrays.fill(a, 0);
    }
  }
}
