package io.github.nmf4j.solver;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * Coordinate descent for the Kullback–Leibler divergence (Hsieh &amp; Dhillon 2011), or scalar
 * Newton (Hien &amp; Gillis 2021), as {@link CoordinateStep} says. An item needs all of its
 * entries, so W cannot be updated from sums over panels: V lies in one.
 */
final class CoordinateUpdates implements Updates {

  /** Sweeps over the components while the entries of an item are at hand. */
  static final int SWEEPS = 2;

  private final Problem problem;
  private final Session session;
  private final Factor sumsW;
  private final Factor sumsH;
  private final Factor numerator;
  private final CoordinateStep stepW;
  private final CoordinateStep stepH;

  CoordinateUpdates(Problem problem, CoordinateStep.Rule rule) {
    this.problem = problem;
    this.session = problem.session();
    int rank = problem.w().rank();
    this.sumsW = session.newFactor(1, rank);
    this.sumsH = session.newFactor(1, rank);
    this.numerator = session.newFactor(Math.max(problem.w().rows(), problem.h().rows()), rank);
    this.stepW = new CoordinateStep(rule, SWEEPS, problem.l1W(), problem.l2W());
    this.stepH = new CoordinateStep(rule, SWEEPS, problem.l1H(), problem.l2H());
  }

  @Override
  public void beginH() {
    session.columnSums(problem.w(), sumsW);
  }

  @Override
  public void updateH(int p) {
    session.coordinateSweep(
        problem.v().panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        sumsW,
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
    session.columnSums(problem.h(), sumsH);
    session.coordinateSweep(
        problem.v(), Side.ROWS, problem.w(), problem.h(), sumsH, stepW, free(problem.heldW()));
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    session.columnSums(problem.h(), sumsH);
    Factor n = numerator.rows(0, problem.w().rows());
    session.klCross(problem.v(), Side.ROWS, problem.w(), problem.h(), n);
    return problem.kktW(n, sumsH);
  }

  @Override
  public double kktH() {
    beginH();
    Factor n = numerator.rows(0, problem.h().rows());
    session.klCross(problem.v(), Side.COLUMNS, problem.h(), problem.w(), n);
    return problem.kktH(n, sumsW);
  }
}
