package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;

/**
 * The NMF toolbox's iteration, plain (one tap) or convolutive, with what makes it leave the
 * textbook: the quotient V ⊘ Λ of the start of the iteration serves both half-steps, exponents are
 * 1, H's step is the mean over the taps of one ratio per tap, 2⁻⁵² is added to every denominator,
 * and templates are scaled to sum 1 without compensation. Not monotone.
 *
 * <p>The stale quotient with the new W is had from one pass: with F = [B 0] and G = [W_old W_new]
 * the model F·Gᵀ is that of the start, and the second half of the numerator belongs to W_new.
 */
final class ToolboxUpdates implements Updates {

  /** What the toolbox adds to denominators, in its units, in which V sums to 1. */
  private static final double EPSILON = 0x1p-52;

  private final Problem problem;
  private final Session session;
  private final ConvolutiveUpdates model;
  private final double epsilonW;
  private final double epsilonH;
  private final double unitW;
  private final int taps;
  private final Factor numeratorW;
  private final Factor denominatorW;
  private final Factor items;
  private final Factor templates;
  private final Factor numeratorB;
  private final Factor denominatorB;

  ToolboxUpdates(Problem problem, Scaling scaling) {
    this.problem = problem;
    this.session = problem.session();
    this.model = new ConvolutiveUpdates(problem);
    double unit = Math.pow(scaling.v(), problem.beta() - 1);
    this.epsilonW = EPSILON / (unit * scaling.h());
    this.epsilonH = EPSILON / (unit * scaling.w());
    this.unitW = scaling.w();
    int stacked = problem.w().rank();
    this.taps = stacked / problem.h().rank();
    int m = problem.w().rows();
    int n = problem.v().columns();
    this.numeratorW = session.newFactor(m, stacked);
    this.denominatorW = session.newFactor(m, stacked);
    this.items = session.newFactor(n, 2 * stacked);
    this.templates = session.newFactor(m, 2 * stacked);
    this.numeratorB = session.newFactor(n, 2 * stacked);
    this.denominatorB = session.newFactor(n, 2 * stacked);
  }

  @Override
  public void factorsRestored() {
    model.factorsRestored();
  }

  @Override
  public void beginH() {
    // an iteration is one step, in updateH
  }

  @Override
  public void updateH(int p) {
    Factor delayed = model.delayed();
    session.betaCross(
        problem.v(), Side.ROWS, problem.w(), delayed, problem.beta(), numeratorW, denominatorW);
    DenseMatrix old = read(problem.w());
    DenseMatrix next = ratios(old, read(numeratorW), read(denominatorW));
    session.write(
        items,
        beside(
            read(delayed), DenseMatrix.allocate(delayed.rows(), delayed.rank(), Precision.DOUBLE)));
    session.write(templates, beside(old, next));
    session.betaCross(
        problem.v(), Side.COLUMNS, items, templates, problem.beta(), numeratorB, denominatorB);
    session.write(problem.h(), activations(read(numeratorB), read(denominatorB)));
    toSumOne(next);
    session.write(problem.w(), next);
    model.hHasChanged();
  }

  private DenseMatrix ratios(DenseMatrix old, DenseMatrix numerator, DenseMatrix denominator) {
    DenseMatrix next = DenseMatrix.allocate(old.rows(), old.columns(), Precision.DOUBLE);
    for (int i = 0; i < old.rows(); i++) {
      for (int c = 0; c < old.columns(); c++) {
        double ratio = numerator.get(i, c) / (denominator.get(i, c) + epsilonW);
        next.set(i, c, old.get(i, c) * ratio);
      }
    }
    return next;
  }

  /** H times the mean over the taps of the ratios that belong to the new templates. */
  private DenseMatrix activations(DenseMatrix numerator, DenseMatrix denominator) {
    DenseMatrix h = read(problem.h());
    int k = h.columns();
    int n = h.rows();
    for (int j = 0; j < n; j++) {
      for (int c = 0; c < k; c++) {
        double sum = 0;
        for (int t = 0; t < taps && j + t < n; t++) {
          int column = k * taps + t * k + c;
          sum += numerator.get(j + t, column) / (denominator.get(j + t, column) + epsilonH);
        }
        h.set(j, c, h.get(j, c) * sum / taps);
      }
    }
    return h;
  }

  /** Every template to sum 1 in the caller's units; H keeps its values. */
  private void toSumOne(DenseMatrix w) {
    int k = problem.h().rank();
    for (int c = 0; c < k; c++) {
      double sum = 0;
      for (int i = 0; i < w.rows(); i++) {
        for (int t = 0; t < taps; t++) {
          sum += w.get(i, t * k + c);
        }
      }
      for (int i = 0; i < w.rows(); i++) {
        for (int t = 0; t < taps; t++) {
          w.set(i, t * k + c, w.get(i, t * k + c) / (EPSILON + sum * unitW));
        }
      }
    }
  }

  private static DenseMatrix beside(DenseMatrix a, DenseMatrix b) {
    DenseMatrix both = DenseMatrix.allocate(a.rows(), 2 * a.columns(), Precision.DOUBLE);
    for (int i = 0; i < a.rows(); i++) {
      for (int c = 0; c < a.columns(); c++) {
        both.set(i, c, a.get(i, c));
        both.set(i, a.columns() + c, b.get(i, c));
      }
    }
    return both;
  }

  private DenseMatrix read(Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
    session.read(f, values);
    return values;
  }

  @Override
  public void beginStatistics() {
    // see updateH
  }

  @Override
  public void addStatistics(int p) {
    // see updateH
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    // see updateH
  }

  @Override
  public double loss() {
    return model.loss();
  }

  @Override
  public double divergence(Problem ours) {
    return model.divergence(ours);
  }

  @Override
  public double kktW() {
    return model.kktW();
  }

  @Override
  public double kktH() {
    return model.kktH();
  }
}
