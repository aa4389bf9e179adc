package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;

/**
 * Multiplicative updates for the Kullback–Leibler divergence (Lee &amp; Seung 2001): the numerator
 * needs V only where it is not zero, the denominator is the column sums of the other factor.
 */
final class KullbackLeiblerUpdates implements RatioUpdates {

  private final Problem problem;
  private final Session session;
  private final Factor numeratorH;
  private final Factor numeratorW;
  private final Factor sumsW;
  private final Factor sumsH;
  private final RatioStep stepW;
  private final RatioStep stepH;
  private Factor anchorW;
  private boolean statisticsAreEmpty;
  private boolean numeratorHIsCurrent;

  KullbackLeiblerUpdates(Problem problem) {
    this(problem, StepRule.MONOTONE);
  }

  KullbackLeiblerUpdates(Problem problem, StepRule rule) {
    this.problem = problem;
    this.session = problem.session();
    this.anchorW = problem.w();
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    this.sumsW = session.newFactor(1, rank);
    this.sumsH = session.newFactor(1, rank);
    this.stepW = rule.step(1, problem.l1W(), problem.l2W());
    this.stepH = rule.step(1, problem.l1H(), problem.l2H());
  }

  @Override
  public void anchorW(Factor anchor) {
    anchorW = anchor;
  }

  @Override
  public void beginH() {
    session.columnSums(problem.w(), sumsW);
  }

  @Override
  public void updateH(int p) {
    Factor numerator = numeratorHIsCurrent ? problem.panelOf(numeratorH, p) : takeNumeratorH(p);
    session.ratioUpdate(problem.hPanel(p), numerator, sumsW, stepH);
    problem.restoreH(p);
    numeratorHIsCurrent = false;
  }

  @Override
  public boolean passes() {
    return problem.heldW() == null && problem.heldH() == null;
  }

  @Override
  public void passH(int p) {
    Factor hp = problem.hPanel(p);
    session.klPass(
        problem.v().panel(p),
        Side.COLUMNS,
        hp,
        problem.w(),
        sumsW,
        stepH,
        problem.panelOf(numeratorH, p),
        numeratorW,
        !statisticsAreEmpty);
    addSumsH(hp);
    statisticsAreEmpty = false;
  }

  @Override
  public void passW() {
    session.columnSums(problem.h(), sumsH);
    session.klPass(
        problem.v().panel(0),
        Side.ROWS,
        problem.w(),
        problem.h(),
        sumsH,
        stepW,
        numeratorW,
        numeratorH,
        false);
    numeratorHIsCurrent = true;
  }

  @Override
  public void factorsRestored() {
    numeratorHIsCurrent = false;
  }

  private Factor takeNumeratorH(int p) {
    Factor numerator = problem.panelOf(numeratorH, p);
    session.klCross(problem.v().panel(p), Side.COLUMNS, problem.hPanel(p), problem.w(), numerator);
    return numerator;
  }

  @Override
  public void beginStatistics() {
    statisticsAreEmpty = true; // the next panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    Factor hp = problem.hPanel(p);
    if (statisticsAreEmpty) {
      session.klCross(problem.v().panel(p), Side.ROWS, anchorW, hp, numeratorW);
    } else {
      session.addKlCross(problem.v().panel(p), Side.ROWS, anchorW, hp, numeratorW);
    }
    addSumsH(hp);
    statisticsAreEmpty = false;
  }

  private void addSumsH(Factor hp) {
    if (statisticsAreEmpty) {
      session.columnSums(hp, sumsH);
    } else {
      session.addColumnSums(hp, sumsH);
    }
  }

  @Override
  public Factor numeratorW() {
    return numeratorW;
  }

  @Override
  public Factor denominatorW() {
    return sumsH;
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    problem.moveW(anchorW);
    session.ratioUpdate(problem.w(), numeratorW, sumsH, stepW);
    problem.restoreW();
    numeratorHIsCurrent = false;
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    beginStatistics();
    for (int p = 0; p < problem.v().panels(); p++) {
      addStatistics(p);
    }
    return problem.kktW(numeratorW, sumsH);
  }

  @Override
  public double kktH() {
    beginH();
    for (int p = 0; p < problem.v().panels() && !numeratorHIsCurrent; p++) {
      takeNumeratorH(p);
    }
    return problem.kktH(numeratorH, sumsW);
  }
}
