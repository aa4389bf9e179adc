package io.github.nmf4j.audio;

import java.util.Locale;

/** What the entries of a spectrogram are: how they follow from |X|². */
public sealed interface Scale {

  /** |X|: the usual choice for the Kullback–Leibler loss. */
  record Magnitude() implements Scale {
    @Override
    public String toString() {
      return "magnitude";
    }
  }

  /** |X|²: the usual choice for the Itakura–Saito loss. */
  record Power() implements Scale {
    @Override
    public String toString() {
      return "power";
    }
  }

  /**
   * log(1 + γ·|X|), which brings quiet notes closer to loud ones.
   *
   * @param gamma γ > 0
   */
  record Log(double gamma) implements Scale {
    public Log {
      if (!(gamma > 0 && gamma <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException("gamma must be finite and > 0, was " + gamma);
      }
    }

    @Override
    public String toString() {
      return "log:" + (gamma == Math.rint(gamma) ? Long.toString((long) gamma) : "" + gamma);
    }
  }

  /**
   * The scale that a user names: {@code magnitude}, {@code power}, {@code log} (γ = 10) or {@code
   * log:GAMMA}.
   *
   * @throws IllegalArgumentException for any other name
   */
  static Scale parse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "magnitude" -> new Magnitude();
      case "power" -> new Power();
      case "log" -> new Log(10);
      default -> {
        if (!lower.startsWith("log:")) {
          throw new IllegalArgumentException(
              "a spectrum is magnitude, power, log or log:GAMMA, was '%s'".formatted(name));
        }
        try {
          yield new Log(Double.parseDouble(lower.substring(4)));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "'%s' of '%s' is not a number".formatted(lower.substring(4), name), e);
        }
      }
    };
  }

  /** The entry for |X|² = {@code power}. */
  default double ofPower(double power) {
    return switch (this) {
      case Magnitude _ -> Math.sqrt(power);
      case Power _ -> power;
      case Log log -> Math.log1p(log.gamma * Math.sqrt(power));
    };
  }

  /** |X| of an entry, the inverse. */
  default double toMagnitude(double entry) {
    return switch (this) {
      case Magnitude _ -> entry;
      case Power _ -> Math.sqrt(entry);
      case Log log -> Math.expm1(entry) / log.gamma;
    };
  }
}
