package io.github.nmf4j.cli;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Online;
import io.github.nmf4j.Replay;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mini-batches. */
final class OnlineOptions {

  @Option(
      names = "--online",
      description =
          "Mini-batch NMF: what all batches share (W) moves after every batch of columns of V and "
              + "forgets earlier ones little by little. --batch-size is its size (default: 1024).")
  boolean online;

  @Option(
      names = "--forget",
      paramLabel = "F",
      description =
          "For --online: what is kept of the past after one pass over V, from 0 (nothing) to 1 "
              + "(everything); scikit-learn's forget_factor (default: 0.7).")
  @Nullable Double forget;

  @Option(
      names = "--batch-of",
      paramLabel = "LINES",
      converter = Choices.BatchLines.class,
      completionCandidates = Choices.BatchLines.class,
      description =
          "For --online: ${COMPLETION-CANDIDATES}; with rows the batches share H (default: columns, "
              + "but rows with --compat scikit-learn).")
  Online.@Nullable Lines lines;

  @Option(
      names = "--fresh-restarts",
      description =
          "For --online: what belongs to a batch alone (H) is solved for anew each time, from a "
              + "constant, and once more for all of V at the end; scikit-learn's fresh_restarts.")
  boolean freshRestarts;

  @Option(
      names = "--fresh-restarts-max-iter",
      paramLabel = "N",
      description = "For --fresh-restarts: steps for a batch at most (default: 30).")
  @Nullable Integer freshRestartsMaxIter;

  @Option(
      names = "--transform-max-iter",
      paramLabel = "N",
      description = "For --fresh-restarts: steps at the end at most (default: --max-iter).")
  @Nullable Integer transformMaxIter;

  private @Nullable String idle() {
    if (forget != null) {
      return "--forget";
    }
    if (lines != null) {
      return "--batch-of";
    }
    if (freshRestarts) {
      return "--fresh-restarts";
    }
    return freshRestartsMaxIter != null
        ? "--fresh-restarts-max-iter"
        : transformMaxIter != null ? "--transform-max-iter" : null;
  }

  private Online restarting(Online batches, int maxIterations) {
    if (!freshRestarts) {
      String idle =
          freshRestartsMaxIter != null
              ? "--fresh-restarts-max-iter"
              : transformMaxIter != null ? "--transform-max-iter" : null;
      if (idle != null) {
        throw new IllegalArgumentException(idle + " needs --fresh-restarts");
      }
      return batches;
    }
    int each = freshRestartsMaxIter == null ? 30 : freshRestartsMaxIter;
    int last = transformMaxIter == null ? Math.max(1, maxIterations) : transformMaxIter;
    if (each < 1 || last < 1) {
      throw new IllegalArgumentException(
          "--fresh-restarts-max-iter and --transform-max-iter must be at least 1, were %d and %d"
              .formatted(each, last));
    }
    return batches.withFreshRestarts(new Online.FreshRestarts(each, last));
  }

  /**
   * Adds what was asked for.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  NmfOptions apply(
      NmfOptions options, @Nullable Integer batchSize, @Nullable Integer maxIterations) {
    if (!online) {
      String idle = idle();
      if (idle != null) {
        throw new IllegalArgumentException(idle + " belongs to mini-batches: add --online");
      }
      return options;
    }
    if (batchSize != null && batchSize < 1) {
      throw new IllegalArgumentException("--batch-size must be at least 1, was " + batchSize);
    }
    if (forget != null && !(forget >= 0 && forget <= 1)) {
      throw new IllegalArgumentException("--forget must be from 0 to 1, was " + forget);
    }
    boolean replays = options.replay() == Replay.SCIKIT_LEARN;
    if (replays && lines == Online.Lines.COLUMNS) {
      throw new IllegalArgumentException(
          "scikit-learn's batches are rows: --batch-of columns does not go with --compat"
              + " scikit-learn");
    }
    Online batches = replays ? Online.DEFAULT.withLines(Online.Lines.ROWS) : Online.DEFAULT;
    batches = batchSize == null ? batches : batches.withBatchSize(batchSize);
    batches = forget == null ? batches : batches.withForgetFactor(forget);
    int iterations = maxIterations == null ? options.maxIterations() : maxIterations;
    batches = restarting(batches, iterations);
    return options.online(lines == null ? batches : batches.withLines(lines));
  }
}
