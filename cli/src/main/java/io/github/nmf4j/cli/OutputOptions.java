package io.github.nmf4j.cli;

import io.github.nmf4j.io.MatrixFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and what is said about them. */
public final class OutputOptions {

  /** What says how the other files were made. */
  public static final String RUN_FILE = "run.json";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the results; it must be new or empty.")
  Path folder = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Choices.OutputFormats.class,
      completionCandidates = Choices.OutputFormats.class,
      description =
          "${COMPLETION-CANDIDATES} (default: npy). csv and tsv carry the names of V's rows and "
              + "columns.")
  MatrixFormat format = MatrixFormat.NPY;

  @Option(
      names = "--force",
      description = "Replace earlier results in DIR; other files there stay as they are.")
  boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary; warnings and errors remain.")
  boolean quiet;

  @Option(
      names = "--progress",
      paramLabel = "STYLE",
      converter = ProgressDisplay.Styles.class,
      completionCandidates = ProgressDisplay.Styles.class,
      description =
          "${COMPLETION-CANDIDATES}: what stderr says meanwhile. auto, the default: a bar on a "
              + "terminal, elsewhere a line every few seconds. json: an object per line.")
  ProgressDisplay.@Nullable Style progress;

  /** The display that was asked for. */
  ProgressDisplay progress(PrintStream err) {
    if (quiet) {
      return ProgressDisplay.of(ProgressDisplay.Style.NONE, err);
    }
    return ProgressDisplay.of(progress == null ? ProgressDisplay.Style.AUTO : progress, err);
  }

  /** Checks the folder for results that consist of these matrices and {@code run.json}. */
  public OutputFolder check(String... matrices) throws IOException {
    return check(List.of(), matrices);
  }

  /** The same for results that have other files too. */
  public OutputFolder check(List<String> others, String... matrices) throws IOException {
    if (quiet && progress != null && progress != ProgressDisplay.Style.NONE) {
      throw new IllegalArgumentException("--quiet means no progress; leave out --progress");
    }
    List<String> own = new ArrayList<>(List.of(RUN_FILE));
    own.addAll(others);
    for (String matrix : matrices) {
      for (String suffix : new Choices.OutputFormats()) {
        own.add(matrix + "." + suffix);
      }
    }
    // pictures of an earlier result would be wrong beside a new one
    own.addAll(PlotOptions.allNames());
    return OutputFolder.check(folder, force, own);
  }

  /** The suffix of the matrices' files. */
  public String format() {
    return format.suffix();
  }

  static String fileName(String matrix, MatrixFormat format) {
    return matrix + "." + format.suffix();
  }
}
