package io.github.nmf4j.cli;

import io.github.nmf4j.cli.audio.AudioPage;
import io.github.nmf4j.cli.images.ImagesPage;
import io.github.nmf4j.cli.topics.TopicsPage;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Report;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf report}. */
@Command(
    name = "report",
    header = "Makes a page of pictures from results that are there already.",
    description = {
      "",
      "Reads the results of factorize, transform, topics, images or audio in DIR, and V, the texts, "
          + "pictures or sound from where they were, if they are still there, and writes "
          + "DIR/report.html: one file that opens offline.",
      ""
    })
final class ReportCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "DIR", description = "The folder with the results.")
  Path folder = Path.of("");

  @Option(names = "--force", description = "Replace an earlier report and its plots.")
  boolean force;

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nPictures:%n")
  PictureOptions pictures = new PictureOptions();

  ReportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    pictures.check();
    Path file = folder.resolve(OutputOptions.RUN_FILE);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    JsonTree run = JsonTree.read(file);
    String command = run.requireText("command");
    boolean matrix = command.equals("factorize") || command.equals("transform");
    if (!matrix && pictures.saysWhatItemsAre()) {
      throw new IllegalArgumentException(
          "%s holds the results of nmf %s: what its rows and columns are is known, leave out --tiles and --spectrogram"
              .formatted(folder, command));
    }
    if (!force) {
      for (String name : PlotOptions.allNames()) {
        if (Files.exists(folder.resolve(name))) {
          throw new IOException(folder.resolve(name) + ": exists already; --force replaces it");
        }
      }
    }
    byte[] content = Files.readAllBytes(file);
    List<String> files =
        switch (command) {
          case "factorize", "transform" -> matrix(run);
          case "topics" -> TopicsPage.again(content, folder, pictures, context);
          case "images" -> ImagesPage.again(content, folder, pictures, context);
          case "audio separate", "audio analyze", "audio score", "audio segment" ->
              AudioPage.again(content, folder, pictures, context);
          default ->
              throw new InvalidDataException(
                  "%s: there is no command '%s' whose results have a page"
                      .formatted(file, command));
        };
    files.forEach(name -> context.out().println(folder.resolve(name)));
    return ExitCode.DONE;
  }

  private List<String> matrix(JsonTree run) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      FactorizationReport report = read(run, arena);
      Report page = new RunPage(run).build(report);
      return pictures.write(folder, page, report.plots());
    }
  }

  private FactorizationReport read(JsonTree run, Arena arena) throws IOException {
    LoadedMatrix h = factor("H", run, arena);
    LoadedMatrix w =
        run.requireText("command").equals("transform")
            ? given(Path.of(run.requireText("options/w")), arena)
            : factor("W", run, arena);
    DenseMatrix left = dense(w);
    DenseMatrix right = dense(h);
    int taps = (int) run.number("options/model/taps").orElse(1);
    if (left.columns() != (long) right.rows() * taps) {
      throw new InvalidDataException(
          "%s: W has %d columns, but H has %d rows%s; both must be of the run in %s"
              .formatted(
                  folder,
                  left.columns(),
                  right.rows(),
                  taps == 1 ? "" : " for %d taps".formatted(taps),
                  OutputOptions.RUN_FILE));
    }
    int columns = (int) run.number("input/columns").orElse(right.columns());
    pictures.requireFit(left.rows(), columns, taps);
    var page = new RunPage(run);
    Path input = Path.of(run.requireText("input/file"));
    FactorizationReport report;
    Optional<LoadedMatrix> v = data(input, left.rows(), columns, arena);
    if (v.isPresent()) {
      LoadedMatrix data = v.get();
      report =
          page.report(
              data.matrix(), left, right, RunPage.Names.of(data.rowNames(), data.columnNames()));
    } else {
      String why =
          "V, which was %s, is not there any more or has changed its shape: there are no pictures of V and of the residual."
              .formatted(input);
      context.warn(why);
      report =
          page.reportWithout(why, left, right, RunPage.Names.of(w.rowNames(), h.columnNames()));
    }
    pictures.apply(report, left.rows(), columns);
    return report;
  }

  private LoadedMatrix factor(String name, JsonTree run, Arena arena) throws IOException {
    return given(folder.resolve(name + "." + run.requireText("options/format")), arena);
  }

  private static LoadedMatrix given(Path file, Arena arena) throws IOException {
    LoadedMatrix factor = MatrixReader.read(file, arena);
    factor.requireNonnegative();
    return factor;
  }

  private static DenseMatrix dense(LoadedMatrix factor) {
    if (factor.matrix() instanceof DenseMatrix dense) {
      return dense;
    }
    throw new InvalidDataException(factor.source() + ": a factor is a dense matrix");
  }

  /** V, if it is still what it was. */
  private static Optional<LoadedMatrix> data(Path file, int rows, int columns, Arena arena)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    LoadedMatrix v = MatrixReader.read(file, arena);
    boolean same = v.matrix().rows() == rows && v.matrix().columns() == columns;
    return same ? Optional.of(v) : Optional.empty();
  }
}
