package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * W = V·L (Ding, Li &amp; Jordan 2010): l ← l·ν/(δ_m·δ) with the numerator ν = Vᵀ·P of L, δ_m the
 * sums of V's columns and one δ per component. An empty column of V has no part in W.
 */
final class ConvexDictionary implements SmoothDictionary {

  private static final RatioStep STEP = RatioStep.monotone(1, 0, 0);

  private final Problem problem;
  private final Session session;
  private final Factor l;
  private final Factor numeratorL;
  private final Factor inverseSums; // 1/δ_m in each component of item m, 0 for an empty column
  private final Factor ones; // max(m, n) × k
  private final Factor one; // 1 × k
  private final Factor total;
  private final double[] columnSums;

  /**
   * @param l L, n × k
   */
  ConvexDictionary(Problem problem, Factor l) {
    this.problem = problem;
    this.session = problem.session();
    this.l = l;
    int rank = l.rank();
    this.numeratorL = session.newFactor(l.rows(), rank);
    this.inverseSums = session.newFactor(l.rows(), rank);
    this.ones = session.newFactor(Math.max(l.rows(), problem.w().rows()), rank);
    this.one = ones.rows(0, 1);
    this.total = session.newFactor(1, rank);
    this.columnSums = sumsOfColumns();
    double[] components = constant(rank);
    session.write(ones, outer(constant(ones.rows()), components));
    double[] inverse = new double[l.rows()];
    Arrays.setAll(inverse, m -> columnSums[m] == 0 ? 0 : 1 / columnSums[m]);
    session.write(inverseSums, outer(inverse, components));
    makeW();
  }

  /** L. */
  Factor l() {
    return l;
  }

  /** δ_m in session units. */
  double[] columnSums() {
    return columnSums.clone();
  }

  /** W ← V·L. */
  void makeW() {
    for (int p = 0; p < problem.v().panels(); p++) {
      makeW(p);
    }
  }

  /** ν = Vᵀ·P of L for the numerator P of W. */
  Factor numerators(Factor numerator) {
    for (int p = 0; p < problem.v().panels(); p++) {
      Factor _ = numeratorL(p, numerator);
    }
    return numeratorL;
  }

  /** δ_m = Σ_f v_fm. */
  private double[] sumsOfColumns() {
    Factor rows = session.newFactor(problem.w().rows(), 1);
    session.write(rows, outer(constant(rows.rows()), constant(1)));
    Factor sums = session.newFactor(l.rows(), 1);
    for (int p = 0; p < problem.v().panels(); p++) {
      session.cross(problem.v().panel(p), Side.COLUMNS, rows, problem.panelOf(sums, p));
    }
    DenseMatrix values = DenseMatrix.allocate(l.rows(), 1, Precision.DOUBLE);
    session.read(sums, values);
    return values.toArray();
  }

  private static double[] constant(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static DenseMatrix outer(double[] items, double[] components) {
    DenseMatrix product = DenseMatrix.allocate(items.length, components.length, Precision.DOUBLE);
    for (int m = 0; m < items.length; m++) {
      for (int c = 0; c < components.length; c++) {
        product.set(m, c, items[m] * components[c]);
      }
    }
    return product;
  }

  /** Adds the share of panel p to W = V·L; the first one overwrites. */
  private void makeW(int p) {
    if (p == 0) {
      session.cross(problem.v().panel(p), Side.ROWS, problem.panelOf(l, p), problem.w());
    } else {
      session.addCross(problem.v().panel(p), Side.ROWS, problem.panelOf(l, p), problem.w());
    }
  }

  /**
   * Reads V once: each panel's part of L moves to φ/δ_m and adds its share of W; the factor 1/δ,
   * for which all of Φ must be known, comes last.
   */
  @Override
  public void update(Factor numerator, SmoothTerms terms) {
    for (int p = 0; p < problem.v().panels(); p++) {
      Factor items = problem.panelOf(l, p);
      Factor parts = numeratorL(p, numerator);
      if (p == 0) {
        session.columnDots(items, parts, total);
      } else {
        session.addColumnDots(items, parts, total);
      }
      session.ratioUpdate(parts, problem.panelOf(inverseSums, p), one, STEP);
      session.ratioUpdate(items, parts, one, STEP);
      makeW(p);
    }
    Factor denominators = terms.denominators(total);
    session.ratioUpdate(l, ones.rows(0, l.rows()), denominators, STEP);
    session.ratioUpdate(problem.w(), ones.rows(0, problem.w().rows()), denominators, STEP);
  }

  private Factor numeratorL(int p, Factor numerator) {
    Factor parts = problem.panelOf(numeratorL, p);
    session.cross(problem.v().panel(p), Side.COLUMNS, numerator, parts);
    return parts;
  }

  @Override
  public List<Factor> furtherFactors() {
    return List.of(l);
  }

  /** ∂/∂l = δ_m·slope − ν. */
  @Override
  public double kkt(Factor numerator, SmoothTerms terms) {
    Factor _ = numerators(numerator);
    Factor slopes = session.newFactor(l.rows(), l.rank());
    session.write(slopes, outer(columnSums, terms.slopes()));
    return session.kktResidual(l, numeratorL, slopes, 0, 0);
  }
}
