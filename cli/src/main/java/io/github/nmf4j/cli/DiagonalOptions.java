package io.github.nmf4j.cli;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StoppingRule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Activations that follow diagonals. */
final class DiagonalOptions {

  @Option(
      names = "--diagonal",
      paramLabel = "L",
      description =
          "Lead H towards diagonals of L entries, for a W whose columns follow each other like those "
              + "of V, as the frames of a sound do: with --fix w --init-w FILE a mosaic of them. The "
              + "other options say how. All iterations are run.")
  @Nullable Integer length;

  @Option(
      names = "--diagonal-every",
      paramLabel = "N",
      description = "Iterations from one change of H to the next (default: 5).")
  @Nullable Integer every;

  @Option(
      names = "--polyphony",
      paramLabel = "P",
      description = "Components that may sound at a time, in a column of H (default: 5).")
  @Nullable Integer polyphony;

  @Option(
      names = "--apart-columns",
      paramLabel = "N",
      description =
          "N columns of a row of H, odd, of which the largest entry stays: a component is not used "
              + "again so soon (default: 1).")
  @Nullable Integer apartColumns;

  @Option(
      names = "--apart-components",
      paramLabel = "N",
      description = "N rows of a column of H, odd, of which the largest entry stays (default: 1).")
  @Nullable Integer apartComponents;

  /**
   * The options with this model, if it was asked for.
   *
   * @throws IllegalArgumentException if it cannot be had together with another one, or for an
   *     option that belongs to it, without it
   */
  NmfOptions apply(NmfOptions options) {
    if (length == null) {
      String idle =
          every != null
              ? "--diagonal-every"
              : polyphony != null
                  ? "--polyphony"
                  : apartColumns != null
                      ? "--apart-columns"
                      : apartComponents != null ? "--apart-components" : null;
      if (idle != null) {
        throw new IllegalArgumentException(
            idle + " belongs to --diagonal L (1 leaves H as it is along diagonals)");
      }
      return options;
    }
    if (!(options.model() instanceof Model.Product)) {
      throw new IllegalArgumentException(
          "--diagonal cannot be combined with --taps, --smooth-h or --convex: there is no update for"
              + " both");
    }
    Model.Diagonal usual = Model.diagonal(length);
    var model =
        new Model.Diagonal(
            length,
            every == null ? usual.every() : every,
            polyphony == null ? usual.polyphony() : polyphony,
            apartComponents == null ? usual.apartComponents() : apartComponents,
            apartColumns == null ? usual.apartColumns() : apartColumns);
    return options.model(model).stoppingRule(new StoppingRule.None());
  }
}
