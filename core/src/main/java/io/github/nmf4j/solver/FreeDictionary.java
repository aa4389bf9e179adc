package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;

/** W itself is moved: w ← w·ν/δ with one δ per component. */
final class FreeDictionary implements SmoothDictionary {

  private static final RatioStep STEP = RatioStep.monotone(1, 0, 0);

  private final Problem problem;
  private final Session session;
  private final Factor total;

  FreeDictionary(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    this.total = session.newFactor(1, problem.w().rank());
  }

  @Override
  public void update(Factor numerator, SmoothTerms terms) {
    session.columnDots(problem.w(), numerator, total);
    session.ratioUpdate(problem.w(), numerator, terms.denominators(total), STEP);
    problem.restoreW();
  }

  @Override
  public double kkt(Factor numerator, SmoothTerms terms) {
    Factor slopes = session.newFactor(1, problem.w().rank());
    terms.write(slopes, terms.slopes());
    return problem.kktW(numerator, slopes);
  }
}
