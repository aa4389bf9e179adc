package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;

/**
 * Multiplicative updates of V ≈ Σ_t W_t·shift_t(H) for every β-divergence: the majorise–minimise
 * step (Févotte &amp; Idier 2011) of a linear model (Smaragdis 2004 has it for β = 1). With the
 * taps side by side, W = [W_0 … W_(T−1)], and item n of B = h_n, h_(n−1), …, the model is W·Bᵀ:
 * passes over V are those of the plain model with k·T components, and both parts of H's gradient
 * are those of B's, folded back over the taps.
 */
final class ConvolutiveUpdates implements Updates {

  private final Problem problem;
  private final Session session;
  private final Data v;
  private final double beta;
  private final Factor delayed; // B, n × k·T
  private final Factor numeratorW;
  private final Factor denominatorW;
  private final Factor numeratorB;
  private final Factor denominatorB;
  private final Factor numeratorH;
  private final Factor denominatorH;
  private final Factor sums; // 1 × k·T
  private final Gram gram;
  private final RatioStep stepW;
  private final RatioStep stepH;

  ConvolutiveUpdates(Problem problem) {
    this.problem = problem;
    this.session = problem.session();
    this.v = problem.v();
    this.beta = problem.beta();
    int stacked = problem.w().rank();
    this.delayed = session.newFactor(v.columns(), stacked);
    this.numeratorW = session.newFactor(v.rows(), stacked);
    this.denominatorW = session.newFactor(v.rows(), stacked);
    this.numeratorB = session.newFactor(v.columns(), stacked);
    this.denominatorB = session.newFactor(v.columns(), stacked);
    this.numeratorH = session.newFactor(problem.h().rows(), problem.h().rank());
    this.denominatorH = session.newFactor(problem.h().rows(), problem.h().rank());
    this.sums = session.newFactor(1, stacked);
    this.gram = session.newGram(stacked);
    this.stepW = RatioStep.monotone(beta, problem.l1W(), problem.l2W());
    this.stepH = RatioStep.monotone(beta, problem.l1H(), problem.l2H());
    session.delay(problem.h(), delayed);
  }

  /** B, the delayed activations. */
  Factor delayed() {
    return delayed;
  }

  /** To be called when something else than {@link #updateH} changed H. */
  void hHasChanged() {
    session.delay(problem.h(), delayed);
  }

  @Override
  public void factorsRestored() {
    hHasChanged();
  }

  @Override
  public void beginH() {
    // nothing is shared between panels: there is one
  }

  @Override
  public void updateH(int p) {
    gradientH();
    session.ratioUpdate(problem.h(), numeratorH, denominatorH, stepH);
    Held held = problem.heldH();
    if (held != null) {
      held.restore(problem.h());
    }
    session.delay(problem.h(), delayed);
  }

  private void gradientH() {
    gradient(Side.COLUMNS, delayed, problem.w(), numeratorB, denominatorB);
    session.foldDelays(numeratorB, v.columns(), numeratorH);
    if (sharesDenominator()) {
      session.foldDelays(sums, v.columns(), denominatorH);
    } else {
      session.foldDelays(denominatorB, v.columns(), denominatorH);
    }
  }

  /** For β = 1 the denominator is the same for all items: the sums of the other factor. */
  private boolean sharesDenominator() {
    return beta == 1 && problem.weights() == null;
  }

  /** Both parts of the gradient with respect to F, the model being F·Gᵀ. */
  private void gradient(Side side, Factor f, Factor g, Factor numerator, Factor denominator) {
    Data weights = problem.weights();
    if (weights != null) {
      session.weightedCross(v, weights, side, f, g, beta, numerator, denominator);
    } else if (beta == 2) {
      session.cross(v, side, g, numerator);
      session.gram(g, gram);
      session.product(f, gram, denominator);
    } else if (beta == 1) {
      session.klCross(v, side, f, g, numerator);
      session.columnSums(g, sums);
    } else {
      session.betaCross(v, side, f, g, beta, numerator, denominator);
    }
  }

  @Override
  public void beginStatistics() {
    // the only panel overwrites
  }

  @Override
  public void addStatistics(int p) {
    gradient(Side.ROWS, problem.w(), delayed, numeratorW, denominatorW);
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public void updateW() {
    Factor denominator = sharesDenominator() ? sums : denominatorW;
    session.ratioUpdate(problem.w(), numeratorW, denominator, stepW);
    problem.restoreW();
  }

  @Override
  public double loss() {
    return divergence(problem);
  }

  @Override
  public double divergence(Problem ours) {
    Data weights = problem.weights();
    return weights == null
        ? session.divergence(v, problem.w(), delayed, beta)
        : session.weightedDivergence(v, weights, problem.w(), delayed, beta);
  }

  @Override
  public double kktW() {
    addStatistics(0);
    return problem.kktW(numeratorW, sharesDenominator() ? sums : denominatorW);
  }

  @Override
  public double kktH() {
    gradientH();
    return problem.kktH(numeratorH, denominatorH);
  }
}
