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

  /**
   * Adds what was asked for.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  NmfOptions apply(NmfOptions options, @Nullable Integer batchSize) {
    if (!online) {
      String idle = forget != null ? "--forget" : lines != null ? "--batch-of" : null;
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
    return options.online(lines == null ? batches : batches.withLines(lines));
  }
}
