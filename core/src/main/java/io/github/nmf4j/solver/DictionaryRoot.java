package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;

/**
 * The exact minimiser over one component of W of
 *
 * <p>Σ_f (δ_f·w_f − φ_f·log w_f + ½·l2·w_f²) + L·λ + ½·p·λ², λ = Σ_f w_f,
 *
 * <p>where it has no closed form. With E = L + p·λ given, w_f is the positive root of l2·w² + (δ_f
 * + E)·w = φ_f, and λ falls as E rises, so that one u = p·λ fits. It is found by secants of
 * log(p·λ(u) / u) over log u, whose slope lies between −2 and −1; a slope that is kept within these
 * bounds never leads farther away. All components are tried at once, each trial costs O(m·k).
 */
final class DictionaryRoot {

  private static final int MOST_TRIALS = 60;

  /**
   * E is taken to be at least this share of the mean δ: what is added to a δ near the mean then
   * changes no bit. An entry whose δ is smaller than that by itself, or 0, falls.
   */
  private static final double LEAST_SCALE = 0x1p-60;

  /** What u is multiplied by where it is much too large. */
  private static final double FLUSHED = 0x1p-20;

  private final Problem problem;
  private final Session session;
  private final double tolerance;
  private final SmoothStep step;
  private final Factor start; // W before the step
  private final Factor row;
  private final Factor sums;
  private final DenseMatrix hostRow;

  DictionaryRoot(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    this.tolerance = 4 * session.precision().unitRoundoff();
    // the scale is E: once as what the numbers are relative to, once as what is added to δ
    this.step = new SmoothStep(0, 1, 0, problem.l2W());
    int rank = problem.w().rank();
    this.start = session.newFactor(problem.w().rows(), rank);
    this.row = session.newFactor(1, rank);
    this.sums = session.newFactor(1, rank);
    this.hostRow = DenseMatrix.allocate(1, rank, Precision.DOUBLE);
  }

  /**
   * W ← the minimiser.
   *
   * @param numerator ν with φ = w·ν
   * @param denominator δ, m × k or 1 × k
   * @param linear L
   * @param quadratic p
   */
  void update(Factor numerator, Factor denominator, double[] linear, double[] quadratic) {
    session.copy(problem.w(), start);
    session.columnSums(denominator, row);
    double[] least = read(row);
    for (int c = 0; c < least.length; c++) {
      // a component whose every δ is 0 has no φ either, and becomes 0
      least[c] = least[c] > 0 ? least[c] / denominator.rows() * LEAST_SCALE : 1;
    }
    session.columnDots(start, numerator, row);
    double[] phi = read(row);
    session.columnSums(start, row);
    double[] lambda = read(row);
    double[] u = new double[lambda.length];
    Arrays.setAll(u, c -> quadratic[c] * lambda[c]);
    double[] slope = new double[u.length];
    Arrays.fill(slope, -1.5);
    double[] lastU = new double[u.length];
    double[] lastRatio = new double[u.length];
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      double[] sum = trial(numerator, denominator, linear, u, least);
      boolean done = true;
      for (int c = 0; c < u.length; c++) {
        if (u[c] == 0 || phi[c] == 0) {
          continue; // nothing depends on λ, or the component becomes empty
        }
        if (sum[c] == 0) {
          // u is so far too large that all entries were flushed to zero
          u[c] *= FLUSHED;
          done = false;
          continue;
        }
        double ratio = Math.log(quadratic[c] * sum[c] / u[c]);
        if (Math.abs(ratio) <= tolerance) {
          continue;
        }
        done = false;
        double way = Math.log(u[c] / lastU[c]);
        if (lastU[c] > 0 && way != 0) {
          slope[c] = Math.clamp((ratio - lastRatio[c]) / way, -2, -1);
        }
        lastU[c] = u[c];
        lastRatio[c] = ratio;
        u[c] *= Math.exp(-ratio / slope[c]);
      }
      if (done) {
        return;
      }
    }
  }

  /** W ← the roots for E = L + u. Returns their sums. */
  private double[] trial(
      Factor numerator, Factor denominator, double[] linear, double[] u, double[] least) {
    double[] e = new double[u.length];
    Arrays.setAll(e, c -> Math.max(least[c], linear[c] + u[c]));
    session.write(row, DenseMatrix.of(1, e.length, e));
    session.copy(start, problem.w());
    session.smoothUpdate(problem.w(), start, 0, numerator, denominator, row, step);
    session.columnSums(problem.w(), sums);
    return read(sums);
  }

  private double[] read(Factor oneRow) {
    session.read(oneRow, hostRow);
    return hostRow.toArray();
  }
}
