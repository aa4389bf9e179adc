package io.github.nmf4j.io;

import java.util.Locale;

/** How messages show what was found in a file. */
final class Shown {

  private static final int LONGEST_TEXT = 40;

  private Shown() {}

  /** A text in quotes, shortened, with control characters made visible. */
  static String text(String text) {
    var shown = new StringBuilder("'");
    int length = Math.min(text.length(), LONGEST_TEXT);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        shown.append("\\x%02x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(length < text.length() ? "…'" : "'").toString();
  }

  /** Shortest digits that read back as the same number; integers without a point. */
  static String number(double value) {
    return plain(Double.toString(value));
  }

  /** Shortest digits that read back as the same number; integers without a point. */
  static String number(float value) {
    return plain(Float.toString(value));
  }

  private static String plain(String digits) {
    int exponent = digits.indexOf('E');
    String mantissa = exponent < 0 ? digits : digits.substring(0, exponent);
    String shortened =
        mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa;
    return exponent < 0 ? shortened : shortened + "e" + digits.substring(exponent + 1);
  }

  /** A number of bytes as a person reads it. */
  static String bytes(long bytes) {
    if (bytes < 1L << 10) {
      return bytes + " bytes";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %s", bytes / (double) (1L << (10 * unit)), units[unit - 1]);
  }
}
