package io.github.nmf4j.solver;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * Coordinate descent, item after item: for the Kullback–Leibler divergence (Hsieh &amp; Dhillon
 * 2011), scalar Newton for it (Hien &amp; Gillis 2021), as {@link CoordinateStep} says, and for the
 * weighted Frobenius loss, {@link LeastSquaresStep}. An item needs all of its entries, so W cannot
 * be updated from sums over panels: V lies in one.
 */
final class CoordinateUpdates implements Updates {

  /** Sweeps over the components while the entries of an item are at hand. */
  static final int SWEEPS = 2;

  private final Problem problem;
  private final Session session;
  private final Data swept;
  private final @Nullable Data summed;
  private final Factor sumsW;
  private final Factor sumsH;
  private final Factor numerator;
  private final @Nullable WeightedResiduals residuals;
  private final ItemStep stepW;
  private final ItemStep stepH;

  private CoordinateUpdates(
      Problem problem, Data swept, @Nullable Data summed, ItemStep stepW, ItemStep stepH) {
    this.problem = problem;
    this.session = problem.session();
    this.swept = swept;
    this.summed = summed;
    int rank = problem.w().rank();
    int m = problem.w().rows();
    int n = problem.h().rows();
    this.sumsW = session.newFactor(summed == null ? 1 : n, rank);
    this.sumsH = session.newFactor(summed == null ? 1 : m, rank);
    this.numerator = session.newFactor(summed == null ? Math.max(m, n) : 1, rank);
    this.residuals = summed == null ? null : new WeightedResiduals(problem);
    this.stepW = stepW;
    this.stepH = stepH;
  }

  /**
   * For the Kullback–Leibler divergence.
   *
   * @param products M ∘ V if V's entries have weights M, else null
   */
  static CoordinateUpdates kullbackLeibler(
      Problem problem, CoordinateStep.Rule rule, @Nullable Data products) {
    return new CoordinateUpdates(
        problem,
        products == null ? problem.v() : products,
        problem.weights(),
        new CoordinateStep(rule, SWEEPS, problem.l1W(), problem.l2W()),
        new CoordinateStep(rule, SWEEPS, problem.l1H(), problem.l2H()));
  }

  /**
   * For ½ Σ m (v − (WH))².
   *
   * @param weights M
   * @param products M ∘ V
   * @param sweeps over the components while the entries of an item are at hand
   */
  static CoordinateUpdates leastSquares(Problem problem, Data weights, Data products, int sweeps) {
    return new CoordinateUpdates(
        problem,
        weights,
        products,
        new LeastSquaresStep(sweeps, problem.l1W(), problem.l2W()),
        new LeastSquaresStep(sweeps, problem.l1H(), problem.l2H()));
  }

  @Override
  public void beginH() {
    if (summed == null) {
      session.columnSums(problem.w(), sumsW);
    }
  }

  @Override
  public void updateH(int p) {
    Factor sums = sumsW;
    if (summed != null) {
      sums = problem.panelOf(sumsW, p);
      session.cross(summed.panel(p), Side.COLUMNS, problem.w(), sums);
    }
    session.coordinateSweep(
        swept.panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        sums,
        stepH,
        free(problem.heldH(p)));
  }

  private static @Nullable Factor free(@Nullable Held held) {
    return held == null ? null : held.free();
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
    if (summed == null) {
      session.columnSums(problem.h(), sumsH);
    } else {
      session.cross(summed, Side.ROWS, problem.h(), sumsH);
    }
    session.coordinateSweep(
        swept, Side.ROWS, problem.w(), problem.h(), sumsH, stepW, free(problem.heldW()));
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    if (residuals != null) {
      return residuals.kktW();
    }
    Factor n = numerator.rows(0, problem.w().rows());
    session.columnSums(problem.h(), sumsH);
    session.klCross(problem.v(), Side.ROWS, problem.w(), problem.h(), n);
    return problem.kktW(n, sumsH);
  }

  @Override
  public double kktH() {
    if (residuals != null) {
      return residuals.kktH();
    }
    Factor n = numerator.rows(0, problem.h().rows());
    beginH();
    session.klCross(problem.v(), Side.COLUMNS, problem.h(), problem.w(), n);
    return problem.kktH(n, sumsW);
  }
}
