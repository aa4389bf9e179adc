package io.github.nmf4j.cli;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.StopReason;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Computing, writing and reporting: what factorize and transform have in common once their input is
 * read.
 */
public record Run(
    Context context, OutputOptions output, StoppingOptions stopping, CommonOptions common) {

  /**
   * Runs {@code computation}, writes its results and says what there is.
   *
   * @return the exit code
   */
  public int go(
      NmfOptions options,
      Function<NmfOptions, NmfResult> computation,
      OutputFolder folder,
      Function<NmfResult, List<Results>> matrices,
      Function<NmfResult, RunReport> report,
      Function<NmfResult, Results.Companions> companions)
      throws IOException {
    try (var interruption = Interruption.watch(context.err())) {
      NmfResult result;
      try (ProgressDisplay display = output.progress(context.err())) {
        NmfOptions watched =
            options.listener(
                progress -> {
                  if (common.verbose && progress.iteration() == 1) {
                    context.err().println("nmf: iterating");
                  }
                  display.update(progress);
                  return !interruption.requested();
                });
        result = interruption.interrupting(() -> computation.apply(watched));
      }
      List<Results> parts = matrices.apply(result);
      List<String> others =
          Results.write(
              folder, output.format, parts, report.apply(result), companions.apply(result));
      say(result, folder, parts, others);
      if (interruption.requested()) {
        return interruption.exitCode();
      }
      return stopping.requireConvergence && !result.converged()
          ? ExitCode.NOT_CONVERGED
          : ExitCode.DONE;
    }
  }

  private void say(
      NmfResult result, OutputFolder folder, List<Results> parts, List<String> others) {
    if (common.verbose) {
      detail(context, result);
    }
    if (result.stopReason() == StopReason.MAX_ITERATIONS) {
      context.warn(
          "not converged after %d iterations: raise --max-iter or --tol"
              .formatted(result.iterations()));
    }
    for (Results part : parts) {
      context.out().println(folder.resolve(OutputOptions.fileName(part.name(), output.format)));
    }
    context.out().println(folder.resolve(OutputOptions.RUN_FILE));
    others.forEach(name -> context.out().println(folder.resolve(name)));
    if (!output.quiet) {
      context.out().println(summary(result));
    }
  }

  private static String summary(NmfResult result) {
    return String.format(
        Locale.ROOT,
        "%d iterations, loss %s (relative %s), %s, %s on %s",
        result.iterations(),
        Text.number(result.loss()),
        Text.number(result.relativeLoss()),
        RunReport.word(result.stopReason()),
        Text.seconds(result.run().iterationSeconds()),
        result.run().backend());
  }

  /** Says on stderr where and how a factorisation ran. */
  public static void detail(Context context, NmfResult result) {
    NmfResult.Run run = result.run();
    for (var refusal : run.refusals()) {
      context
          .err()
          .printf(
              "nmf: backend %s was passed over: %s%s%n",
              refusal.backend(),
              refusal.reason(),
              refusal.remedy().isEmpty() ? "" : "; " + refusal.remedy());
    }
    context
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "nmf: %s on %s, %d threads, %s precision, solver %s; start %.3f s, upload %.3f s, "
                    + "iterations %.3f s; KKT residual W %.3g, H %.3g",
                run.backend(),
                run.device().name(),
                run.threads(),
                RunReport.word(result.precision()),
                new Choices.Solvers().nameOf(result.solver()),
                run.initializationSeconds(),
                run.uploadSeconds(),
                run.iterationSeconds(),
                result.kktW(),
                result.kktH()));
  }
}
