package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;

/**
 * Joint majorise–minimise for the Kullback–Leibler divergence (Marmin, Goulart &amp; Févotte 2021),
 * which is also expectation–maximisation of PLSA: both numerators are taken at the same W and H,
 *
 * <pre>{@code
 * N_H = (V ⊘ WH)ᵀ·W,  N_W = (V ⊘ WH)·Hᵀ,   H ← H ∘ N_H ⊘ 1ᵀW,   W ← W ∘ N_W ⊘ 1ᵀH_new
 * }</pre>
 *
 * so that one majoriser of the objective is minimised over H, then over W: it never rises.
 */
final class JointUpdates implements Updates {

  private final Problem problem;
  private final Session session;
  private final Factor numeratorH;
  private final Factor numeratorW;
  private final Factor sumsW;
  private final Factor sumsH;
  private final RatioStep stepW;
  private final RatioStep stepH;

  JointUpdates(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    this.sumsW = session.newFactor(1, rank);
    this.sumsH = session.newFactor(1, rank);
    this.stepW = RatioStep.monotone(1, problem.l1W(), problem.l2W());
    this.stepH = RatioStep.monotone(1, problem.l1H(), problem.l2H());
  }

  @Override
  public void beginH() {
    session.columnSums(problem.w(), sumsW);
  }

  /** Both numerators of the panel come from H as it was, so W's is taken here if H moves. */
  @Override
  public void updateH(int p) {
    numeratorH(p);
    if (problem.wIsFree()) {
      addNumeratorW(p);
    }
    session.ratioUpdate(problem.hPanel(p), problem.panelOf(numeratorH, p), sumsW, stepH);
    problem.restoreH(p);
  }

  private void numeratorH(int p) {
    session.klCross(
        problem.v().panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        problem.panelOf(numeratorH, p));
  }

  private void addNumeratorW(int p) {
    if (p == 0) {
      session.klCross(problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    } else {
      session.addKlCross(
          problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    }
  }

  private void addSums(int p) {
    if (p == 0) {
      session.columnSums(problem.hPanel(p), sumsH);
    } else {
      session.addColumnSums(problem.hPanel(p), sumsH);
    }
  }

  @Override
  public void beginStatistics() {
    // the first panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    if (!problem.hIsFree()) {
      addNumeratorW(p);
    }
    addSums(p);
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    session.ratioUpdate(problem.w(), numeratorW, sumsH, stepW);
    problem.restoreW();
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    for (int p = 0; p < problem.v().panels(); p++) {
      addNumeratorW(p);
      addSums(p);
    }
    return problem.kktW(numeratorW, sumsH);
  }

  @Override
  public double kktH() {
    beginH();
    for (int p = 0; p < problem.v().panels(); p++) {
      numeratorH(p);
    }
    return problem.kktH(numeratorH, sumsW);
  }
}
