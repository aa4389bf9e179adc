package io.github.nmf4j.backend.reference;

import java.util.Arrays;

/** Items beside their predecessors, and back. */
final class Delays {

  private Delays() {}

  /** B_n = (f_n, f_(n−1), …), zeros where F has no such item. */
  static void delay(double[][] F, double[][] B) {
    for (int n = 0; n < B.length; n++) {
      Arrays.fill(B[n], 0);
      for (int j = Math.min(n, F.length - 1); j >= 0; j--) {
        int k = F[j].length;
        int at = (n - j) * k;
        if (at >= B[n].length) {
          break;
        }
        System.arraycopy(F[j], 0, B[n], at, k);
      }
    }
  }

  /** f_j = Σ_t of part t of B_(j+t), j + t &lt; q; a B of one row serves all items. */
  static void fold(double[][] B, int q, double[][] F) {
    for (int j = 0; j < F.length; j++) {
      Arrays.fill(F[j], 0);
      int k = F[j].length;
      for (int n = j; n < q && (n - j) * k < B[0].length; n++) {
        double[] b = B[B.length == 1 ? 0 : n];
        for (int c = 0; c < k; c++) {
          F[j][c] += b[(n - j) * k + c];
        }
      }
    }
  }
}
