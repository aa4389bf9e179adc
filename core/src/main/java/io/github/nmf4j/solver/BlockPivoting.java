package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Alternating nonnegative least squares: each half-step is solved exactly, by {@link
 * NonnegativeLeastSquares}. The products with V run where the session is; the k × k systems are
 * solved here, on one thread, from R and S.
 */
final class BlockPivoting implements FrobeniusStep {

  private final Session session;
  private final HostFactor factor;
  private final HostFactor cross;

  BlockPivoting(Session session) {
    this.session = session;
    this.factor = new HostFactor(session);
    this.cross = new HostFactor(session);
  }

  @Override
  public void update(Factor f, Factor r, Gram s, double l1, double l2, @Nullable Held held) {
    int k = f.rank();
    double[] gram = session.read(s);
    double[][] a = new double[k][];
    for (int c = 0; c < k; c++) {
      a[c] = Arrays.copyOfRange(gram, c * k, (c + 1) * k);
      a[c][c] += l2;
    }
    double[][] b = cross.read(r);
    double[][] x = factor.read(f);
    for (double[] row : b) {
      for (int c = 0; c < k; c++) {
        row[c] -= l1;
      }
    }
    double[][] free = held == null ? null : cross.read(held.free());
    new NonnegativeLeastSquares(a).solve(b, x, free);
    factor.write(f, x);
  }
}
