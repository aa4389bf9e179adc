package io.github.nmf4j.cli.audio;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.audio.AudioSource;
import io.github.nmf4j.audio.Decomposer;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Segmenter;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.ExitCode;
import io.github.nmf4j.cli.Interruption;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.ProgressBar;
import io.github.nmf4j.cli.Run;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.cli.StoppingOptions;
import io.github.nmf4j.cli.Text;
import io.github.nmf4j.io.MatrixFormat;
import io.github.nmf4j.io.MatrixWriter;
import io.github.nmf4j.matrix.DenseMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Factorising a sound and writing what came of it: what the commands for sound have in common. */
final class AudioRun implements AutoCloseable {

  private final Context context;
  private final boolean quiet;
  private final CommonOptions common;
  private final StoppingOptions stopping;
  private final Interruption interruption;

  AudioRun(Context context, boolean quiet, CommonOptions common, StoppingOptions stopping) {
    this.context = context;
    this.quiet = quiet;
    this.common = common;
    this.stopping = stopping;
    this.interruption = Interruption.watch(context.err());
  }

  /** The work of a command, which gives its exit code. */
  @FunctionalInterface
  interface Work {
    int run() throws IOException;
  }

  /** Does the work; a signal at a moment at which there is nothing to save ends it. */
  int go(Work work) throws IOException {
    try {
      int code = work.run();
      return interruption.requested() ? interruption.exitCode() : code;
    } catch (CancellationException e) {
      context.err().println("nmf: %s; nothing was written".formatted(e.getMessage()));
      return interruption.exitCode();
    }
  }

  private ProgressBar bar() {
    return new ProgressBar(context.err(), !quiet && ProgressBar.wanted());
  }

  /** The options, with a listener that shows progress and hears signals. */
  private NmfOptions watched(NmfOptions options, ProgressBar bar) {
    return options.listener(
        progress -> {
          bar.update(progress);
          return !interruption.requested();
        });
  }

  /** Labels a sound, with progress. */
  Segmenter.Result segment(AudioSource sound, Segmenter segmenter) throws IOException {
    try (ProgressBar bar = bar()) {
      return new Segmenter(
              segmenter.step(),
              segmenter.smoothing(),
              watched(segmenter.options(), bar),
              segmenter.restarts())
          .segment(sound);
    }
  }

  /** Factorises, with progress. */
  Decomposition decompose(AudioSource sound, Decomposer decomposer) throws IOException {
    try (ProgressBar bar = bar()) {
      NmfOptions options = watched(decomposer.options(), bar);
      return decomposer.options(options).decompose(sound);
    }
  }

  /** Writes stems, with progress. */
  List<StemFiles.Written> writeStems(
      AudioSource sound, Separator separator, SampleFormat format, Path folder) throws IOException {
    try (ProgressBar bar = bar()) {
      return new StemFiles(context, separator, format).write(sound, folder, bar, interruption);
    }
  }

  /** Writes {@code W.npy} and {@code H.npy}. */
  static void writeFactors(DenseMatrix w, DenseMatrix h, Path folder) throws IOException {
    write(w, folder.resolve(FolderOptions.W_FILE));
    write(h, folder.resolve(FolderOptions.H_FILE));
  }

  private static void write(DenseMatrix factor, Path file) throws IOException {
    MatrixWriter.write(file, factor, MatrixFormat.NPY, Optional.empty(), Optional.empty());
  }

  /** Prints the paths of the results and a line about the run. */
  int done(OutputFolder folder, List<String> files, int rank, NmfResult learned) {
    files.forEach(file -> context.out().println(folder.resolve(file)));
    if (common.verbose()) {
      Run.detail(context, learned);
    }
    if (!quiet) {
      context
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d components, %d iterations, loss %s (relative %s), %s, %s on %s",
                  rank,
                  learned.iterations(),
                  Text.number(learned.loss()),
                  Text.number(learned.relativeLoss()),
                  RunReport.word(learned.stopReason()),
                  Text.seconds(learned.run().iterationSeconds()),
                  learned.run().backend()));
    }
    return stopping.requiresConvergence() && !learned.converged()
        ? ExitCode.NOT_CONVERGED
        : ExitCode.DONE;
  }

  @Override
  public void close() {
    interruption.close();
  }
}
