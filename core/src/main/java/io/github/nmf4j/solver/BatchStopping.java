package io.github.nmf4j.solver;

import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;

/**
 * scikit-learn's rule for mini-batches, asked after every batch but the first: W hardly moved, or
 * the cost per column, averaged over about one epoch with exponentially falling weights, has had no
 * new minimum for some batches in a row.
 */
final class BatchStopping {

  private final Problem problem;
  private final Session session;
  private final StoppingRule.BatchCost rule;
  private final double squares;
  private final Factor before;
  private final Factor change;
  private double cost;
  private double average = Double.NaN;
  private double lowest = Double.POSITIVE_INFINITY;
  private int steps;
  private int withoutImprovement;
  private boolean met;

  /**
   * @param wholeSquares whether the cost counts l2·ΣF² and not half of it, as scikit-learn's does
   */
  BatchStopping(Problem problem, StoppingRule.BatchCost rule, boolean wholeSquares) {
    this.problem = problem;
    this.session = problem.session();
    this.rule = rule;
    this.squares = wholeSquares ? 2 : 1;
    this.before = session.newFactor(problem.w().rows(), problem.w().rank());
    this.change = session.newFactor(problem.w().rows(), problem.w().rank());
  }

  boolean isMet() {
    return met;
  }

  /** Takes the cost of panel p, whose items of H are up to date while W is not yet. */
  void beforeStep(int p) {
    int columns = problem.v().panel(p).columns();
    double share = (double) columns / problem.v().columns();
    double penalties =
        problem.penalty(problem.w(), problem.l1W() * share, squares * problem.l2W() * share)
            + problem.penalty(problem.hPanel(p), problem.l1H(), squares * problem.l2H());
    cost = (problem.divergence(p) + penalties) / columns;
    session.copy(problem.w(), before);
  }

  /** Looks whether this batch was the last one. */
  void afterStep(int p) {
    steps++;
    if (steps == 1) {
      return;
    }
    double columns = problem.v().panel(p).columns();
    double weight = Math.min(1, columns / (problem.v().columns() + 1.0));
    average = Double.isNaN(average) ? cost : average * (1 - weight) + cost * weight;
    session.subtract(problem.w(), before, change);
    double moved = Math.sqrt(session.dot(change, change));
    double size = Math.sqrt(session.dot(problem.w(), problem.w()));
    if (rule.tolerance() > 0 && moved <= rule.tolerance() * size) {
      met = true;
      return;
    }
    if (average < lowest) {
      lowest = average;
      withoutImprovement = 0;
    } else {
      withoutImprovement++;
    }
    met = withoutImprovement >= rule.patience();
  }
}
