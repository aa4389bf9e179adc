package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * W itself is moved: w ← w·ν/δ with one δ per component, or, where entries of V have weights or W
 * an l2 penalty, by {@link DictionaryRoot}.
 */
final class FreeDictionary implements SmoothDictionary {

  private static final RatioStep STEP = RatioStep.monotone(1, 0, 0);

  private final Problem problem;
  private final Session session;
  private final Factor total;
  private final @Nullable DictionaryRoot root;
  private final Factor slopes; // ∂/∂w but for the numerator, one per component or per entry

  FreeDictionary(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    this.total = session.newFactor(1, problem.w().rank());
    boolean closed = problem.weights() == null && problem.l2W() == 0;
    this.root = closed ? null : new DictionaryRoot(problem);
    int rows = problem.weights() == null ? 1 : problem.w().rows();
    this.slopes = session.newFactor(rows, problem.w().rank());
  }

  @Override
  public void update(Factor numerator, SmoothTerms terms) {
    if (root == null) {
      session.columnDots(problem.w(), numerator, total);
      session.ratioUpdate(problem.w(), numerator, terms.denominators(total), STEP);
    } else {
      root.update(numerator, terms.lossDenominators(), terms.fixedSlopes(), terms.pulls());
    }
    problem.restoreW();
  }

  @Override
  public double kkt(Factor numerator, SmoothTerms terms) {
    DenseMatrix values = terms.lossSlopes();
    double[] ofPenalty = terms.penaltySlopes();
    for (int i = 0; i < values.rows(); i++) {
      for (int c = 0; c < ofPenalty.length; c++) {
        values.set(i, c, values.get(i, c) + ofPenalty[c]);
      }
    }
    session.write(slopes, values);
    return problem.kktW(numerator, slopes);
  }
}
