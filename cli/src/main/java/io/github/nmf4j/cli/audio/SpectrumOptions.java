package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Loss;
import io.github.nmf4j.audio.Scale;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.Window;
import io.github.nmf4j.cli.Choice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How sound becomes a spectrogram. */
final class SpectrumOptions {

  @Option(
      names = "--n-fft",
      paramLabel = "N",
      description = "Samples of a frame, even (default: 2048).")
  int size = 2048;

  @Option(
      names = "--hop",
      paramLabel = "N",
      description = "Samples from one frame to the next (default: a quarter of a frame).")
  @Nullable Integer hop;

  @Option(
      names = "--window",
      paramLabel = "NAME",
      converter = Windows.class,
      completionCandidates = Windows.class,
      description = "${COMPLETION-CANDIDATES} (default: hann).")
  Window window = Window.HANN;

  @Option(
      names = "--spectrum",
      paramLabel = "SCALE",
      converter = Scales.class,
      description =
          "What V's entries are: magnitude, power, log or log:GAMMA (log(1 + GAMMA·|X|), GAMMA = 10)"
              + " (default: power for --loss is, otherwise magnitude).")
  @Nullable Scale scale;

  /** The words for windows. */
  static final class Windows extends Choice<Window> {
    Windows() {
      for (Window window : Window.values()) {
        with(window.toString(), window);
      }
    }
  }

  /** The words for scales. */
  static final class Scales implements ITypeConverter<Scale> {
    @Override
    public Scale convert(String name) {
      try {
        return Scale.parse(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * The transform that was asked for.
   *
   * @throws IllegalArgumentException if window and hop do not go together
   */
  Stft stft() {
    return new Stft(window, size, hop == null ? Math.max(1, size / 4) : hop);
  }

  /** The scale that was asked for, or suits the loss. */
  Scale scale(Loss loss) {
    if (scale != null) {
      return scale;
    }
    return loss.equals(Loss.ITAKURA_SAITO) ? new Scale.Power() : new Scale.Magnitude();
  }
}
