package io.github.nmf4j.cli;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimised, and by which algorithm. */
public final class LossOptions {

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = {
        "frobenius (½‖V − WH‖², the default), kl (Kullback–Leibler, for counts), is "
            + "(Itakura–Saito, for power spectra; V > 0), or beta:B for any real B."
      })
  Loss loss = Loss.FROBENIUS;

  /** What is minimised. */
  public Loss loss() {
    return loss;
  }

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      converter = Choices.Solvers.class,
      completionCandidates = Choices.Solvers.class,
      description =
          "${COMPLETION-CANDIDATES}. mu, mu-e: multiplicative updates, with extrapolation (not for "
              + "frobenius). hals, e-a-hals: coordinate descent, accelerated; bpp: exact least squares; "
              + "frobenius only. cd: coordinate descent for kl, hals for frobenius. sn (scalar "
              + "Newton), joint-mm: kl only. auto, the default: e-a-hals for frobenius, cd or (sparse) sn for kl, mu-e for kl with weights, otherwise mu.")
  Solver solver = Solver.AUTO;

  @Option(
      names = "--exponent",
      paramLabel = "NAME",
      converter = Choices.Exponents.class,
      completionCandidates = Choices.Exponents.class,
      description =
          "${COMPLETION-CANDIDATES}: exponent of multiplicative updates where B < 1 or B > 2. "
              + "monotone, the default, never lets the loss rise; one is often faster for is, and a "
              + "step that raises the loss is undone.")
  @Nullable Exponent exponent;

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  public NmfOptions apply(NmfOptions options) {
    return apply(options, solver);
  }

  /**
   * The same with {@code taken} for the solver, which is {@code auto} only if that was asked for.
   */
  NmfOptions apply(NmfOptions options, Solver taken) {
    boolean multiplicative =
        switch (taken) {
          case AUTO -> !loss.equals(Loss.FROBENIUS);
          case MULTIPLICATIVE, EXTRAPOLATED_MULTIPLICATIVE -> true;
          case HALS,
              EXTRAPOLATED_HALS,
              BLOCK_PIVOTING,
              JOINT_MULTIPLICATIVE,
              COORDINATE_DESCENT,
              SCALAR_NEWTON ->
              false;
        };
    if (exponent != null && !multiplicative) {
      throw new IllegalArgumentException(
          "--exponent is a choice for multiplicative updates, but the solver is %s%s; use --solver mu"
              .formatted(solver, solver == Solver.AUTO ? " with the frobenius loss" : ""));
    }
    NmfOptions result = options.loss(loss).solver(taken);
    return exponent == null ? result : result.exponent(exponent);
  }
}
