package io.github.nmf4j.cli;

import io.github.nmf4j.NmfOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** More structure than W·H. */
final class ModelOptions {

  @ArgGroup(validate = false)
  SmoothOptions smooth = new SmoothOptions();

  @Option(
      names = "--unit-sum",
      description = "Keep the columns of W at sum 1 in the smooth or convex model, so that λ = 1.")
  boolean unitSum;

  @Option(
      names = "--convex",
      description =
          "W = V·L: columns of W are combinations of columns of V; L (n × K) is written, too. "
              + "Needs --loss kl.")
  boolean convex;

  @ArgGroup(validate = false)
  TapsOptions taps = new TapsOptions();

  @ArgGroup(validate = false)
  DiagonalOptions diagonal = new DiagonalOptions();

  /** The options with the model that was asked for. */
  NmfOptions apply(NmfOptions options, boolean online) {
    NmfOptions smoothed = smooth.apply(options, convex, unitSum, online);
    return diagonal.apply(taps.apply(smoothed));
  }
}
