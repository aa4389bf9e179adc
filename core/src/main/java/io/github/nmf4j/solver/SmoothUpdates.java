package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;

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

  SmoothUpdates(Problem problem, SmoothTerms terms, SmoothDictionary dictionary) {
    this.problem = problem;
    this.session = problem.session();
    this.terms = terms;
    this.dictionary = dictionary;
    int rank = problem.w().rank();
    this.numeratorW = session.newFactor(problem.w().rows(), rank);
    this.numeratorH = session.newFactor(problem.h().rows(), rank);
    this.held = session.newFactor(problem.h().rows(), rank);
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
    session.smoothUpdate(
        problem.hPanel(p), held, first, numeratorH(p), terms.scales(), terms.step());
    problem.restoreH(p);
  }

  private Factor numeratorH(int p) {
    Factor numerator = problem.panelOf(numeratorH, p);
    session.klCross(problem.v().panel(p), Side.COLUMNS, problem.hPanel(p), problem.w(), numerator);
    return numerator;
  }

  @Override
  public void beginStatistics() {
    // the first panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    if (p == 0) {
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
    return terms.penalty(numeratorH);
  }

  @Override
  public double kktW() {
    for (int p = 0; p < problem.v().panels(); p++) {
      addStatistics(p);
    }
    return dictionary.kkt(numeratorW, terms);
  }

  /** ∂/∂h = (1 + μ)λ + w·λ²·(d·h − Σ neighbours) − ν; what is subtracted counts as numerator. */
  @Override
  public double kktH() {
    for (int p = 0; p < problem.v().panels(); p++) {
      numeratorH(p);
    }
    DenseMatrix h = read(problem.h());
    DenseMatrix numerator = read(numeratorH);
    DenseMatrix denominator = DenseMatrix.allocate(h.rows(), h.columns(), Precision.DOUBLE);
    double[] lambda = terms.read(terms.scales());
    for (int n = 0; n < h.rows(); n++) {
      for (int c = 0; c < lambda.length; c++) {
        double pull = terms.step().smoothness() * lambda[c] * lambda[c];
        double slope = (1 + terms.step().sparsity()) * lambda[c];
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
