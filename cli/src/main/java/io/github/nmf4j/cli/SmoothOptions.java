package io.github.nmf4j.cli;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Activations that change little from one column of V to the next. */
final class SmoothOptions {

  @Option(
      names = "--smooth-h",
      paramLabel = "X",
      description =
          "Weight of ½·Σ λ²·(h_n − h_(n−1))², λ the sums of W's columns; needs --loss kl.")
  @Nullable Double weight;

  @Option(
      names = "--sparse-h",
      paramLabel = "X",
      description = "Weight of Σ λ·h in the smooth or convex model.")
  @Nullable Double sparsity;

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      description =
          "Columns of V at a time in the smooth or convex model, where the result is the same; with "
              + "--online the size of a batch.")
  @Nullable Integer batchSize;

  /**
   * The options with this model, if it was asked for.
   *
   * @throws IllegalArgumentException for an option that belongs to it, without it
   */
  NmfOptions apply(NmfOptions options, boolean convex, boolean unitSum) {
    return apply(options, convex, unitSum, false);
  }

  /**
   * The same.
   *
   * @param online whether the batch size is that of online updates
   */
  NmfOptions apply(NmfOptions options, boolean convex, boolean unitSum, boolean online) {
    if (weight == null && !convex) {
      String idle =
          sparsity != null
              ? "--sparse-h"
              : batchSize != null && !online ? "--batch-size" : unitSum ? "--unit-sum" : null;
      if (idle != null) {
        throw new IllegalArgumentException(
            idle
                + " belongs to the smooth and the convex model: add --smooth-h X or --convex"
                + (batchSize == null ? "" : ", or --online for mini-batches"));
      }
      return options;
    }
    if (batchSize != null && batchSize < 1) {
      throw new IllegalArgumentException("--batch-size must be at least 1, was " + batchSize);
    }
    return options.model(
        new Model.Smooth(
            FactorizeCommand.weight("--smooth-h", weight),
            FactorizeCommand.weight("--sparse-h", sparsity),
            unitSum,
            convex,
            batchSize == null ? 0 : batchSize));
  }
}
