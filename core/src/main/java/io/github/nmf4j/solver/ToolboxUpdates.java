package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;

/**
 * The NMF toolbox's iteration, plain (one tap) or convolutive, with what makes it leave the
 * textbook: the quotient V ⊘ Λ of the start of the iteration serves both half-steps, exponents are
 * 1, 2⁻⁵² is added to every denominator, and templates are scaled to sum 1 without compensation.
 * H's step is the mean over the taps of one ratio per tap (NMFD) or one ratio of sums over the taps
 * (NMFconv, after Cichocki et al. 2009; it has penalties, too). Not monotone.
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
  private final boolean averages;
  private final double uncorrelation;
  private final int taps;
  private final Factor numeratorW;
  private final Factor denominatorW;
  private final Factor items;
  private final Factor templates;
  private final Factor numeratorB;
  private final Factor denominatorB;

  /** NMF and NMFD: H moves by the mean of one ratio per tap. */
  static ToolboxUpdates averaging(Problem problem, Scaling scaling) {
    return new ToolboxUpdates(problem, scaling, true, 0);
  }

  /**
   * NMFconv: H moves by one ratio, of sums over the taps.
   *
   * @param uncorrelation weight of the products of a template's taps, in the caller's units
   */
  static ToolboxUpdates summing(Problem problem, Scaling scaling, double uncorrelation) {
    return new ToolboxUpdates(problem, scaling, false, uncorrelation);
  }

  private ToolboxUpdates(Problem problem, Scaling scaling, boolean averages, double uncorrelation) {
    this.problem = problem;
    this.session = problem.session();
    this.model = new ConvolutiveUpdates(problem);
    double unit = Math.pow(scaling.v(), problem.beta() - 1);
    this.epsilonW = EPSILON / (unit * scaling.h());
    this.epsilonH = EPSILON / (unit * scaling.w());
    this.unitW = scaling.w();
    this.averages = averages;
    this.uncorrelation = scaling.penalty(uncorrelation, scaling.w(), 2, problem.beta());
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
        next.set(i, c, old.get(i, c));
      }
      // one tap after the other, each beside the others' newest values
      for (int c = 0; c < old.columns(); c++) {
        double like = uncorrelation == 0 ? 0 : uncorrelation * otherTaps(next, i, c);
        double ratio = numerator.get(i, c) / (denominator.get(i, c) + like + epsilonW);
        next.set(i, c, old.get(i, c) * ratio);
      }
    }
    return next;
  }

  /** In row i, the sum of the taps of column c's component but for c itself. */
  private double otherTaps(DenseMatrix w, int i, int c) {
    int k = problem.h().rank();
    double sum = 0;
    for (int t = 0; t < taps; t++) {
      int other = t * k + c % k;
      sum += other == c ? 0 : w.get(i, other);
    }
    return sum;
  }

  /** H times the ratio, or the mean of the ratios, that belongs to the new templates. */
  private DenseMatrix activations(DenseMatrix numerator, DenseMatrix denominator) {
    DenseMatrix h = read(problem.h());
    int k = h.columns();
    int n = h.rows();
    for (int j = 0; j < n; j++) {
      for (int c = 0; c < k; c++) {
        double ratios = 0;
        double above = 0;
        double below = problem.l1H() + epsilonH;
        for (int t = 0; t < taps && j + t < n; t++) {
          int column = k * taps + t * k + c;
          double up = numerator.get(j + t, column);
          double down = denominator.get(j + t, column);
          ratios += up / (down + epsilonH);
          above += up;
          below += down;
        }
        h.set(j, c, h.get(j, c) * (averages ? ratios / taps : above / below));
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
  public double penalty(Problem ours) {
    return Updates.super.penalty(ours) + (uncorrelation == 0 ? 0 : likeness());
  }

  /** The weighted sum of the products of each template's taps, every pair once. */
  private double likeness() {
    DenseMatrix w = read(problem.w());
    double sum = 0;
    for (int i = 0; i < w.rows(); i++) {
      for (int c = 0; c < w.columns(); c++) {
        sum += w.get(i, c) * otherTaps(w, i, c) / 2;
      }
    }
    return uncorrelation * sum;
  }

  @Override
  public double kktW() {
    if (uncorrelation == 0) {
      return model.kktW();
    }
    session.betaCross(
        problem.v(),
        Side.ROWS,
        problem.w(),
        model.delayed(),
        problem.beta(),
        numeratorW,
        denominatorW);
    DenseMatrix w = read(problem.w());
    DenseMatrix denominator = read(denominatorW);
    for (int i = 0; i < w.rows(); i++) {
      for (int c = 0; c < w.columns(); c++) {
        denominator.set(i, c, denominator.get(i, c) + uncorrelation * otherTaps(w, i, c));
      }
    }
    session.write(denominatorW, denominator);
    return problem.kktW(numeratorW, denominatorW);
  }

  @Override
  public double kktH() {
    return model.kktH();
  }
}
