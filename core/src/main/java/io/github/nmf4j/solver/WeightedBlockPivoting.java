package io.github.nmf4j.solver;

import io.github.nmf4j.Missing;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Alternating nonnegative least squares where entries of V have weights: for each item with its
 * entries x and their weights m,
 *
 * <pre>{@code
 * min over f ≥ 0 of ½ fᵀAf − bᵀf,   A = Gᵀ diag(m) G + l2·I,   b = Gᵀ diag(m) x − l1
 * }</pre>
 *
 * exactly, by {@link NonnegativeLeastSquares}. Every item has an A of its own, so a half-step costs
 * O(entries·k²) and as many Cholesky factorisations as there are items, on the host, in double and
 * on one thread. It holds G and one A, and the transposes of a sparse V and its weights. An item
 * needs all of its entries: V lies in one panel.
 */
final class WeightedBlockPivoting implements Updates {

  /** Items that are written at once; an interrupt can end the half-step before each write. */
  private static final int ITEMS = 64;

  private final Problem problem;
  private final HostFactor other;
  private final HostFactor own;
  private final HostFactor frees;
  private final ObservedRows rows;
  private final ObservedRows columns;
  private final double unitV;
  private final double unitM;
  private final WeightedResiduals residuals;
  private double[][] w = {};

  /**
   * @param v V on the host
   * @param weights its weights, in its layout
   */
  WeightedBlockPivoting(Problem problem, Matrix v, Matrix weights, Scaling scaling) {
    this.problem = problem;
    Session session = problem.session();
    this.other = new HostFactor(session);
    this.own = new HostFactor(session);
    this.frees = new HostFactor(session);
    if (v instanceof SparseMatrix) {
      long entry = 2L * Integer.BYTES + v.precision().bytes() + weights.precision().bytes();
      HostRoom.require(v.storedEntries() * entry, "the transposes of V and its weights");
    }
    this.rows = new ObservedRows(v, weights, Missing.NONE, false);
    this.columns = new ObservedRows(v.transpose(), weights.transpose(), Missing.NONE, true);
    this.unitV = 1 / scaling.v();
    this.unitM = 1 / scaling.m();
    this.residuals = new WeightedResiduals(problem);
  }

  @Override
  public void beginH() {
    w = other.read(problem.w());
  }

  @Override
  public void updateH(int p) {
    int from = problem.v().panelStart(p);
    solve(columns, from, problem.hPanel(p), w, problem.l1H(), problem.l2H(), problem.heldH(p));
  }

  @Override
  public void beginStatistics() {
    // W is updated from V itself
  }

  @Override
  public void addStatistics(int p) {
    // W is updated from V itself
  }

  @Override
  public boolean statisticsDependOnW() {
    return false;
  }

  @Override
  public void updateW() {
    double[][] h = other.read(problem.h());
    solve(rows, 0, problem.w(), h, problem.l1W(), problem.l2W(), problem.heldW());
  }

  /**
   * @param entries of the items
   * @param first which of them belongs to the first item of F
   */
  private void solve(
      ObservedRows entries,
      int first,
      Factor f,
      double[][] g,
      double l1,
      double l2,
      @Nullable Held held) {
    for (int from = 0; from < f.rows(); from += ITEMS) {
      int to = Math.min(f.rows(), from + ITEMS);
      Factor items = f.rows(from, to);
      double[][] x = own.read(items);
      double[][] free = held == null ? null : frees.read(held.free().rows(from, to));
      for (int i = from; i < to; i++) {
        entries.read(first + i);
        double[][] freeItem = free == null ? null : new double[][] {free[i - from]};
        solve(entries, g, l1, l2, x[i - from], freeItem);
      }
      own.write(items, x);
    }
  }

  /** Solves for the item whose entries were read. */
  private void solve(
      ObservedRows item,
      double[][] g,
      double l1,
      double l2,
      double[] x,
      double @Nullable [][] free) {
    int k = x.length;
    double[][] a = new double[k][k];
    double[] b = new double[k];
    for (int e = 0; e < item.size; e++) {
      double weight = item.weights[e] * unitM;
      if (weight != 0) {
        add(weight, weight * (item.values[e] * unitV), g[item.columns[e]], a, b);
      }
    }
    for (int c = 0; c < k; c++) {
      for (int d = 0; d < c; d++) {
        a[d][c] = a[c][d];
      }
      a[c][c] += l2;
      b[c] -= l1;
    }
    new NonnegativeLeastSquares(a).solve(new double[][] {b}, new double[][] {x}, free);
  }

  /** A ← A + m·ggᵀ, its lower half, and b ← b + m·x·g. */
  private static void add(double weight, double product, double[] g, double[][] a, double[] b) {
    for (int c = 0; c < g.length; c++) {
      double scaled = weight * g[c];
      double[] row = a[c];
      for (int d = 0; d <= c; d++) {
        row[d] += scaled * g[d];
      }
      b[c] += product * g[c];
    }
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    return residuals.kktW();
  }

  @Override
  public double kktH() {
    return residuals.kktH();
  }
}
