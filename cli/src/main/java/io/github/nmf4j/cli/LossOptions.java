package io.github.nmf4j.cli;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimised, and by which algorithm. */
final class LossOptions {

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = {
        "frobenius (½‖V − WH‖², the default), kl (Kullback–Leibler, for counts), is "
            + "(Itakura–Saito, for power spectra; V > 0), or beta:B for any real B."
      })
  Loss loss = Loss.FROBENIUS;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      converter = Choices.Solvers.class,
      completionCandidates = Choices.Solvers.class,
      description =
          "${COMPLETION-CANDIDATES}: multiplicative updates, or HALS (= coordinate descent, "
              + "frobenius only). auto, the default: hals for frobenius, otherwise mu.")
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

  /** The solver that {@code auto} stands for. */
  Solver resolved() {
    if (solver != Solver.AUTO) {
      return solver;
    }
    return loss.equals(Loss.FROBENIUS) ? Solver.HALS : Solver.MULTIPLICATIVE;
  }

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  NmfOptions apply(NmfOptions options) {
    if (exponent != null && resolved() == Solver.HALS) {
      throw new IllegalArgumentException(
          "--exponent is a choice for multiplicative updates, but the solver is hals"
              + (solver == Solver.AUTO ? " (auto with the frobenius loss)" : "")
              + "; use --solver mu");
    }
    NmfOptions result = options.loss(loss).solver(solver);
    return exponent == null ? result : result.exponent(exponent);
  }
}
