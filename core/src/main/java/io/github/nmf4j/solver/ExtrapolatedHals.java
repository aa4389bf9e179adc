package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Momentum;
import org.jspecify.annotations.Nullable;

/**
 * HALS with extrapolation (Ang &amp; Gillis 2019), with or without weights of V's entries: each
 * factor is updated from, and against, factors that are carried on beyond their last step,
 *
 * <pre>{@code
 * Hₙ = HALS(V, W_y) from H_y,   H_y ← max(0, Hₙ + b (Hₙ − H))
 * Wₙ = HALS(V, H_y) from W_y,   W_y ← max(0, Wₙ + b (Wₙ − W))
 * }</pre>
 *
 * The iterate is (Wₙ, H_y), whose loss comes from products that exist anyway, or, where entries
 * have weights, from one more pass over V. While it falls, b grows; where it rises, the last good
 * pair is put back, b shrinks, and one plain iteration follows, which cannot rise.
 */
final class ExtrapolatedHals implements Updates {

  private static final double FIRST_WEIGHT = 0.5;
  private static final double GROWTH = 1.01;
  private static final double CAP_GROWTH = 1.005;
  private static final double SHRINKING = 1.5;

  /** Rounding of a loss, in roundoffs of that of W·H = 0. */
  private static final double SLACK = 8;

  private final Problem problem;
  private final Updates updates;
  private final @Nullable FrobeniusUpdates products;
  private final Checkpoint best;
  private final @Nullable Extrapolation w;
  private final @Nullable Extrapolation h;
  private final double slack;
  private double weight = FIRST_WEIGHT;
  private double cap = 1;
  private double lastGoodWeight = FIRST_WEIGHT;
  private boolean plain = true;
  private double knownLoss = Double.NaN;

  /**
   * @param products the updates, if they have products that give the loss
   * @param lossOfZero the loss of W·H = 0
   */
  private ExtrapolatedHals(
      Problem problem, Updates updates, @Nullable FrobeniusUpdates products, double lossOfZero) {
    this.problem = problem;
    this.updates = updates;
    this.products = products;
    this.best = new Checkpoint(problem);
    var session = problem.session();
    this.w = problem.wIsFree() ? new Extrapolation(session, problem.w(), Momentum.CLIPPED) : null;
    this.h = problem.hIsFree() ? new Extrapolation(session, problem.h(), Momentum.CLIPPED) : null;
    this.slack = SLACK * session.precision().unitRoundoff() * lossOfZero;
  }

  /** For ½‖V − WH‖². */
  static ExtrapolatedHals of(Problem problem, FrobeniusUpdates updates) {
    return new ExtrapolatedHals(problem, updates, updates, updates.squaredNormV() / 2);
  }

  /** For ½ Σ m (v − (WH))². */
  static ExtrapolatedHals weighted(Problem problem, CoordinateUpdates updates) {
    return new ExtrapolatedHals(problem, updates, null, problem.divergenceOfZero());
  }

  @Override
  public void start(double objective) {
    best.keep(objective);
  }

  private void wHasChanged() {
    if (products != null) {
      products.wHasChanged();
    }
  }

  private double weight() {
    return plain ? 0 : weight;
  }

  private void carryOnW() {
    if (w != null) {
      w.carryOn(problem.w(), 0, weight());
      wHasChanged();
    }
  }

  @Override
  public void beginH() {
    carryOnW();
    updates.beginH();
  }

  @Override
  public void updateH(int p) {
    updates.updateH(p);
    if (h != null) {
      h.carryOn(problem.hPanel(p), problem.v().panelStart(p), weight());
    }
  }

  @Override
  public void beginStatistics() {
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
    if (!problem.hIsFree()) {
      carryOnW();
    }
    updates.updateW();
  }

  @Override
  public boolean accept(boolean looks) {
    knownLoss = Double.NaN;
    double loss;
    if (products == null) {
      loss = problem.divergence();
      knownLoss = loss;
    } else {
      loss = products.cheapLoss();
      if (products.isNoise(loss)) {
        if (!looks) {
          plain = false;
          return true; // decided at the next look, entry by entry
        }
        loss = problem.divergence();
      }
    }
    double objective = loss + problem.penaltyW() + problem.penaltyH();
    if (plain || objective <= best.objective() + slack) {
      if (objective <= best.objective()) {
        best.keep(objective);
      }
      lastGoodWeight = weight;
      weight = Math.min(cap, GROWTH * weight);
      cap = Math.min(1, CAP_GROWTH * cap);
      plain = false;
      return true;
    }
    best.restore();
    knownLoss = Double.NaN;
    wHasChanged();
    if (w != null) {
      w.restart(problem.w());
    }
    if (h != null) {
      h.restart(problem.h());
    }
    cap = lastGoodWeight;
    weight /= SHRINKING;
    plain = true;
    return false;
  }

  @Override
  public void factorsRestored() {
    best.restoreIfBetter();
    knownLoss = Double.NaN;
    updates.factorsRestored();
  }

  @Override
  public double loss() {
    return Double.isNaN(knownLoss) ? updates.loss() : knownLoss;
  }

  @Override
  public double kktW() {
    return updates.kktW();
  }

  @Override
  public double kktH() {
    return updates.kktH();
  }
}
