package io.github.nmf4j.solver;

import io.github.nmf4j.matrix.DenseMatrix;

/**
 * The two orders of a convolutive model's templates: for the caller the taps of a component lie
 * side by side, column c·T + t; in a session the components of a tap do, column t·k + c.
 */
final class Taps {

  private Taps() {}

  /** In the order of a session. */
  static DenseMatrix byTap(DenseMatrix w, int taps) {
    return taps == 1 ? w : exchanged(w, w.columns() / taps, taps);
  }

  /** In the order of the caller. */
  static DenseMatrix byComponent(DenseMatrix w, int taps) {
    return taps == 1 ? w : exchanged(w, taps, w.columns() / taps);
  }

  /** Column a·inner + b becomes column b·outer + a. */
  private static DenseMatrix exchanged(DenseMatrix w, int outer, int inner) {
    DenseMatrix result = DenseMatrix.allocate(w.rows(), w.columns(), w.precision());
    for (int i = 0; i < w.rows(); i++) {
      for (int a = 0; a < outer; a++) {
        for (int b = 0; b < inner; b++) {
          result.set(i, b * outer + a, w.get(i, a * inner + b));
        }
      }
    }
    return result;
  }
}
