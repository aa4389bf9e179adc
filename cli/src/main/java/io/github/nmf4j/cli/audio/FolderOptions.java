package io.github.nmf4j.cli.audio;

import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.ProgressDisplay;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and what is said about them. */
final class FolderOptions {

  static final String RUN_FILE = "run.json";
  static final String W_FILE = "W.npy";
  static final String H_FILE = "H.npy";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the results; it must be new or empty.")
  Path folder = Path.of("");

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

  /**
   * Checks the folder.
   *
   * @param own names of the results, {@code run.json} included
   * @throws IllegalArgumentException for a combination without meaning
   * @throws IOException if the folder is in the way
   */
  OutputFolder check(List<String> own) throws IOException {
    if (quiet && progress != null && progress != ProgressDisplay.Style.NONE) {
      throw new IllegalArgumentException("--quiet means no progress; leave out --progress");
    }
    // the first one comes last; pictures of an earlier result would be wrong beside a new one
    var all = new ArrayList<>(List.of(RUN_FILE));
    own.stream().filter(name -> !name.equals(RUN_FILE)).forEach(all::add);
    all.addAll(PlotOptions.allNames());
    return OutputFolder.check(folder, force, all);
  }

  /** The display that was asked for. */
  ProgressDisplay progress(ProgressDisplay.Stage stage, PrintStream err) {
    ProgressDisplay.Style style = progress == null ? ProgressDisplay.Style.AUTO : progress;
    return ProgressDisplay.of(quiet ? ProgressDisplay.Style.NONE : style, stage, err);
  }
}
