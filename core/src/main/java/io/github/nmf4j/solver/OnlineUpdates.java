package io.github.nmf4j.solver;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Online;
import io.github.nmf4j.Replay;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Mini-batch NMF: every panel is a batch. While it is at hand, its items of H take one
 * multiplicative step, and then W takes one from what this batch and, less and less, the earlier
 * ones say.
 *
 * <p>A penalty on W belongs to all of V; a batch of b of n columns has b / n of it. The past begins
 * empty, so that nothing depends on the units of V. scikit-learn begins with W₀ as the numerator
 * and 1 as the denominator, in its units.
 */
final class OnlineUpdates implements Updates {

  private final Problem problem;
  private final BatchUpdates batch;
  private final Session session;
  private final Online online;
  private final Factor pastNumerator;
  private final Factor pastDenominator;
  private final @Nullable BatchStopping stopping;
  private final @Nullable FreshItems fresh;

  OnlineUpdates(
      Problem problem, BatchUpdates batch, Online online, NmfOptions options, Scaling scaling) {
    this.problem = problem;
    this.batch = batch;
    this.session = problem.session();
    this.online = online;
    this.pastNumerator = session.newFactor(problem.w().rows(), problem.w().rank());
    this.pastDenominator = session.newFactor(problem.w().rows(), problem.w().rank());
    boolean replays = options.replay() == Replay.SCIKIT_LEARN;
    if (replays) {
      beginLikeScikitLearn(scaling);
    }
    this.stopping =
        options.stoppingRule() instanceof StoppingRule.BatchCost rule
            ? new BatchStopping(problem, rule, replays)
            : null;
    double tolerance =
        options.stoppingRule() instanceof StoppingRule.BatchCost rule ? rule.tolerance() : 0;
    this.fresh =
        online.restarts().isPresent() ? new FreshItems(problem, batch, scaling, tolerance) : null;
  }

  /** The numerator is W₀ and the denominator 1 in the caller's units. */
  private void beginLikeScikitLearn(Scaling scaling) {
    double beta = problem.beta();
    double denominator = scaling.m() * Math.pow(scaling.v(), beta - 1) * scaling.h();
    double power = 1 / ForgettingStep.of(beta, 0, 0, 0).gamma();
    double numerator = denominator * Math.pow(scaling.w(), power);
    DenseMatrix values =
        DenseMatrix.allocate(problem.w().rows(), problem.w().rank(), Precision.DOUBLE);
    session.read(problem.w(), values);
    for (int i = 0; i < values.rows(); i++) {
      for (int c = 0; c < values.columns(); c++) {
        values.set(i, c, values.get(i, c) * scaling.w() / numerator);
      }
    }
    session.write(pastNumerator, values);
    for (int i = 0; i < values.rows(); i++) {
      for (int c = 0; c < values.columns(); c++) {
        values.set(i, c, 1 / denominator);
      }
    }
    session.write(pastDenominator, values);
  }

  @Override
  public void factorsRestored() {
    batch.factorsRestored();
  }

  @Override
  public void beginH() {
    // W changes from panel to panel
  }

  @Override
  public void updateH(int p) {
    if (isSettled()) {
      return;
    }
    if (fresh != null) {
      fresh.solve(p, p + 1, online.restarts().orElseThrow().maxIterations());
    } else {
      batch.beginH();
      batch.updateH(p);
    }
  }

  @Override
  public void finish() {
    if (fresh != null) {
      fresh.solve(0, problem.v().panels(), online.restarts().orElseThrow().lastMaxIterations());
    }
  }

  @Override
  public void beginStatistics() {
    // each panel begins anew
  }

  @Override
  public void addStatistics(int p) {
    if (isSettled()) {
      return;
    }
    if (stopping != null) {
      stopping.beforeStep(p);
    }
    batch.beginStatistics();
    batch.addStatistics(p);
    int n = problem.v().columns();
    int widest = problem.v().panelStart(1);
    double share = (double) problem.v().panel(p).columns() / n;
    session.forgettingUpdate(
        problem.w(),
        batch.numeratorW(),
        batch.denominatorW(),
        pastNumerator,
        pastDenominator,
        ForgettingStep.of(
            problem.beta(),
            online.retained(widest, n),
            problem.l1W() * share,
            problem.l2W() * share));
    problem.restoreW();
    batch.wHasChanged();
    if (stopping != null) {
      stopping.afterStep(p);
    }
  }

  @Override
  public boolean statisticsDependOnW() {
    return true;
  }

  @Override
  public boolean updatesWByPanel() {
    return true;
  }

  @Override
  public void updateW() {
    // it was updated with every panel
  }

  @Override
  public boolean isSettled() {
    return stopping != null && stopping.isMet();
  }

  @Override
  public double loss() {
    return problem.divergence();
  }

  @Override
  public double kktW() {
    batch.beginStatistics();
    for (int p = 0; p < problem.v().panels(); p++) {
      batch.addStatistics(p);
    }
    return problem.kktW(batch.numeratorW(), batch.denominatorW());
  }

  @Override
  public double kktH() {
    return batch.kktH();
  }
}
