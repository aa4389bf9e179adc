package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.MatrixSummary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf factorize}. */
@Command(
    name = "factorize",
    header = "Factorises V ≈ W·H, all entries nonnegative.",
    description = {
      "",
      "V (m × n) is read from FILE: .npy, .npz (dense or SciPy's sparse), .mtx, .csv or .tsv. W "
          + "(m × K), H (K × n) and run.json are written to DIR.",
      ""
    })
final class FactorizeCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The matrix V.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of components.")
  int rank;

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nWhat is minimised, and how:%n")
  LossOptions loss = new LossOptions();

  @ArgGroup(validate = false, heading = "%nPenalties, added as l1·ΣX + ½·l2·‖X‖²:%n")
  Penalties penalties = new Penalties();

  @ArgGroup(validate = false, heading = "%nStart:%n")
  StartOptions start = new StartOptions();

  @ArgGroup(validate = false, heading = "%nMore structure than W·H:%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, heading = "%nMini-batches:%n")
  OnlineOptions online = new OnlineOptions();

  @ArgGroup(validate = false, heading = "%nWhat of V counts:%n")
  ObservationOptions observations = new ObservationOptions();

  @ArgGroup(validate = false, heading = "%nWhat of W and H stays:%n")
  HeldOptions held = new HeldOptions();

  @ArgGroup(validate = false, heading = "%nAs another program does it:%n")
  ReplayOptions replay = new ReplayOptions();

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

  FactorizeCommand(Context context) {
    this.context = context;
  }

  /** Penalties on both factors, and the scale of the result. */
  static final class Penalties {
    @Option(names = "--l1-w", paramLabel = "X", description = "Weight of the sum of W.")
    @Nullable Double l1W;

    @Option(names = "--l2-w", paramLabel = "X", description = "Weight of half the squares of W.")
    @Nullable Double l2W;

    @Option(names = "--l1-h", paramLabel = "X", description = "Weight of the sum of H.")
    @Nullable Double l1H;

    @Option(names = "--l2-h", paramLabel = "X", description = "Weight of half the squares of H.")
    @Nullable Double l2H;

    @Option(
        names = "--normalize",
        paramLabel = "NORM",
        converter = Choices.Normalizations.class,
        completionCandidates = Choices.Normalizations.class,
        description =
            "${COMPLETION-CANDIDATES}: scale the columns of the result's W to this norm 1 and the "
                + "rows of H inversely (default: none).")
    @Nullable Normalization normalization;

    /** Whether a penalty was given. */
    boolean any() {
      return l1W != null || l2W != null || l1H != null || l2H != null;
    }

    NmfOptions apply(NmfOptions options, Fixed fixed) {
      String idle =
          switch (fixed) {
            case NONE -> null;
            case W -> l1W != null ? "--l1-w" : l2W != null ? "--l2-w" : null;
            case H -> l1H != null ? "--l1-h" : l2H != null ? "--l2-h" : null;
          };
      if (idle != null) {
        throw new IllegalArgumentException(
            "%s has nothing to penalise: --fix keeps %s as it is".formatted(idle, fixed));
      }
      if (fixed != Fixed.NONE && normalization != null && normalization != Normalization.NONE) {
        throw new IllegalArgumentException(
            "--normalize would rescale the factor that --fix keeps as it is");
      }
      NmfOptions result =
          options
              .penaltyW(penalty("--l1-w", l1W, "--l2-w", l2W))
              .penaltyH(penalty("--l1-h", l1H, "--l2-h", l2H));
      return normalization == null ? result : result.normalization(normalization);
    }
  }

  /** A penalty from two options, either of which may be missing. */
  static Penalty penalty(String l1Name, @Nullable Double l1, String l2Name, @Nullable Double l2) {
    return new Penalty(weight(l1Name, l1), weight(l2Name, l2));
  }

  /** A weight that may be missing. */
  static double weight(String name, @Nullable Double weight) {
    if (weight == null) {
      return 0;
    }
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s must be finite and ≥ 0, was %s".formatted(name, weight));
    }
    return weight;
  }

  @Override
  public Integer call() throws IOException {
    start.check(replay.replay, model.convex, held);
    replay.check(penalties, start.fixed);
    NmfOptions asked = replay.options(rank, loss, online.online);
    asked = loss.apply(asked, asked.solver());
    asked = online.apply(asked, model.smooth.batchSize, stopping.maxIterations);
    asked = penalties.apply(asked, start.fixed);
    asked = replay.applyToModel(model.apply(asked, online.online));
    asked = stopping.apply(asked);
    asked = compute.apply(asked).requireConsistent();
    observations.check(asked);
    held.check(asked, start.fixed);
    pictures.check(reports);
    OutputFolder folder = output.check("W", "H", "L");

    long begin = System.nanoTime();
    try (Arena arena = Arena.ofShared()) {
      LoadedMatrix v = MatrixReader.read(input, arena);
      pictures.requireFit(
          v.matrix().rows(), v.matrix().columns(), asked.model().columnsPerComponent());
      NmfOptions constrained =
          held.apply(observations.apply(asked, v.matrix(), arena), v.matrix(), arena);
      MatrixSummary summary = Inputs.requireValid(v, constrained.constraints(), loss.loss);
      NmfOptions options =
          start.apply(replay.apply(constrained, v.matrix()), v.matrix(), arena).requireConsistent();
      warnOfLockedZeros(options.solverFor(v.matrix()));
      double readSeconds = (System.nanoTime() - begin) * 1e-9;
      var run = new Run(context, output, stopping, common);
      return run.go(
          options,
          with -> Nmf.factorize(v.matrix(), with),
          folder,
          result -> Results.all(result, v),
          result ->
              new RunReport(
                  "factorize",
                  context.arguments(),
                  RunReport.Input.of(v, summary),
                  options,
                  start.start(options).word(),
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
    files.add(file("initW", start.initW));
    files.add(file("initH", start.initH));
    files.add(file("initL", start.initL));
    files.addAll(observations.report());
    files.addAll(held.report());
    return files;
  }

  static RunReport.FactorFile file(String field, @Nullable Path file) {
    return new RunReport.FactorFile(field, Optional.ofNullable(file).map(Path::toString));
  }

  private void warnOfLockedZeros(Solver solver) {
    if (start.start() == Choices.Start.NNDSVD && solver.keepsZeros()) {
      context.warn(
          "multiplicative updates keep the zeros that nndsvd starts with; nndsvda and nndsvdar have"
              + " none");
    }
  }
}
