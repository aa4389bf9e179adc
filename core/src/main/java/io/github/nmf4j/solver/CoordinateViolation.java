package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The sum of the sizes of the projected gradients that coordinate descent meets on its way: g if
 * the entry is positive, min(0, g) if it is 0, where g is the gradient when the sweep comes to the
 * entry. It follows from the factor before and after the sweep, since the components before the
 * entry's own are new then and the others old; that is done on the host, in double.
 */
final class CoordinateViolation {

  private final Session session;
  private final Scaling scaling;
  private boolean watching;
  private double sum;

  CoordinateViolation(Session session, Scaling scaling) {
    this.session = session;
    this.scaling = scaling;
  }

  /** Watches the sweeps from here to {@link #end}. */
  void begin() {
    watching = true;
    sum = 0;
  }

  /** The violation of both factors since {@link #begin}. */
  double end() {
    watching = false;
    return sum;
  }

  /** {@link Session#halsSweep}, watched if it is time to. */
  void sweep(Side side, Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held) {
    Factor free = held == null ? null : held.free();
    if (!watching) {
      session.halsSweep(f, r, s, l1, l2, free);
      return;
    }
    DenseMatrix before = read(f);
    session.halsSweep(f, r, s, l1, l2, free);
    // a gradient for W has the unit v²/w, one for H v²/h; v² is common to all
    double unit = side == Side.ROWS ? scaling.w() : scaling.h();
    sum +=
        violation(
                before, read(f), read(r), session.read(s), l1, l2, free == null ? null : read(free))
            / unit;
  }

  private DenseMatrix read(Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
    session.read(f, values);
    return values;
  }

  private static double violation(
      DenseMatrix before,
      DenseMatrix after,
      DenseMatrix r,
      double[] s,
      double l1,
      double l2,
      @Nullable DenseMatrix free) {
    int k = r.columns();
    double[] item = new double[k];
    double[] next = new double[k];
    double[] cross = new double[k];
    double sum = 0;
    for (int i = 0; i < r.rows(); i++) {
      before.copyRow(i, 0, k, item);
      after.copyRow(i, 0, k, next);
      r.copyRow(i, 0, k, cross);
      for (int c = 0; c < k; c++) {
        double gradient = l1 + l2 * item[c] - cross[c];
        for (int d = 0; d < k; d++) {
          gradient += s[c * k + d] * item[d];
        }
        if (free == null || free.get(i, c) != 0) {
          sum += Math.abs(item[c] == 0 ? Math.min(0, gradient) : gradient);
        }
        item[c] = next[c];
      }
    }
    return sum;
  }
}
