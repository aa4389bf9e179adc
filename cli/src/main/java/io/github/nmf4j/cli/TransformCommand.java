package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.MatrixSummary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf transform}. */
@Command(
    name = "transform",
    header = "Finds the activations H of new data V for a given dictionary W.",
    description = {
      "",
      "Minimises the loss of V ≈ W·H over H ≥ 0 while W stays as it is, and writes H (K × n) and "
          + "run.json to DIR. V (m × n) has as many rows as W (m × K).",
      ""
    })
final class TransformCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The matrix V.")
  Path input = Path.of("");

  @Option(
      names = "--w",
      paramLabel = "FILE",
      required = true,
      description = "The dictionary W (m × K), as factorize writes it.")
  Path dictionary = Path.of("");

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nWhat is minimised, and how:%n")
  LossOptions loss = new LossOptions();

  @ArgGroup(validate = false, heading = "%nPenalties, added as l1·ΣH + ½·l2·‖H‖²:%n")
  Penalties penalties = new Penalties();

  @ArgGroup(validate = false, heading = "%nActivations that change little:%n")
  SmoothOptions smooth = new SmoothOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  TransformCommand(Context context) {
    this.context = context;
  }

  /** Penalties on H. */
  static final class Penalties {
    @Option(names = "--l1-h", paramLabel = "X", description = "Weight of the sum of H.")
    @Nullable Double l1H;

    @Option(names = "--l2-h", paramLabel = "X", description = "Weight of half the squares of H.")
    @Nullable Double l2H;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    OutputFolder folder = output.check("H");

    long begin = System.nanoTime();
    try (Arena arena = Arena.ofShared()) {
      DenseMatrix w = Inputs.factor(dictionary, arena);
      LoadedMatrix v = MatrixReader.read(input, arena);
      MatrixSummary summary = v.requireNonnegative();
      Inputs.requirePositive(v, summary, loss.loss);
      if (w.rows() != v.matrix().rows()) {
        throw new IllegalArgumentException(
            "--w %s has %d rows, but %s has %d; they must be equal"
                .formatted(dictionary, w.rows(), input, v.matrix().rows()));
      }
      NmfOptions options = options(w.columns());
      NmfOptions reported = options.start(new Initialization.Custom(w, null), Fixed.W);
      double readSeconds = (System.nanoTime() - begin) * 1e-9;
      return new Run(context, output, stopping, common)
          .go(
              options,
              with -> Nmf.transform(v.matrix(), w, with),
              folder,
              result -> List.of(Results.h(result, v)),
              result ->
                  new RunReport(
                      "transform",
                      context.arguments(),
                      v,
                      summary,
                      reported,
                      Choices.Start.CUSTOM.word(),
                      List.of(FactorizeCommand.file("w", dictionary)),
                      output.format.suffix(),
                      result,
                      readSeconds),
              _ -> Results.Companions.none());
    }
  }

  /** Everything but the rank, which is known when W is read, can be checked before that. */
  private void checkOptions() {
    NmfOptions _ = options(1);
  }

  private NmfOptions options(int rank) {
    NmfOptions options = NmfOptions.rank(rank);
    options = loss.apply(options);
    options =
        options.penaltyH(
            FactorizeCommand.penalty("--l1-h", penalties.l1H, "--l2-h", penalties.l2H));
    options = stopping.apply(options);
    options = smooth.apply(options, false, false);
    return compute.apply(options).requireConsistent();
  }
}
