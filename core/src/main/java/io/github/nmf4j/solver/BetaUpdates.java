package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * Multiplicative updates for any β-divergence (Févotte &amp; Idier 2011). With the heuristic
 * exponent γ = 1 each half-step is guarded: if it raises its share of the objective, it is undone
 * and taken again with the monotone exponent, from the same numerator and denominator.
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
    gradientParts(p);
    Factor hp = problem.hPanel(p);
    Factor numerator = problem.panelOf(numeratorH, p);
    Factor denominator = problem.panelOf(denominatorH, p);
    if (guard == null) {
      session.ratioUpdate(hp, numerator, denominator, stepH);
    } else {
      guard.updateH(p, hp, numerator, denominator);
    }
  }

  private void gradientParts(int p) {
    session.betaCross(
        problem.v().panel(p),
        Side.COLUMNS,
        problem.hPanel(p),
        problem.w(),
        problem.beta(),
        problem.panelOf(numeratorH, p),
        problem.panelOf(denominatorH, p));
  }

  @Override
  public void beginStatistics() {
    // the first panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    Factor hp = problem.hPanel(p);
    if (p == 0) {
      session.betaCross(
          problem.v().panel(p), Side.ROWS, anchorW, hp, problem.beta(), numeratorW, denominatorW);
    } else {
      session.addBetaCross(
          problem.v().panel(p), Side.ROWS, anchorW, hp, problem.beta(), numeratorW, denominatorW);
    }
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    problem.moveW(anchorW);
    if (guard == null) {
      session.ratioUpdate(problem.w(), numeratorW, denominatorW, stepW);
    } else {
      guard.updateW();
    }
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    for (int p = 0; p < problem.v().panels(); p++) {
      addStatistics(p);
    }
    return session.kktResidual(problem.w(), numeratorW, denominatorW, problem.l1W(), problem.l2W());
  }

  @Override
  public double kktH() {
    for (int p = 0; p < problem.v().panels(); p++) {
      gradientParts(p);
    }
    return session.kktResidual(problem.h(), numeratorH, denominatorH, problem.l1H(), problem.l2H());
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
      session.ratioUpdate(hp, numerator, denominator, heuristicH);
      if (!(objectiveH(p, hp) <= before)) {
        session.copy(saved, hp);
        session.ratioUpdate(hp, numerator, denominator, stepH);
      }
    }

    void updateW() {
      double before = problem.divergence() + problem.penaltyW();
      session.copy(problem.w(), savedW);
      session.ratioUpdate(problem.w(), numeratorW, denominatorW, heuristicW);
      if (!(problem.divergence() + problem.penaltyW() <= before)) {
        session.copy(savedW, problem.w());
        session.ratioUpdate(problem.w(), numeratorW, denominatorW, stepW);
      }
    }

    private double objectiveH(int p, Factor hp) {
      return session.divergence(problem.v().panel(p), problem.w(), hp, problem.beta())
          + problem.penalty(hp, problem.l1H(), problem.l2H());
    }
  }
}
