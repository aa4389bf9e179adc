package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.Decomposer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimised, and from where, for templates and activations of a sound. */
final class DecomposeOptions extends LearnOptions {

  @Option(
      names = "--tempering",
      paramLabel = "N",
      description =
          "For is and beta:B with B < 1, which end in poor minima from a random start: N iterations "
              + "first with each of ten losses from kl to that one (default: 10; 0: none).")
  @Nullable Integer tempering;

  /**
   * The decomposer with the restarts and the tempering that were asked for.
   *
   * @throws IllegalArgumentException if tempering was asked for where there is nothing to temper
   */
  Decomposer apply(Decomposer decomposer) {
    boolean random =
        decomposer.known().isEmpty() && decomposer.options().model().columnsPerComponent() == 1;
    if (tempering != null && tempering > 0 && !random) {
      throw new IllegalArgumentException(
          "--tempering is for a random start of templates of one frame; leave it out with --templates"
              + " and --taps");
    }
    if (tempering != null && !(loss.beta() < 1)) {
      throw new IllegalArgumentException(
          "--tempering leads from kl to is or beta:B with B < 1; --loss %s needs none"
              .formatted(loss));
    }
    return decomposer
        .restarts(restarts)
        .tempering(tempering == null ? Decomposer.TEMPERING : tempering);
  }
}
