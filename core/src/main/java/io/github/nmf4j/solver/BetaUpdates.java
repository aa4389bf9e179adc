package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * Multiplicative updates for any β-divergence (Févotte &amp; Idier 2011), each entry of V with its
 * weight: the majoriser of a sum is the sum of the majorisers, so weights go into numerator and
 * denominator alike. With the heuristic exponent γ = 1 each half-step is guarded: if it raises its
 * share of the objective, it is undone and taken again with the monotone exponent, from the same
 * numerator and denominator.
 */
final class BetaUpdates implements RatioUpdates {

  private final Problem problem;
  private final Session session;
  private final Factor numeratorW;
  private final Factor denominatorW;
  private final Factor numeratorH;
  private final Factor denominatorH;
  private final RatioStep stepW;
  private final RatioStep stepH;
  private final @Nullable Guard guard;
  private Factor anchorW;
  private boolean statisticsAreEmpty;
  private boolean gradientHIsCurrent;

  BetaUpdates(Problem problem, boolean guardedHeuristic) {
    this(problem, StepRule.MONOTONE, guardedHeuristic);
  }

  BetaUpdates(Problem problem, StepRule rule, boolean guardedHeuristic) {
    this.problem = problem;
    this.session = problem.session();
    this.anchorW = problem.w();
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.denominatorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    this.denominatorH = session.newFactor(problem.h().rows(), rank);
    this.stepW = rule.step(problem.beta(), problem.l1W(), problem.l2W());
    this.stepH = rule.step(problem.beta(), problem.l1H(), problem.l2H());
    this.guard = guardedHeuristic ? new Guard() : null;
  }

  @Override
  public void anchorW(Factor anchor) {
    anchorW = anchor;
  }

  @Override
  public void beginH() {
    // nothing is shared between panels
  }

  @Override
  public void updateH(int p) {
    if (!gradientHIsCurrent) {
      gradientH(p);
    }
    Factor hp = problem.hPanel(p);
    Factor numerator = problem.panelOf(numeratorH, p);
    Factor denominator = problem.panelOf(denominatorH, p);
    if (guard == null) {
      step(p, hp, numerator, denominator, stepH);
    } else {
      guard.updateH(p, hp, numerator, denominator);
    }
    gradientHIsCurrent = false;
  }

  @Override
  public boolean passes() {
    return guard == null
        && problem.weights() == null
        && problem.heldW() == null
        && problem.heldH() == null;
  }

  @Override
  public void passH(int p) {
    session.betaPass(
        problem.v().panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        problem.beta(),
        stepH,
        problem.panelOf(numeratorH, p),
        problem.panelOf(denominatorH, p),
        numeratorW,
        denominatorW,
        !statisticsAreEmpty);
    statisticsAreEmpty = false;
  }

  @Override
  public void passW() {
    session.betaPass(
        problem.v().panel(0),
        Side.ROWS,
        problem.w(),
        problem.h(),
        problem.beta(),
        stepW,
        numeratorW,
        denominatorW,
        numeratorH,
        denominatorH,
        false);
    gradientHIsCurrent = true;
  }

  @Override
  public void factorsRestored() {
    gradientHIsCurrent = false;
  }

  /** The majoriser is separable: holding some of its entries keeps the step monotone. */
  private void step(int p, Factor hp, Factor numerator, Factor denominator, RatioStep step) {
    session.ratioUpdate(hp, numerator, denominator, step);
    problem.restoreH(p);
  }

  private void gradientH(int p) {
    problem.gradientH(p, problem.panelOf(numeratorH, p), problem.panelOf(denominatorH, p));
  }

  @Override
  public void beginStatistics() {
    statisticsAreEmpty = true; // the next panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    problem.gradientW(p, statisticsAreEmpty, anchorW, numeratorW, denominatorW);
    statisticsAreEmpty = false;
  }

  @Override
  public Factor numeratorW() {
    return numeratorW;
  }

  @Override
  public Factor denominatorW() {
    return denominatorW;
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    problem.moveW(anchorW);
    if (guard == null) {
      step(stepW);
    } else {
      guard.updateW();
    }
    gradientHIsCurrent = false;
  }

  private void step(RatioStep step) {
    session.ratioUpdate(problem.w(), numeratorW, denominatorW, step);
    problem.restoreW();
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
    return problem.kktW(numeratorW, denominatorW);
  }

  @Override
  public double kktH() {
    for (int p = 0; p < problem.v().panels() && !gradientHIsCurrent; p++) {
      gradientH(p);
    }
    return problem.kktH(numeratorH, denominatorH);
  }

  /** Tries γ = 1 and takes it back where the objective rises. */
  private final class Guard {
    private final Factor savedW;
    private final Factor savedH;
    private final RatioStep heuristicW;
    private final RatioStep heuristicH;

    Guard() {
      savedW = session.newFactor(problem.w().rows(), problem.w().rank());
      savedH = session.newFactor(problem.h().rows(), problem.h().rank());
      heuristicW = RatioStep.heuristic(problem.beta(), problem.l1W(), problem.l2W());
      heuristicH = RatioStep.heuristic(problem.beta(), problem.l1H(), problem.l2H());
    }

    void updateH(int p, Factor hp, Factor numerator, Factor denominator) {
      Factor saved = problem.panelOf(savedH, p);
      double before = objectiveH(p, hp);
      session.copy(hp, saved);
      step(p, hp, numerator, denominator, heuristicH);
      if (!(objectiveH(p, hp) <= before)) {
        session.copy(saved, hp);
        step(p, hp, numerator, denominator, stepH);
      }
    }

    void updateW() {
      double before = problem.divergence() + problem.penaltyW();
      session.copy(problem.w(), savedW);
      step(heuristicW);
      if (!(problem.divergence() + problem.penaltyW() <= before)) {
        session.copy(savedW, problem.w());
        step(stepW);
      }
    }

    private double objectiveH(int p, Factor hp) {
      return problem.divergence(p) + problem.penalty(hp, problem.l1H(), problem.l2H());
    }
  }
}
