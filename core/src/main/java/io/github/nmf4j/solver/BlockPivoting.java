package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Alternating nonnegative least squares: each half-step is solved exactly, by {@link
 * NonnegativeLeastSquares}. The products with V run where the session is; the k × k systems are
 * solved here, on one thread, from R and S.
 */
final class BlockPivoting implements FrobeniusStep {

  private final Session session;
  private @Nullable DenseMatrix factor;
  private @Nullable DenseMatrix cross;

  BlockPivoting(Session session) {
    this.session = session;
  }

  @Override
  public void update(Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held) {
    int k = f.rank();
    double[] gram = session.read(s);
    double[][] a = new double[k][];
    for (int c = 0; c < k; c++) {
      a[c] = java.util.Arrays.copyOfRange(gram, c * k, (c + 1) * k);
      a[c][c] += l2;
    }
    factor = like(factor, f);
    cross = like(cross, f);
    double[][] b = read(r, cross);
    double[][] x = read(f, factor);
    for (double[] row : b) {
      for (int c = 0; c < k; c++) {
        row[c] -= l1;
      }
    }
    double[][] free = held == null ? null : read(held.free(), cross);
    new NonnegativeLeastSquares(a).solve(b, x, free);
    double floor = Floors.factor(session.precision());
    for (int i = 0; i < x.length; i++) {
      for (int c = 0; c < k; c++) {
        factor.set(i, c, x[i][c] < floor ? 0 : x[i][c]);
      }
    }
    session.write(f, factor);
  }

  private static DenseMatrix like(@Nullable DenseMatrix matrix, Factor f) {
    return matrix != null && matrix.rows() == f.rows()
        ? matrix
        : DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
  }

  private double[][] read(Factor f, DenseMatrix values) {
    session.read(f, values);
    double[][] rows = new double[f.rows()][f.rank()];
    for (int i = 0; i < rows.length; i++) {
      values.copyRow(i, 0, f.rank(), rows[i]);
    }
    return rows;
  }
}
