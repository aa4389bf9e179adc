package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The penalty ½·w·Σ_c λ_c² s_c + μ·Σ_c λ_c σ_c in session units, where s_c = Σ_n (h_n − h_(n−1))²
 * and σ_c = Σ_n h_n of component c, and what the updates need of it.
 */
final class SmoothTerms {

  private final Problem problem;
  private final Session session;
  private final SmoothStep step;
  private final double columnSum;
  private final Factor scales; // λ
  private final Factor sums; // σ
  private final Factor changes; // s
  private final Factor row;
  private final @Nullable Factor weightedSums; // Σ_n m·h for each entry of W
  private final DenseMatrix hostRow;

  /**
   * @param columnSum what the columns of W are kept at, in session units; 0 if they are free
   */
  SmoothTerms(Problem problem, SmoothStep step, double columnSum) {
    this.problem = problem;
    this.session = problem.session();
    this.step = step;
    this.columnSum = columnSum;
    int rank = problem.w().rank();
    this.scales = session.newFactor(1, rank);
    this.sums = session.newFactor(1, rank);
    this.changes = session.newFactor(1, rank);
    this.row = session.newFactor(1, rank);
    this.weightedSums =
        problem.weights() == null ? null : session.newFactor(problem.w().rows(), rank);
    this.hostRow = DenseMatrix.allocate(1, rank, Precision.DOUBLE);
  }

  SmoothStep step() {
    return step;
  }

  /** λ of the current W. */
  Factor scales() {
    if (columnSum > 0) {
      double[] constant = new double[scales.rank()];
      Arrays.fill(constant, columnSum);
      write(scales, constant);
    } else {
      session.columnSums(problem.w(), scales);
    }
    return scales;
  }

  /**
   * Adds σ and s of the items of panel p; those before them have their current values.
   *
   * @param scratch as many items as H, overwritten
   */
  void addPanel(int p, Factor scratch) {
    int from = problem.v().panelStart(p);
    int to = problem.v().panelStart(p + 1);
    if (p == 0) {
      session.columnSums(problem.h().rows(from, to), sums);
    } else {
      session.addColumnSums(problem.h().rows(from, to), sums);
    }
    Factor difference = difference(Math.max(1, from), to, scratch);
    if (p == 0) {
      session.columnDots(difference, difference, changes);
    } else {
      session.addColumnDots(difference, difference, changes);
    }
  }

  /** h_n − h_(n−1) for {@code from ≤ n < to}. */
  private Factor difference(int from, int to, Factor scratch) {
    Factor h = problem.h();
    Factor out = scratch.rows(from, Math.max(from, to));
    if (to > from) {
      session.subtract(h.rows(from, to), h.rows(from - 1, to - 1), out);
    }
    return out;
  }

  /** σ, as the panels added up. */
  double[] sums() {
    return read(sums);
  }

  /** s, as the panels added up. */
  double[] changes() {
    return read(changes);
  }

  /** (1 + μ)·σ + l1. */
  private double[] linear() {
    double[] linear = sums();
    for (int c = 0; c < linear.length; c++) {
      linear[c] = (1 + step.sparsity()) * linear[c] + problem.l1W();
    }
    return linear;
  }

  /** Where the weighted sums Σ_n m·h, m × k, are kept; null if every entry counts the same. */
  @Nullable Factor weightedSums() {
    return weightedSums;
  }

  /** The part of ∂/∂w that is the loss's, but for the numerator: σ, or the weighted sums. */
  Factor lossDenominators() {
    return weightedSums == null ? sums : weightedSums;
  }

  /** {@link #lossDenominators} as numbers, 1 × k or m × k. */
  DenseMatrix lossSlopes() {
    Factor denominators = lossDenominators();
    DenseMatrix slopes =
        DenseMatrix.allocate(denominators.rows(), denominators.rank(), Precision.DOUBLE);
    session.read(denominators, slopes);
    return slopes;
  }

  /** The part of ∂/∂w that does not depend on W, but for the loss's: μσ + l1. */
  double[] fixedSlopes() {
    double[] slopes = sums();
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] = step.sparsity() * slopes[c] + problem.l1W();
    }
    return slopes;
  }

  /** w·s, by which λ pulls. */
  double[] pulls() {
    double[] pulls = changes();
    for (int c = 0; c < pulls.length; c++) {
      pulls[c] *= step.smoothness();
    }
    return pulls;
  }

  /**
   * δ such that φ/δ, φ = f·ν, is the exact minimiser over a dictionary whose entries share λ: with
   * Φ = Σφ and L = (1 + μ)σ + l1 the minimum over λ of L·λ + ½·w·s·λ² − Φ·log λ is at λ = Φ/δ, δ =
   * (L + √(L² + 4wsΦ)) / 2. Where λ is given, δ = Φ/λ.
   *
   * @param total Φ, 1 × k
   */
  Factor denominators(Factor total) {
    double[] phi = read(total);
    double[] delta = new double[phi.length];
    if (columnSum > 0) {
      Arrays.setAll(delta, c -> phi[c] / columnSum);
    } else {
      double[] linear = linear();
      double[] squares = changes();
      Arrays.setAll(
          delta,
          c -> {
            double quadratic = 2 * Math.sqrt(step.smoothness() * squares[c]) * Math.sqrt(phi[c]);
            return (linear[c] + Math.hypot(linear[c], quadratic)) / 2;
          });
    }
    write(row, delta);
    return row;
  }

  /** The derivative of the smooth penalty with respect to λ: μσ + w·s·λ. */
  double[] penaltySlopes() {
    double[] slopes = sums();
    double[] pulls = pulls();
    double[] lambda = read(scales());
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] = step.sparsity() * slopes[c] + pulls[c] * lambda[c];
    }
    return slopes;
  }

  /** The derivative of loss and penalties with respect to λ where both are one per component. */
  double[] slopes() {
    double[] slopes = penaltySlopes();
    double[] sigma = sums();
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] += sigma[c] + problem.l1W();
    }
    return slopes;
  }

  /**
   * The penalty of the current factors.
   *
   * @param scratch as many items as H, overwritten
   */
  double penalty(Factor scratch) {
    double[] lambda = read(scales());
    session.columnSums(problem.h(), row);
    double[] sigma = read(row);
    Factor all = difference(1, problem.h().rows(), scratch);
    session.columnDots(all, all, row);
    double[] squares = read(row);
    double sum = 0;
    for (int c = 0; c < lambda.length; c++) {
      sum += step.smoothness() / 2 * lambda[c] * lambda[c] * squares[c];
      sum += step.sparsity() * lambda[c] * sigma[c];
    }
    return sum;
  }

  double[] read(Factor oneRow) {
    session.read(oneRow, hostRow);
    return hostRow.toArray();
  }

  void write(Factor oneRow, double[] values) {
    session.write(oneRow, DenseMatrix.of(1, values.length, values));
  }
}
