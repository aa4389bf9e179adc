package io.github.nmf4j.cli;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StoppingRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a run ends. */
public final class StoppingOptions {

  @Option(
      names = "--max-iter",
      paramLabel = "N",
      description = "Iterations at most (default: 200).")
  @Nullable Integer maxIterations;

  @Option(
      names = "--stop",
      paramLabel = "RULE",
      converter = Choices.Stops.class,
      completionCandidates = Choices.Stops.class,
      description =
          "When to stop before: ${COMPLETION-CANDIDATES}. loss, the default: the loss fell by less "
              + "than TOL times its first value since the last look. kkt: the KKT residual of each "
              + "factor is at most TOL. change-…: the last iteration changed W and H by less than "
              + "TOL in that norm. violation (hals only): the coordinates' projected gradients sum "
              + "to at most TOL times those of the first iteration. loss-absolute: loss and penalties "
              + "changed by at most TOL since the last look. batch, the default with --online: a "
              + "batch moved the shared factor by at most TOL times its norm, or the averaged cost "
              + "of the batches had no new minimum for --patience batches. none: run all iterations.")
  Choices.@Nullable Stop stop;

  @Option(
      names = "--tol",
      paramLabel = "TOL",
      description =
          "Tolerance of the stopping rule (default: 1e-4 for loss, violation and batch, 1e-8 for loss-absolute, otherwise 1e-3).")
  @Nullable Double tolerance;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "For --stop loss: looks in a row that must agree (default: 1); for --stop batch: batches "
              + "(default: 10).")
  @Nullable Integer patience;

  @Option(
      names = "--check-every",
      paramLabel = "N",
      description = "Iterations between two looks at the loss and the rule (default: 10).")
  @Nullable Integer checkEvery;

  @Option(
      names = "--require-convergence",
      description = "Exit with 7 if the rule was not met; the results are written all the same.")
  boolean requireConvergence;

  /** Whether a run that did not meet its rule is a failure. */
  public boolean requiresConvergence() {
    return requireConvergence;
  }

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  public NmfOptions apply(NmfOptions options) {
    NmfOptions result = options.stoppingRule(rule(options.stoppingRule()));
    if (maxIterations != null) {
      result = result.maxIterations(maxIterations);
    }
    return checkEvery == null ? result : result.checkEvery(checkEvery);
  }

  /** What was asked for; {@code otherwise} is what holds if nothing was. */
  private StoppingRule rule(StoppingRule otherwise) {
    if (stop == null && tolerance == null && patience == null && !requireConvergence) {
      return otherwise;
    }
    Choices.Stop rule = stop == null ? kind(otherwise) : stop;
    if (patience != null && rule != Choices.Stop.LOSS && rule != Choices.Stop.BATCH) {
      throw new IllegalArgumentException(
          "--patience belongs to --stop loss and --stop batch; --stop %s has none"
              .formatted(word(rule)));
    }
    if (rule == Choices.Stop.NONE) {
      if (tolerance != null) {
        throw new IllegalArgumentException("--tol has nothing to say with --stop none");
      }
      if (requireConvergence) {
        throw new IllegalArgumentException(
            "--require-convergence needs a rule that can be met, but --stop is none");
      }
    }
    return switch (rule) {
      case LOSS -> new StoppingRule.RelativeLoss(tolerance(1e-4), patience == null ? 1 : patience);
      case KKT -> new StoppingRule.Kkt(tolerance(1e-3));
      case CHANGE_FROBENIUS ->
          new StoppingRule.ParameterChange(tolerance(1e-3), StoppingRule.Norm.FROBENIUS);
      case CHANGE_SPECTRAL ->
          new StoppingRule.ParameterChange(tolerance(1e-3), StoppingRule.Norm.SPECTRAL);
      case VIOLATION -> new StoppingRule.CoordinateViolation(tolerance(1e-4));
      case LOSS_ABSOLUTE -> new StoppingRule.AbsoluteLoss(tolerance(1e-8));
      case BATCH -> new StoppingRule.BatchCost(tolerance(1e-4), patience == null ? 10 : patience);
      case NONE -> new StoppingRule.None();
    };
  }

  private static Choices.Stop kind(StoppingRule rule) {
    return switch (rule) {
      case StoppingRule.RelativeLoss _ -> Choices.Stop.LOSS;
      case StoppingRule.Kkt _ -> Choices.Stop.KKT;
      case StoppingRule.ParameterChange change ->
          change.norm() == StoppingRule.Norm.SPECTRAL
              ? Choices.Stop.CHANGE_SPECTRAL
              : Choices.Stop.CHANGE_FROBENIUS;
      case StoppingRule.CoordinateViolation _ -> Choices.Stop.VIOLATION;
      case StoppingRule.AbsoluteLoss _ -> Choices.Stop.LOSS_ABSOLUTE;
      case StoppingRule.BatchCost _ -> Choices.Stop.BATCH;
      case StoppingRule.None _ -> Choices.Stop.NONE;
    };
  }

  private double tolerance(double otherwise) {
    return tolerance == null ? otherwise : tolerance;
  }

  private static String word(Choices.Stop stop) {
    return new Choices.Stops().nameOf(stop);
  }
}
