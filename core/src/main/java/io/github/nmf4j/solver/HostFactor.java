package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Brings factors from a session to the host and back, as rows of doubles. */
final class HostFactor {

  private final Session session;
  private @Nullable DenseMatrix values;

  HostFactor(Session session) {
    this.session = session;
  }

  /** The items of F. */
  double[][] read(Factor f) {
    DenseMatrix source = like(f);
    session.read(f, source);
    double[][] rows = new double[f.rows()][f.rank()];
    for (int i = 0; i < rows.length; i++) {
      source.copyRow(i, 0, f.rank(), rows[i]);
    }
    return rows;
  }

  /** F ← rows; what is below {@link Floors#factor} becomes 0. */
  void write(Factor f, double[][] rows) {
    DenseMatrix target = like(f);
    double floor = Floors.factor(session.precision());
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < f.rank(); c++) {
        target.set(i, c, rows[i][c] < floor ? 0 : rows[i][c]);
      }
    }
    session.write(f, target);
  }

  private DenseMatrix like(Factor f) {
    DenseMatrix current = values;
    if (current == null || current.rows() != f.rows()) {
      current = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
      values = current;
    }
    return current;
  }
}
