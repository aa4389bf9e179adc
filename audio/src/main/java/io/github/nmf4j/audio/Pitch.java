package io.github.nmf4j.audio;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A note of the tempered scale.
 *
 * @param midi its MIDI number, 0 … 127; 69 is A4 = 440 Hz
 */
public record Pitch(int midi) {

  private static final String[] NAMES = {
    "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"
  };

  private static final Pattern NAME = Pattern.compile("([A-Ga-g])([#♯b♭]?)(-?\\d+)");

  public Pitch {
    if (midi < 0 || midi > 127) {
      throw new IllegalArgumentException("a MIDI pitch is 0 to 127, was " + midi);
    }
  }

  /** The note nearest to a frequency; limited to 0 … 127. */
  public static Pitch nearest(double hertz) {
    return new Pitch(Math.clamp(Math.round(number(hertz)), 0, 127));
  }

  /** 69 + 12·log₂(f / 440). */
  static double number(double hertz) {
    return 69 + 12 * Math.log(hertz / 440) / Math.log(2);
  }

  /**
   * A MIDI number, or a name: {@code C4}, {@code Db4}, {@code C#4}, {@code D♭4}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Pitch parse(String text) {
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      try {
        return new Pitch(Integer.parseInt(text));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "a pitch is a MIDI number, 0 to 127, or a name such as Db4, was '%s'".formatted(text),
            e);
      }
    }
    int step = "C D EF G A B".indexOf(name.group(1).toUpperCase(Locale.ROOT));
    int shift =
        switch (name.group(2)) {
          case "#", "♯" -> 1;
          case "b", "♭" -> -1;
          default -> 0;
        };
    try {
      return new Pitch(
          Math.addExact(12 * Math.addExact(Integer.parseInt(name.group(3)), 1), step + shift));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("there is no octave " + name.group(3), e);
    }
  }

  /** Frequency in Hz. */
  public double hertz() {
    return 440 * Math.pow(2, (midi - 69) / 12.0);
  }

  /** By how many hundredths of a semitone a frequency is above this note. */
  public double cents(double hertz) {
    return 100 * (number(hertz) - midi);
  }

  /** {@code Db4} and the like: flats, middle C is C4. */
  @Override
  public String toString() {
    return NAMES[midi % 12] + (midi / 12 - 1);
  }
}
