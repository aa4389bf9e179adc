package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Momentum;
import org.jspecify.annotations.Nullable;

/**
 * Multiplicative updates that start from factors carried on beyond their last step (Hien, Leplat
 * &amp; Gillis 2024):
 *
 * <pre>{@code
 * H ← MU(V, W) from H + c max(0, H − H_previous),   W ← MU(V, H) from W + c max(0, W − W_previous)
 * }</pre>
 *
 * with Nesterov's weights c. Only the rising part of a step is carried on: no entry gets stuck at
 * zero. For 1 ≤ β ≤ 2 convergence is proven, but the objective may rise now and then; elsewhere
 * nothing is proven. So the objective is compared at every look: if it rose since the last one,
 * everything since then is taken back, the momentum is dropped, and one plain iteration follows,
 * which cannot rise.
 */
final class ExtrapolatedMultiplicative implements Updates {

  /** Rounding of a loss that is summed entry by entry, in roundoffs of what it began with. */
  private static final double SLACK = 8;

  private final Problem problem;
  private final RatioUpdates updates;
  private final Checkpoint best;
  private final @Nullable Extrapolation w;
  private final @Nullable Extrapolation h;
  private double t = 1;
  private double weight;
  private double knownLoss = Double.NaN;
  private double slack;

  ExtrapolatedMultiplicative(Problem problem, RatioUpdates updates) {
    this.problem = problem;
    this.updates = updates;
    this.best = new Checkpoint(problem);
    var session = problem.session();
    this.w = problem.wIsFree() ? new Extrapolation(session, problem.w(), Momentum.UPWARD) : null;
    this.h = problem.hIsFree() ? new Extrapolation(session, problem.h(), Momentum.UPWARD) : null;
  }

  @Override
  public void start(double objective) {
    best.keep(objective);
    // near a minimum steps are smaller than the rounding of their objective, which proves nothing
    slack = SLACK * problem.session().precision().unitRoundoff() * objective;
  }

  @Override
  public void beginH() {
    updates.beginH();
  }

  @Override
  public void updateH(int p) {
    if (h != null) {
      h.carryOn(problem.hPanel(p), problem.v().panelStart(p), weight);
    }
    updates.updateH(p);
  }

  @Override
  public void beginStatistics() {
    if (w != null) {
      updates.anchorW(weight == 0 ? problem.w() : w.beyond(problem.w(), weight));
      if (weight == 0) {
        w.restart(problem.w());
      }
    }
    updates.beginStatistics();
  }

  @Override
  public void addStatistics(int p) {
    updates.addStatistics(p);
  }

  @Override
  public boolean statisticsDependOnW() {
    return updates.statisticsDependOnW();
  }

  @Override
  public void updateW() {
    updates.updateW();
  }

  @Override
  public boolean accept(boolean looks) {
    knownLoss = Double.NaN;
    double next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    weight = (t - 1) / next;
    t = next;
    if (!looks) {
      return true;
    }
    knownLoss = problem.divergence();
    double objective = knownLoss + problem.penaltyW() + problem.penaltyH();
    if (objective <= best.objective() + slack) {
      if (objective <= best.objective()) {
        best.keep(objective);
      }
      return true;
    }
    best.restore();
    knownLoss = Double.NaN;
    t = 1;
    weight = 0;
    return false;
  }

  @Override
  public void factorsRestored() {
    best.restoreIfBetter();
    knownLoss = Double.NaN;
  }

  @Override
  public double loss() {
    return Double.isNaN(knownLoss) ? updates.loss() : knownLoss;
  }

  @Override
  public double kktW() {
    updates.anchorW(problem.w());
    return updates.kktW();
  }

  @Override
  public double kktH() {
    return updates.kktH();
  }
}
