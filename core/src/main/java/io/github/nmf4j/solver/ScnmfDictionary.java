package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary's steps of the package scnmf, which raise the objective on larger data: each entry
 * moves to the root of its own quadratic with all others at their old values, all at once. For L
 * its cross term besides sums over all components, lacks the factor s, and s is halved.
 */
final class ScnmfDictionary implements SmoothDictionary {

  private final Problem problem;
  private final Session session;
  private final SmoothDictionary model;
  private final @Nullable ConvexDictionary convex;
  private final double crossUnit;

  /**
   * @param model what the steps of this library are, for W = V·L and for the KKT residual
   */
  ScnmfDictionary(Problem problem, SmoothDictionary model, Scaling scaling) {
    this.problem = problem;
    this.session = problem.session();
    this.model = model;
    this.convex = model instanceof ConvexDictionary ours ? ours : null;
    // without s its cross term has not the unit of σ: in session units it gets a factor
    this.crossUnit = scaling.w() / scaling.v() / scaling.h();
  }

  @Override
  public void update(Factor numerator, SmoothTerms terms) {
    if (convex == null) {
      updateW(numerator, terms);
    } else {
      updateL(convex, numerator, terms);
    }
  }

  private void updateW(Factor numerator, SmoothTerms terms) {
    DenseMatrix w = read(problem.w());
    DenseMatrix nu = read(numerator);
    double[] sigma = terms.sums();
    double[] squares = terms.changes();
    double[] lambda = terms.read(terms.scales());
    double weight = terms.step().smoothness();
    for (int i = 0; i < w.rows(); i++) {
      for (int c = 0; c < sigma.length; c++) {
        double entry = w.get(i, c);
        double a = weight * squares[c];
        w.set(i, c, root(a, sigma[c] + a * (lambda[c] - entry), entry * nu.get(i, c)));
      }
    }
    session.write(problem.w(), w);
  }

  private void updateL(ConvexDictionary ours, Factor numerator, SmoothTerms terms) {
    DenseMatrix l = read(ours.l());
    DenseMatrix nu = read(ours.numerators(numerator));
    double[] delta = ours.columnSums();
    double[] sigma = terms.sums();
    double[] squares = terms.changes();
    double weight = terms.step().smoothness();
    double all = 0;
    double[] own = new double[l.rows()];
    for (int m = 0; m < l.rows(); m++) {
      for (int c = 0; c < sigma.length; c++) {
        own[m] += delta[m] * l.get(m, c);
      }
      all += own[m];
    }
    for (int m = 0; m < l.rows(); m++) {
      for (int c = 0; c < sigma.length; c++) {
        double a = weight * squares[c] / 2 * delta[m] * delta[m];
        double b = delta[m] * (sigma[c] + weight * crossUnit * (all - own[m]));
        l.set(m, c, root(a, b, l.get(m, c) * nu.get(m, c)));
      }
    }
    session.write(ours.l(), l);
    ours.makeW();
  }

  /** The root of a·x² + b·x = φ for a, b, φ ≥ 0. */
  private static double root(double a, double b, double phi) {
    double denominator = b + Math.sqrt(b * b + 4 * a * phi);
    return denominator == 0 ? 0 : 2 * phi / denominator;
  }

  private DenseMatrix read(Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
    session.read(f, values);
    return values;
  }

  @Override
  public List<Factor> furtherFactors() {
    return model.furtherFactors();
  }

  @Override
  public double kkt(Factor numerator, SmoothTerms terms) {
    return model.kkt(numerator, terms);
  }
}
