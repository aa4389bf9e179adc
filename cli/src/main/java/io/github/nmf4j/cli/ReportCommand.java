package io.github.nmf4j.cli;

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
    header = "Makes a page of pictures from the results of factorize or transform.",
    description = {
      "",
      "Reads run.json, W and H from DIR, and V from where it was, if it is still there, and writes "
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
    if (!command.equals("factorize") && !command.equals("transform")) {
      throw new IllegalArgumentException(
          "%s holds the results of nmf %s, which makes its own report".formatted(folder, command));
    }
    if (run.text("options/model/kind").orElse("").equals("convolutive")) {
      throw new IllegalArgumentException(
          "%s: a report shows V beside W·H; it cannot show the templates of --taps"
              .formatted(folder));
    }
    if (!force) {
      for (String name : PictureOptions.allNames()) {
        if (Files.exists(folder.resolve(name))) {
          throw new IOException(folder.resolve(name) + ": exists already; --force replaces it");
        }
      }
    }
    try (Arena arena = Arena.ofShared()) {
      FactorizationReport report = read(run, arena);
      Report page = new RunPage(run).build(report);
      // plots first: they can fail, for want of fonts, and the page says what they belong to
      List<String> plots = pictures.writePlots(folder, report.plots());
      Path target = folder.resolve(PictureOptions.REPORT_FILE);
      page.write(target);
      context.out().println(target);
      plots.forEach(name -> context.out().println(folder.resolve(name)));
    }
    return ExitCode.DONE;
  }

  private FactorizationReport read(JsonTree run, Arena arena) throws IOException {
    LoadedMatrix h = factor("H", run, arena);
    LoadedMatrix w =
        run.requireText("command").equals("transform")
            ? given(Path.of(run.requireText("options/w")), arena)
            : factor("W", run, arena);
    DenseMatrix left = dense(w);
    DenseMatrix right = dense(h);
    if (left.columns() != right.rows()) {
      throw new InvalidDataException(
          "%s: W has %d columns, but H has %d rows; both must be of the run in %s"
              .formatted(folder, left.columns(), right.rows(), OutputOptions.RUN_FILE));
    }
    pictures.requireFit(left.rows(), right.columns());
    var page = new RunPage(run);
    Path input = Path.of(run.requireText("input/file"));
    FactorizationReport report;
    Optional<LoadedMatrix> v = data(input, left.rows(), right.columns(), arena);
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
    pictures.apply(report, left.rows(), right.columns());
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
