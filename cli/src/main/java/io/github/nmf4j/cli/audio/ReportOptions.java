package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.PlotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether there is a page of pictures and players. */
final class ReportOptions extends PlotOptions {

  @Option(
      names = "--report",
      description =
          "Also write report.html: one page with players, the spectrogram, what was found in it, and "
              + "the run.")
  boolean report;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  void check() {
    if (anyPlots() && !report) {
      throw new IllegalArgumentException(
          "--plots says how plots of a report are stored; it needs --report");
    }
  }

  /** Writes what was asked for beside the results in {@code folder}; the names of the files. */
  List<String> write(Path folder, WavReader sound) throws IOException {
    if (!report) {
      return List.of();
    }
    byte[] run = Files.readAllBytes(folder.resolve(FolderOptions.RUN_FILE));
    return AudioPage.write(run, folder, Optional.of(sound), this);
  }
}
