package io.github.nmf4j.cli;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Templates of several columns. */
final class TapsOptions {

  @Option(
      names = "--taps",
      paramLabel = "T",
      description =
          "Convolutive NMF: components are templates of T columns of V. W is m × K·T, tap t of "
              + "component c in column c·T + t, counted from 0.")
  @Nullable Integer taps;

  @Option(
      names = "--boundary",
      paramLabel = "NAME",
      converter = Choices.Boundaries.class,
      completionCandidates = Choices.Boundaries.class,
      description =
          "${COMPLETION-CANDIDATES}: with --taps, H has as many columns as V and templates are cut "
              + "off at its end (same, the default), or T - 1 fewer and they are not.")
  Model.@Nullable Boundary boundary;

  /**
   * The options with this model, if it was asked for.
   *
   * @throws IllegalArgumentException if it cannot be had together with another one
   */
  NmfOptions apply(NmfOptions options) {
    if (taps == null) {
      if (boundary != null) {
        throw new IllegalArgumentException("--boundary belongs to --taps T");
      }
      return options;
    }
    if (taps < 1) {
      throw new IllegalArgumentException("--taps must be at least 1, was " + taps);
    }
    if (!(options.model() instanceof Model.Product)) {
      throw new IllegalArgumentException(
          "--taps cannot be combined with --smooth-h or --convex: there is no update for both");
    }
    return options.model(
        new Model.Convolutive(taps, boundary == null ? Model.Boundary.SAME : boundary));
  }
}
