package io.github.nmf4j.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exact minimisers of ½ xᵀAx − bᵀx over x ≥ 0 for one matrix A (k × k, positive semidefinite)
 * and many b, by block principal pivoting (Kim &amp; Park 2011). Right-hand sides whose positive
 * entries are the same share one Cholesky factorisation. In double.
 *
 * <p>The sets are guessed from the given x; entries of the wrong sign change sides all at once, and
 * when that does not reduce their number three times running, only the last of them does, which
 * ends for certain. Where A is singular to working precision on a set, coordinate descent from the
 * given x takes over.
 */
final class NonnegativeLeastSquares {

  /** How often in a row an exchange may fail to reduce the entries of the wrong sign. */
  private static final int PATIENCE = 3;

  /** What rounding may make of a zero, as a multiple of the sizes that went into it. */
  private static final double TOLERANCE = 1e-13;

  private static final int MOST_SWEEPS = 10_000;

  private final double[][] a;
  private final boolean[] dead;

  /** The problem's A; a component whose diagonal is zero takes no part. */
  NonnegativeLeastSquares(double[][] a) {
    this.a = a;
    this.dead = new boolean[a.length];
    for (int c = 0; c < a.length; c++) {
      dead[c] = !(a[c][c] > 0);
    }
  }

  /** One right-hand side on its way. */
  private static final class Item {
    final double[] b;
    final double[] x;
    final double[] solution;
    final BitSet idle = new BitSet();
    BitSet positive = new BitSet();
    int fewest;
    int patience = PATIENCE;

    Item(double[] b, double[] x) {
      this.b = b;
      this.x = x;
      this.solution = new double[x.length];
      this.fewest = x.length + 1;
    }
  }

  /**
   * Solves for every row of {@code b}, which is used up.
   *
   * @param x guesses ≥ 0, overwritten by the solutions; an entry whose component is dead becomes 0
   *     if its b is negative and else stays
   * @param free 0 where x is held, nonzero where it is free; null if it is free everywhere
   */
  void solve(double[][] b, double[][] x, double @Nullable [][] free) {
    List<Item> open = new ArrayList<>();
    for (int i = 0; i < b.length; i++) {
      var item = new Item(b[i], x[i]);
      for (int c = 0; c < a.length; c++) {
        if (free != null && free[i][c] == 0) {
          item.idle.set(c);
          hold(b[i], c, x[i][c]);
        } else if (dead[c]) {
          item.idle.set(c);
          x[i][c] = b[i][c] < 0 ? 0 : x[i][c];
        } else if (x[i][c] > 0) {
          item.positive.set(c);
        }
      }
      open.add(item);
    }
    int rounds = 0;
    int most = 100 + 20 * a.length;
    while (!open.isEmpty() && rounds++ < most) {
      List<Item> next = new ArrayList<>();
      for (Map.Entry<BitSet, List<Item>> group : groups(open).entrySet()) {
        int[] set = group.getKey().stream().toArray();
        double[][] factor = cholesky(set);
        for (Item item : group.getValue()) {
          if (factor == null) {
            descend(item);
          } else if (!pivot(item, set, factor)) {
            next.add(item);
          }
        }
      }
      open = next;
    }
    open.forEach(this::descend);
  }

  /** Takes what component c contributes at x to the other side. */
  private void hold(double[] b, int c, double x) {
    for (int s = 0; s < b.length; s++) {
      b[s] -= a[s][c] * x;
    }
  }

  private static Map<BitSet, List<Item>> groups(List<Item> items) {
    var groups = new LinkedHashMap<BitSet, List<Item>>();
    for (Item item : items) {
      groups.computeIfAbsent(item.positive, set -> new ArrayList<>()).add(item);
    }
    return groups;
  }

  /** Solves on the set; whether the signs are right, and if not, changes the set. */
  private boolean pivot(Item item, int[] set, double[][] factor) {
    double[] x = item.solution;
    Arrays.fill(x, 0);
    solve(factor, set, item.b, x);
    var wrong = new BitSet();
    double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
    for (int c = 0; c < x.length; c++) {
      if (item.idle.get(c)) {
        continue;
      }
      if (item.positive.get(c)) {
        if (x[c] < -TOLERANCE * largest) {
          wrong.set(c);
        }
      } else {
        double gradient = -item.b[c];
        double size = Math.abs(item.b[c]);
        for (int s : set) {
          gradient += a[c][s] * x[s];
          size += Math.abs(a[c][s] * x[s]);
        }
        if (gradient < -TOLERANCE * size) {
          wrong.set(c);
        }
      }
    }
    int count = wrong.cardinality();
    if (count == 0) {
      for (int c = 0; c < x.length; c++) {
        if (!item.idle.get(c)) {
          item.x[c] = Math.max(0, x[c]);
        }
      }
      return true;
    }
    if (count < item.fewest) {
      item.fewest = count;
      item.patience = PATIENCE;
    } else if (item.patience > 0) {
      item.patience--;
    } else {
      int last = wrong.length() - 1;
      wrong.clear();
      wrong.set(last);
    }
    item.positive = (BitSet) item.positive.clone(); // the old one is a key
    item.positive.xor(wrong);
    return false;
  }

  /** L with L·Lᵀ = A on the set; null where a pivot has lost its digits. */
  private double @Nullable [][] cholesky(int[] set) {
    double[][] l = new double[set.length][];
    for (int i = 0; i < set.length; i++) {
      l[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double sum = a[set[i]][set[j]];
        for (int t = 0; t < j; t++) {
          sum -= l[i][t] * l[j][t];
        }
        if (i > j) {
          l[i][j] = sum / l[j][j];
        } else if (sum > set.length * TOLERANCE * a[set[i]][set[i]]) {
          l[i][i] = Math.sqrt(sum);
        } else {
          return null;
        }
      }
    }
    return l;
  }

  /** x on the set = A⁻¹ b. */
  private static void solve(double[][] l, int[] set, double[] b, double[] x) {
    for (int i = 0; i < set.length; i++) {
      double sum = b[set[i]];
      for (int t = 0; t < i; t++) {
        sum -= l[i][t] * x[set[t]];
      }
      x[set[i]] = sum / l[i][i];
    }
    for (int i = set.length - 1; i >= 0; i--) {
      double sum = x[set[i]];
      for (int t = i + 1; t < set.length; t++) {
        sum -= l[t][i] * x[set[t]];
      }
      x[set[i]] = sum / l[i][i];
    }
  }

  /** Coordinate descent from the given x until nothing moves any more. */
  private void descend(Item item) {
    double[] x = item.x;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double moved = 0;
      double largest = 0;
      for (int c = 0; c < x.length; c++) {
        if (item.idle.get(c)) {
          continue;
        }
        double gradient = -item.b[c];
        for (int s = 0; s < x.length; s++) {
          gradient += item.idle.get(s) ? 0 : a[c][s] * x[s];
        }
        double next = Math.max(0, x[c] - gradient / a[c][c]);
        moved = Math.max(moved, Math.abs(next - x[c]));
        largest = Math.max(largest, next);
        x[c] = next;
      }
      if (moved <= TOLERANCE * largest) {
        return;
      }
    }
  }
}
