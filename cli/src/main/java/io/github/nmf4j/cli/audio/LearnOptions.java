package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.cli.Choices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is minimised, and from where. */
class LearnOptions {

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = "kl (the default), is, frobenius or beta:B.")
  Loss loss = Loss.KULLBACK_LEIBLER;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the random start (default: 0). The same seed gives the same result.")
  @Nullable Long seed;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description =
          "Start from N seeds, S, S + 1 and so on, and keep the lowest loss (default: 1).")
  int restarts = 1;

  NmfOptions apply(NmfOptions options) {
    NmfOptions result = options.loss(loss);
    return seed == null ? result : result.seed(seed);
  }
}
