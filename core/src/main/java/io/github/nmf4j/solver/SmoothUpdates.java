package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Smooth NMF: majorise–minimise steps for the Kullback–Leibler loss with a penalty on changes along
 * the columns of H (after Essid &amp; Févotte 2013; docs/numerics.md). All items of H step from the
 * old values of their neighbours, so panels give the iterates of the whole.
 */
final class SmoothUpdates implements Updates {

  private final Problem problem;
  private final Session session;
  private final SmoothTerms terms;
  private final SmoothDictionary dictionary;
  private final Factor numeratorW;
  private final Factor numeratorH;
  private final Factor held;
  private final @Nullable Factor denominatorH; // n × k; null if every entry of V counts the same

  SmoothUpdates(Problem problem, SmoothTerms terms, SmoothDictionary dictionary) {
    this.problem = problem;
    this.session = problem.session();
    this.terms = terms;
    this.dictionary = dictionary;
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    this.held = session.newFactor(problem.h().rows(), rank);
    this.denominatorH =
        problem.weights() == null ? null : session.newFactor(problem.h().rows(), rank);
  }

  @Override
  public List<Factor> furtherFactors() {
    return dictionary.furtherFactors();
  }

  @Override
  public void beginH() {
    session.copy(problem.h(), held);
  }

  @Override
  public void updateH(int p) {
    int first = problem.v().panelStart(p);
    Factor numerator = numeratorH(p);
    Factor scales = terms.scales();
    Factor denominator = denominatorH == null ? scales : problem.panelOf(denominatorH, p);
    session.smoothUpdate(
        problem.hPanel(p), held, first, numerator, denominator, scales, terms.step());
    problem.restoreH(p);
  }

  /** Both parts of the gradient, where the denominators are one per entry. */
  private Factor numeratorH(int p) {
    Factor numerator = problem.panelOf(numeratorH, p);
    if (denominatorH == null) {
      session.klCross(
          problem.v().panel(p), Side.COLUMNS, problem.hPanel(p), problem.w(), numerator);
    } else {
      problem.gradientH(p, numerator, problem.panelOf(denominatorH, p));
    }
    return numerator;
  }

  @Override
  public void beginStatistics() {
    // the first panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    Factor denominator = terms.weightedSums();
    if (denominator != null) {
      problem.gradientW(p, p == 0, problem.w(), numeratorW, denominator);
    } else if (p == 0) {
      session.klCross(problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    } else {
      session.addKlCross(
          problem.v().panel(p), Side.ROWS, problem.w(), problem.hPanel(p), numeratorW);
    }
    terms.addPanel(p, numeratorH);
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    dictionary.update(numeratorW, terms);
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double penalty(Problem ours) {
    return terms.penalty(numeratorH) + problem.penaltyW() + problem.penaltyH();
  }

  @Override
  public double kktW() {
    for (int p = 0; p < problem.v().panels(); p++) {
      addStatistics(p);
    }
    return dictionary.kkt(numeratorW, terms);
  }

  /**
   * ∂/∂h = δ + μλ + w·λ²·(d·h − Σ neighbours) − ν, and what l1 and l2 add; what is subtracted
   * counts as numerator.
   */
  @Override
  public double kktH() {
    for (int p = 0; p < problem.v().panels(); p++) {
      numeratorH(p);
    }
    DenseMatrix h = read(problem.h());
    DenseMatrix numerator = read(numeratorH);
    double[] lambda = terms.read(terms.scales());
    DenseMatrix denominator =
        denominatorH == null
            ? DenseMatrix.allocate(h.rows(), h.columns(), Precision.DOUBLE)
            : read(denominatorH);
    for (int n = 0; n < h.rows(); n++) {
      for (int c = 0; c < lambda.length; c++) {
        double pull = terms.step().smoothness() * lambda[c] * lambda[c];
        double ofLoss = denominatorH == null ? lambda[c] : denominator.get(n, c);
        double slope = ofLoss + terms.step().sparsity() * lambda[c];
        double held = numerator.get(n, c);
        for (int j : new int[] {n - 1, n + 1}) {
          if (j >= 0 && j < h.rows()) {
            slope += pull * h.get(n, c);
            held += pull * h.get(j, c);
          }
        }
        denominator.set(n, c, slope);
        numerator.set(n, c, held);
      }
    }
    session.write(numeratorH, numerator);
    session.write(held, denominator);
    return problem.kktH(numeratorH, held);
  }

  private DenseMatrix read(Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
    session.read(f, values);
    return values;
  }
}
