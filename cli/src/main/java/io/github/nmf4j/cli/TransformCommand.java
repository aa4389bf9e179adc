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
import java.util.ArrayList;
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

  @ArgGroup(validate = false, heading = "%nWhat of V counts:%n")
  ObservationOptions observations = new ObservationOptions();

  @ArgGroup(validate = false, heading = "%nStart, and what of H stays:%n")
  HeldOptions held = new HeldOptions();

  @Option(
      names = "--init-h",
      paramLabel = "FILE",
      description =
          "What the rows of --fix-h-components keep: an H (K × n; K × (n - T + 1) with --boundary valid).")
  @Nullable Path initH;

  @ArgGroup(validate = false, heading = "%nTemplates of several columns:%n")
  TapsOptions taps = new TapsOptions();

  @ArgGroup(validate = false, heading = "%nActivations that follow diagonals:%n")
  DiagonalOptions diagonal = new DiagonalOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  @Option(
      names = "--report",
      description = "Write DIR/report.html as well: one page of pictures that opens offline.")
  boolean reports;

  @ArgGroup(validate = false, heading = "%nPictures, with --report:%n")
  PictureOptions pictures = new PictureOptions();

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
    pictures.check(reports);
    OutputFolder folder = output.check("H");

    long begin = System.nanoTime();
    try (Arena arena = Arena.ofShared()) {
      DenseMatrix w = Inputs.factor(dictionary, arena);
      LoadedMatrix v = MatrixReader.read(input, arena);
      int rank = Math.max(1, w.columns() / options(1).model().columnsPerComponent());
      NmfOptions asked = options(rank);
      NmfOptions constrained =
          held.apply(observations.apply(asked, v.matrix(), arena), v.matrix(), arena);
      MatrixSummary summary = Inputs.requireValid(v, constrained.constraints(), loss.loss);
      if (w.rows() != v.matrix().rows()) {
        throw new IllegalArgumentException(
            "--w %s has %d rows, but %s has %d; they must be equal"
                .formatted(dictionary, w.rows(), input, v.matrix().rows()));
      }
      pictures.requireFit(
          v.matrix().rows(), v.matrix().columns(), asked.model().columnsPerComponent());
      DenseMatrix h = initH == null ? null : Inputs.factor(initH, arena);
      if (h != null) {
        int activations = asked.model().activationsOf(v.matrix().columns());
        Inputs.requireShape(
            "--init-h " + initH,
            h,
            rank,
            activations,
            HeldOptions.shapeOfH(activations, v.matrix().columns()));
      }
      NmfOptions options =
          h == null ? constrained : constrained.initialization(new Initialization.Custom(w, h));
      NmfOptions reported = options.start(new Initialization.Custom(w, h), Fixed.W);
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
                      RunReport.Input.of(v, summary),
                      reported,
                      Choices.Start.CUSTOM.word(),
                      files(),
                      output.format.suffix(),
                      result,
                      Json.Part.none(),
                      readSeconds),
              result -> reports ? pictures.page(v, result) : Results.Companions.none());
    }
  }

  private List<RunReport.FactorFile> files() {
    var files = new ArrayList<RunReport.FactorFile>();
    files.add(FactorizeCommand.file("w", dictionary));
    files.add(FactorizeCommand.file("initH", initH));
    files.addAll(observations.report());
    files.addAll(held.report());
    return files;
  }

  /** Everything but the rank, which is known when W is read, can be checked before that. */
  private void checkOptions() {
    NmfOptions options = options(Integer.MAX_VALUE);
    observations.check(options);
    held.check(options, Fixed.W);
    if (!held.fixedH.numbers().isEmpty() && initH == null) {
      throw new IllegalArgumentException(
          "--fix-h-components needs the values to keep: --init-h FILE");
    }
    if (held.fixedH.numbers().isEmpty() && initH != null) {
      throw new IllegalArgumentException(
          "--init-h has nothing to give: H starts at a constant unless --fix-h-components keeps"
              + " rows of it");
    }
  }

  private NmfOptions options(int rank) {
    NmfOptions options = NmfOptions.rank(rank);
    options = loss.apply(options);
    options =
        options.penaltyH(
            FactorizeCommand.penalty("--l1-h", penalties.l1H, "--l2-h", penalties.l2H));
    options = diagonal.apply(taps.apply(smooth.apply(options, false, false)));
    options = stopping.apply(options); // the rule of a model is its default
    return compute.apply(options).requireConsistent();
  }
}
