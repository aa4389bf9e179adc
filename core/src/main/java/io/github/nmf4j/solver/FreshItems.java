package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;

/**
 * Solves for H of some panels from a constant start: H ← √(mean / k), with the mean of their
 * observed entries, then multiplicative steps until ‖ΔH‖ ≤ tolerance · ‖H‖.
 */
final class FreshItems {

  private final Problem problem;
  private final Session session;
  private final BatchUpdates batch;
  private final Scaling scaling;
  private final double tolerance;
  private final Factor before;
  private final Factor ones; // m × 1
  private final Factor model; // n × 1, ones
  private final Factor sums; // n × 1
  private final Factor weights; // n × 1

  /**
   * @param tolerance 0 for all steps
   */
  FreshItems(Problem problem, BatchUpdates batch, Scaling scaling, double tolerance) {
    this.problem = problem;
    this.session = problem.session();
    this.batch = batch;
    this.scaling = scaling;
    this.tolerance = tolerance;
    this.before = session.newFactor(problem.h().rows(), problem.h().rank());
    this.ones = session.newFactor(problem.w().rows(), 1);
    int n = problem.h().rows();
    this.model = session.newFactor(n, 1);
    this.sums = session.newFactor(n, 1);
    this.weights = session.newFactor(n, 1);
    session.write(ones, constant(problem.w().rows(), 1, 1));
    session.write(model, constant(n, 1, 1));
  }

  /** Panels {@code first ≤ p < end}. */
  void solve(int first, int end, int maxIterations) {
    int from = problem.v().panelStart(first);
    int to = problem.v().panelStart(end);
    Factor h = problem.h().rows(from, to);
    Factor old = before.rows(from, to);
    session.write(h, constant(h.rows(), h.rank(), level(first, end)));
    for (int p = first; p < end; p++) {
      problem.restoreH(p);
    }
    batch.beginH();
    for (int t = 0; t < maxIterations; t++) {
      session.copy(h, old);
      for (int p = first; p < end; p++) {
        batch.updateH(p);
      }
      session.subtract(h, old, old);
      double change = Math.sqrt(session.dot(old, old));
      if (tolerance > 0 && change <= tolerance * Math.sqrt(session.dot(h, h))) {
        return;
      }
    }
  }

  /** √(mean / k) of the caller's units in those of the session. */
  private double level(int first, int end) {
    double sum = 0;
    double size = 0;
    for (int p = first; p < end; p++) {
      Data panel = problem.v().panel(p);
      Factor lineSums = problem.panelOf(sums, p);
      if (problem.weights() == null) {
        session.cross(panel, Side.COLUMNS, ones, lineSums);
        size += (double) lineSums.rows() * problem.w().rows();
      } else {
        // with a model of ones the two parts of the gradient are Σ m·v and Σ m
        Factor y = problem.panelOf(model, p);
        Factor sumOfWeights = problem.panelOf(weights, p);
        session.weightedCross(
            panel, problem.weights().panel(p), Side.COLUMNS, y, ones, 1, lineSums, sumOfWeights);
        size += session.sum(sumOfWeights);
      }
      sum += session.sum(lineSums);
    }
    double mean = size == 0 ? 0 : sum / size;
    return Math.sqrt(mean * scaling.v() / problem.h().rank()) / scaling.h();
  }

  private static DenseMatrix constant(int rows, int columns, double value) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < columns; c++) {
        matrix.set(i, c, value);
      }
    }
    return matrix;
  }
}
