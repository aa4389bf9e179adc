package io.github.nmf4j.cli;

import io.github.nmf4j.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/** What is said on stderr while a factorisation runs. */
public sealed interface ProgressDisplay extends AutoCloseable
    permits ProgressBar, ProgressLines, ProgressJson, ProgressDisplay.Silence {

  /** How it is said. */
  enum Style {
    /** A bar on a terminal, lines elsewhere. */
    AUTO,
    BAR,
    LINES,
    JSON,
    NONE
  }

  /** What is counted. A command that does several things has a display for each. */
  enum Stage {
    /** Iterations of a factorisation, which may end before the last one that is allowed. */
    ITERATIONS("iteration"),
    /** Pieces of a long sound, whose activations are looked for. */
    ACTIVATIONS("piece"),
    /** Frames of stems that are written. */
    STEMS("frame");

    private final String unit;

    Stage(String unit) {
      this.unit = unit;
    }

    /** One of what is counted. */
    String unit() {
      return unit;
    }

    /** {@code at most } where the end may come earlier. */
    String limit() {
      return this == ITERATIONS ? "at most " : "";
    }

    /** Its name for programs. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The words for the styles. */
  final class Styles extends Choice<Style> {
    Styles() {
      for (Style style : Style.values()) {
        with(style.name().toLowerCase(Locale.ROOT), style);
      }
    }
  }

  /** A display in this style for the iterations of a factorisation. */
  static ProgressDisplay of(Style style, PrintStream err) {
    return of(style, Stage.ITERATIONS, err);
  }

  /** A display in this style. */
  static ProgressDisplay of(Style style, Stage stage, PrintStream err) {
    return switch (style) {
      case AUTO ->
          ProgressBar.wanted() ? new ProgressBar(err, stage) : new ProgressLines(err, stage);
      case BAR -> new ProgressBar(err, stage);
      case LINES -> new ProgressLines(err, stage);
      case JSON -> new ProgressJson(err, stage);
      case NONE -> new Silence();
    };
  }

  /** Called after every iteration. */
  void update(Progress progress);

  @Override
  void close();

  /** Says nothing. */
  final class Silence implements ProgressDisplay {
    @Override
    public void update(Progress progress) {}

    @Override
    public void close() {}
  }

  /** Iterations per second so far; empty before the first. */
  static OptionalDouble rate(Progress progress) {
    return progress.iteration() > 0 && progress.seconds() > 0
        ? OptionalDouble.of(progress.iteration() / progress.seconds())
        : OptionalDouble.empty();
  }

  /** Seconds until the last iteration that is allowed; the stopping rule may end the run before. */
  static OptionalDouble secondsLeft(Progress progress) {
    OptionalDouble rate = rate(progress);
    return rate.isPresent()
        ? OptionalDouble.of((progress.maxIterations() - progress.iteration()) / rate.getAsDouble())
        : OptionalDouble.empty();
  }

  /** {@code 43/s, at most 12 s left}; nothing before the first iteration. */
  static String pace(Progress progress, Stage stage) {
    OptionalDouble rate = rate(progress);
    if (rate.isEmpty()) {
      return "";
    }
    return "%s/s, %s%s left"
        .formatted(
            String.format(
                Locale.ROOT, rate.getAsDouble() < 10 ? "%.1f" : "%.0f", rate.getAsDouble()),
            stage.limit(),
            duration(secondsLeft(progress).orElse(0)));
  }

  private static String duration(double seconds) {
    long whole = (long) Math.min(1e15, Math.ceil(seconds));
    if (whole < 100) {
      return whole + " s";
    }
    if (whole < 100 * 60) {
      return "%d min".formatted((whole + 30) / 60);
    }
    return whole < 100L * 3600
        ? "%d h".formatted((whole + 1800) / 3600)
        : "%d days".formatted((whole + 43200) / 86400);
  }
}
