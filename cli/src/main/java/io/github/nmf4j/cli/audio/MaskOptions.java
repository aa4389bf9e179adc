package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.Mask;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.cli.Choice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a mixture is divided into stems, and how these are stored. */
final class MaskOptions {

  /** The kinds of masks. */
  enum Kind {
    WIENER,
    BINARY
  }

  static final class Kinds extends Choice<Kind> {
    Kinds() {
      with("wiener", Kind.WIENER).with("binary", Kind.BINARY);
    }
  }

  static final class SampleFormats extends Choice<SampleFormat> {
    SampleFormats() {
      for (SampleFormat format : SampleFormat.values()) {
        with(format.toString(), format);
      }
    }
  }

  @Option(
      names = "--mask",
      paramLabel = "KIND",
      converter = Kinds.class,
      completionCandidates = Kinds.class,
      description =
          "${COMPLETION-CANDIDATES}: each stem gets its share of every bin (the default), or the"
              + " loudest stem gets all of it.")
  Kind kind = Kind.WIENER;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description =
          "Shares are those of the stems' magnitudes to the power A: 2, the default, is the Wiener"
              + " filter, 1 the ratio of magnitudes.")
  @Nullable Double alpha;

  @Option(
      names = "--sample-format",
      paramLabel = "FORMAT",
      converter = SampleFormats.class,
      completionCandidates = SampleFormats.class,
      description =
          "${COMPLETION-CANDIDATES}: how stems are stored (default: float32, in which they add up to"
              + " the mixture).")
  SampleFormat format = SampleFormat.FLOAT32;

  /**
   * The rule that was asked for.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  Mask.Rule rule() {
    return switch (kind) {
      case BINARY -> {
        if (alpha != null) {
          throw new IllegalArgumentException("--alpha belongs to --mask wiener; binary has none");
        }
        yield new Mask.Rule.Binary();
      }
      case WIENER -> new Mask.Rule.Wiener(alpha == null ? 2 : alpha);
    };
  }
}
