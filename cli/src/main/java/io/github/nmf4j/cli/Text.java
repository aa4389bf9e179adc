package io.github.nmf4j.cli;

import java.util.List;
import java.util.Locale;

/** Numbers and tables for people. */
public final class Text {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private Text() {}

  /** {@code 1536} as {@code 1.5 KiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** A number with six significant digits, without needless zeros. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    String digits = String.format(Locale.ROOT, "%.6g", value);
    return digits.contains(".") ? digits.replaceFirst("\\.?0+($|e)", "$1") : digits;
  }

  public static String seconds(double seconds) {
    return seconds < 100
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.0f s", seconds);
  }

  /**
   * Rows of cells as aligned lines; the first row is the heading. Column 0 is set to the left, the
   * others to the right.
   */
  public static String table(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).codePointCount(0, row.get(c).length()));
      }
    }
    var table = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String cell = row.get(c);
        String padding = " ".repeat(widths[c] - cell.codePointCount(0, cell.length()));
        line.append(c == 0 ? cell + padding : "  " + padding + cell);
      }
      table.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return table.toString();
  }
}
