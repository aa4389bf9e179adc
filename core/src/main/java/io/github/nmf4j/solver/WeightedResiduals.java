package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;

/** KKT residuals where entries of V have weights, for algorithms that do not have the gradient. */
final class WeightedResiduals {

  private final Problem problem;
  private final Factor numerator;
  private final Factor denominator;

  WeightedResiduals(Problem problem) {
    this.problem = problem;
    int rows = Math.max(problem.w().rows(), problem.h().rows());
    this.numerator = problem.session().newFactor(rows, problem.w().rank());
    this.denominator = problem.session().newFactor(rows, problem.w().rank());
  }

  double kktW() {
    Factor n = numerator.rows(0, problem.w().rows());
    Factor d = denominator.rows(0, problem.w().rows());
    for (int p = 0; p < problem.v().panels(); p++) {
      problem.gradientW(p, p == 0, problem.w(), n, d);
    }
    return problem.kktW(n, d);
  }

  double kktH() {
    Factor n = numerator.rows(0, problem.h().rows());
    Factor d = denominator.rows(0, problem.h().rows());
    for (int p = 0; p < problem.v().panels(); p++) {
      problem.gradientH(p, problem.panelOf(n, p), problem.panelOf(d, p));
    }
    return problem.kktH(n, d);
  }
}
