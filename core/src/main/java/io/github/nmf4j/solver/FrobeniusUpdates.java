package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * Half-steps for ½‖V − WH‖²: all algorithms need the same products and differ in what they do with
 * them, the {@link FrobeniusStep}.
 */
final class FrobeniusUpdates implements BatchUpdates {

  /** Where the cheap formula of the loss has lost its digits, as a multiple of ‖V‖² · roundoff. */
  private static final double CANCELLATION = 1e4;

  private final Problem problem;
  private final Session session;
  private final FrobeniusStep stepW;
  private final FrobeniusStep stepH;
  private final Gram gramW;
  private final Gram gramH;
  private final Factor vH; // V·H, the statistics of W's update
  private final Factor vtW; // Vᵀ·W
  private final double squaredNormV;
  private boolean vtWIsCurrent; // as long as W stays
  private boolean gramWIsCurrent;
  private boolean statisticsAreEmpty;
  private @Nullable Factor product;
  private @Nullable CoordinateViolation violation;

  FrobeniusUpdates(Problem problem, FrobeniusStep step) {
    this(problem, step, step);
  }

  FrobeniusUpdates(Problem problem, FrobeniusStep stepW, FrobeniusStep stepH) {
    this.problem = problem;
    this.session = problem.session();
    this.stepW = stepW;
    this.stepH = stepH;
    int rank = problem.w().rank();
    this.gramW = session.newGram(rank);
    this.gramH = session.newGram(rank);
    this.vH = session.newFactor(problem.w().rows(), rank);
    this.vtW = session.newFactor(problem.h().rows(), rank);
    double sum = 0;
    for (int p = 0; p < problem.v().panels(); p++) {
      sum += session.squaredNorm(problem.v().panel(p));
    }
    this.squaredNormV = sum;
  }

  double squaredNormV() {
    return squaredNormV;
  }

  @Override
  public void wHasChanged() {
    gramWIsCurrent = false;
    vtWIsCurrent = false;
  }

  @Override
  public void factorsRestored() {
    wHasChanged();
  }

  @Override
  public void watch(CoordinateViolation watched) {
    violation = watched;
  }

  @Override
  public void beginH() {
    if (!gramWIsCurrent) {
      session.gram(problem.w(), gramW);
      gramWIsCurrent = true;
    }
  }

  @Override
  public void updateH(int p) {
    Factor r = problem.panelOf(vtW, p);
    if (!vtWIsCurrent) {
      session.cross(problem.v().panel(p), Side.COLUMNS, problem.w(), r);
    }
    update(
        Side.COLUMNS,
        stepH,
        problem.hPanel(p),
        r,
        gramW,
        problem.l1H(),
        problem.l2H(),
        problem.heldH(p));
    if (p == problem.v().panels() - 1 && !problem.wIsFree()) {
      vtWIsCurrent = true; // W does not change: neither does Vᵀ·W
    }
  }

  @Override
  public boolean passes() {
    return stepW.passes()
        && stepH.passes()
        && violation == null
        && problem.heldW() == null
        && problem.heldH() == null;
  }

  @Override
  public void passH(int p) {
    Factor hp = problem.hPanel(p);
    stepH.pass(
        problem.v().panel(p),
        Side.COLUMNS,
        hp,
        problem.w(),
        gramW,
        problem.l1H(),
        problem.l2H(),
        problem.panelOf(vtW, p),
        vH,
        !statisticsAreEmpty);
    addGramH(hp);
    statisticsAreEmpty = false;
  }

  @Override
  public void passW() {
    session.gram(problem.h(), gramH);
    stepW.pass(
        problem.v().panel(0),
        Side.ROWS,
        problem.w(),
        problem.h(),
        gramH,
        problem.l1W(),
        problem.l2W(),
        vH,
        vtW,
        false);
    gramWIsCurrent = false;
    vtWIsCurrent = true;
  }

  @Override
  public void beginStatistics() {
    statisticsAreEmpty = true; // the next panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    if (statisticsAreEmpty) {
      session.cross(problem.v().panel(p), Side.ROWS, problem.hPanel(p), vH);
    } else {
      session.addCross(problem.v().panel(p), Side.ROWS, problem.hPanel(p), vH);
    }
    addGramH(problem.hPanel(p));
    statisticsAreEmpty = false;
  }

  private void addGramH(Factor hp) {
    if (statisticsAreEmpty) {
      session.gram(hp, gramH);
    } else {
      session.addGram(hp, gramH);
    }
  }

  @Override
  public Factor numeratorW() {
    return vH;
  }

  @Override
  public Factor denominatorW() {
    Factor denominator = product().rows(0, problem.w().rows());
    session.product(problem.w(), gramH, denominator);
    return denominator;
  }

  @Override
  public boolean statisticsDependOnW() {
    return false;
  }

  @Override
  public void updateW() {
    update(Side.ROWS, stepW, problem.w(), vH, gramH, problem.l1W(), problem.l2W(), problem.heldW());
    wHasChanged();
  }

  private void update(
      Side side,
      FrobeniusStep step,
      Factor f,
      Factor r,
      Gram s,
      double l1,
      double l2,
      @Nullable Held held) {
    if (violation != null) {
      violation.sweep(side, f, r, s, l1, l2, held);
    } else {
      step.update(f, r, s, l1, l2, held);
    }
  }

  /**
   * The loss from products that are there anyway. When what is left of ‖V‖² is near its rounding,
   * it is summed entry by entry instead.
   */
  @Override
  public double loss() {
    double loss = cheapLoss();
    return isNoise(loss) ? problem.divergence() : loss;
  }

  /** Whether a loss that is a difference of products has lost its digits. */
  boolean isNoise(double loss) {
    return loss <= CANCELLATION * session.precision().unitRoundoff() * squaredNormV;
  }

  /** ½ (‖V‖² − 2⟨W, V·H⟩ + ⟨WᵀW, HᵀH⟩) from products that are there anyway. */
  double cheapLoss() {
    beginH();
    double cross;
    if (vtWIsCurrent) {
      cross = session.dot(problem.h(), vtW);
      session.gram(problem.h(), gramH);
    } else {
      cross = session.dot(problem.w(), vH);
    }
    return (squaredNormV - 2 * cross + session.dot(gramW, gramH)) / 2;
  }

  @Override
  public double kktW() {
    return problem.kktW(vH, denominatorW());
  }

  @Override
  public double kktH() {
    beginH();
    if (!vtWIsCurrent) {
      for (int p = 0; p < problem.v().panels(); p++) {
        session.cross(problem.v().panel(p), Side.COLUMNS, problem.w(), problem.panelOf(vtW, p));
      }
    }
    Factor view = product().rows(0, problem.h().rows());
    session.product(problem.h(), gramW, view);
    return problem.kktH(vtW, view);
  }

  private Factor product() {
    if (product == null) {
      int rows = Math.max(problem.w().rows(), problem.h().rows());
      product = session.newFactor(rows, problem.w().rank());
    }
    return product;
  }
}
