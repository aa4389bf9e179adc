package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Data;
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
 * so that one majoriser of the objective is minimised over H, then over W: it never rises. Weights
 * M of the entries stand in V's place and in that of the ones: (M ∘ V ⊘ WH), MᵀW and M·Hᵀ.
 */
final class JointUpdates implements Updates {

  private final Problem problem;
  private final Session session;
  private final Factor numeratorH;
  private final Factor numeratorW;
  private final Factor sumsW;
  private final Factor sumsH;
  private final Factor unused;
  private final RatioStep stepW;
  private final RatioStep stepH;

  JointUpdates(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    boolean weighted = problem.weights() != null;
    this.sumsW = session.newFactor(weighted ? problem.h().rows() : 1, rank);
    this.sumsH = session.newFactor(weighted ? problem.w().rows() : 1, rank);
    this.unused = session.newFactor(weighted ? problem.w().rows() : 1, rank);
    this.stepW = RatioStep.monotone(1, problem.l1W(), problem.l2W());
    this.stepH = RatioStep.monotone(1, problem.l1H(), problem.l2H());
  }

  @Override
  public void beginH() {
    if (problem.weights() == null) {
      session.columnSums(problem.w(), sumsW);
    }
  }

  /** Both numerators of the panel come from H as it was, so W's is taken here if H moves. */
  @Override
  public void updateH(int p) {
    numeratorH(p);
    if (problem.wIsFree()) {
      addNumeratorW(p);
    }
    Factor sums = problem.weights() == null ? sumsW : problem.panelOf(sumsW, p);
    session.ratioUpdate(problem.hPanel(p), problem.panelOf(numeratorH, p), sums, stepH);
    problem.restoreH(p);
  }

  private void numeratorH(int p) {
    if (problem.weights() != null) {
      problem.gradientH(p, problem.panelOf(numeratorH, p), problem.panelOf(sumsW, p));
      return;
    }
    session.klCross(
        problem.v().panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        problem.panelOf(numeratorH, p));
  }

  private void addNumeratorW(int p) {
    if (problem.weights() != null) {
      // W's own denominator is made of the new H
      problem.gradientW(p, p == 0, problem.w(), numeratorW, unused);
    } else if (p == 0) {
      session.klCross(problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    } else {
      session.addKlCross(
          problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    }
  }

  private void addSums(int p) {
    Data weights = problem.weights();
    if (weights != null && p == 0) {
      session.cross(weights.panel(p), Side.ROWS, problem.hPanel(p), sumsH);
    } else if (weights != null) {
      session.addCross(weights.panel(p), Side.ROWS, problem.hPanel(p), sumsH);
    } else if (p == 0) {
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
