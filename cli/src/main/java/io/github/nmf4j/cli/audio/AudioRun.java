package io.github.nmf4j.cli.audio;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.ProgressListener;
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
import io.github.nmf4j.cli.ProgressDisplay;
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
  private final FolderOptions folder;
  private final CommonOptions common;
  private final StoppingOptions stopping;
  private final Interruption interruption;

  AudioRun(Context context, FolderOptions folder, CommonOptions common, StoppingOptions stopping) {
    this.context = context;
    this.folder = folder;
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

  private ProgressDisplay display(ProgressDisplay.Stage stage) {
    return folder.progress(stage, context.err());
  }

  /** A listener that shows progress and hears signals. */
  private ProgressListener watched(ProgressDisplay display) {
    return progress -> {
      display.update(progress);
      return !interruption.requested();
    };
  }

  /** Labels a sound, with progress. */
  Segmenter.Result segment(AudioSource sound, Segmenter segmenter) throws IOException {
    try (ProgressDisplay display = display(ProgressDisplay.Stage.ITERATIONS)) {
      return new Segmenter(
              segmenter.step(),
              segmenter.smoothing(),
              segmenter.parts(),
              segmenter.texture(),
              segmenter.options().listener(watched(display)),
              segmenter.restarts())
          .segment(sound);
    }
  }

  /** Factorises, with progress. */
  Decomposition decompose(AudioSource sound, Decomposer decomposer) throws IOException {
    try (ProgressDisplay iterations = display(ProgressDisplay.Stage.ITERATIONS);
        ProgressDisplay pieces = display(ProgressDisplay.Stage.ACTIVATIONS)) {
      ProgressListener after = watched(pieces);
      Runnable end = iterations::close;
      return decomposer
          .options(decomposer.options().listener(watched(iterations)))
          .decompose(
              sound,
              progress -> {
                end.run();
                return after.onIteration(progress);
              });
    }
  }

  /** Writes stems, with progress. */
  List<StemFiles.Written> writeStems(
      AudioSource sound, Separator separator, SampleFormat format, Path place) throws IOException {
    try (ProgressDisplay display = display(ProgressDisplay.Stage.STEMS)) {
      // after a signal that ended the iterations, what they reached is written
      boolean already = interruption.requested();
      return new StemFiles(context, separator, format)
          .write(
              sound,
              place,
              progress -> {
                display.update(progress);
                return already || !interruption.requested();
              });
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
  int done(OutputFolder target, List<String> files, int rank, NmfResult learned) {
    files.forEach(file -> context.out().println(target.resolve(file)));
    if (common.verbose()) {
      Run.detail(context, learned);
    }
    if (!folder.quiet) {
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
