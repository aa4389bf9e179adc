package io.github.nmf4j.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The banner and the size line of a MatrixMarket file, and the walk over its lines.
 *
 * @param coordinate whether entries come with row and column
 * @param field what the values are
 * @param symmetric whether only one triangle is in the file
 * @param rows number of rows
 * @param columns number of columns
 * @param entries number of entries in the file
 * @param line the line, counted from one, that has the sizes
 */
record MatrixMarketHeader(
    boolean coordinate,
    Field field,
    boolean symmetric,
    int rows,
    int columns,
    long entries,
    long line) {

  static final String BANNER = "%%MatrixMarket";

  enum Field {
    REAL,
    INTEGER,
    PATTERN
  }

  /** Reads up to the end of the size line. */
  static MatrixMarketHeader read(Source source, TextInput in) throws IOException {
    requireLine(in);
    String banner = takeLine(in);
    String[] words = banner.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    if (!words[0].equals(BANNER.toLowerCase(Locale.ROOT))) {
      throw source.invalid(
          1,
          "%s is no MatrixMarket banner; expected '%s matrix …'"
              .formatted(Shown.text(banner), BANNER));
    }
    if (words.length != 5) {
      throw source.invalid(
          1,
          "the banner has %d words, expected 5: %s matrix FORMAT FIELD SYMMETRY"
              .formatted(words.length, BANNER));
    }
    if (!words[1].equals("matrix")) {
      throw source.invalid(1, "the banner announces a %s, expected a matrix".formatted(words[1]));
    }
    boolean coordinate =
        switch (words[2]) {
          case "coordinate" -> true;
          case "array" -> false;
          default ->
              throw source.invalid(
                  1, "format %s; allowed are coordinate and array".formatted(words[2]));
        };
    Field field = field(source, words[3]);
    if (field == Field.PATTERN && !coordinate) {
      throw source.invalid(1, "an array cannot be a pattern: it has no coordinates");
    }
    boolean symmetric =
        switch (words[4]) {
          case "general" -> false;
          case "symmetric" -> true;
          case "skew-symmetric" ->
              throw source.invalid(
                  1, "a skew-symmetric matrix has negative entries; entries must be at least 0");
          default ->
              throw source.invalid(
                  1, "symmetry %s; allowed are general and symmetric".formatted(words[4]));
        };
    return readSizes(source, in, coordinate, field, symmetric);
  }

  private static Field field(Source source, String word) {
    return switch (word) {
      case "real", "double" -> Field.REAL;
      case "integer", "unsigned-integer" -> Field.INTEGER;
      case "pattern" -> Field.PATTERN;
      default ->
          throw source.invalid(
              1, "field %s; allowed are real, integer and pattern".formatted(word));
    };
  }

  private static MatrixMarketHeader readSizes(
      Source source, TextInput in, boolean coordinate, Field field, boolean symmetric)
      throws IOException {
    long line = 2 + skipBlankLines(in);
    requireLine(in);
    if (in.position >= in.limit) {
      throw source.invalid(line, "the file ends before the line with its sizes");
    }
    String text = takeLine(in).strip();
    String[] words = text.split("\\s+", -1);
    String expected = coordinate ? "rows columns entries" : "rows columns";
    if (words.length != (coordinate ? 3 : 2)) {
      throw source.invalid(
          line, "%s, expected the sizes: %s".formatted(Shown.text(text), expected));
    }
    long[] sizes = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      if (!words[i].matches("\\d{1,18}")) {
        throw source.invalid(
            line, i + 1L, "%s is no size; expected %s".formatted(Shown.text(words[i]), expected));
      }
      sizes[i] = Long.parseLong(words[i]);
    }
    int rows = size(source, line, "rows", sizes[0]);
    int columns = size(source, line, "columns", sizes[1]);
    if (symmetric && rows != columns) {
      throw source.invalid(
          line, "a symmetric matrix must be square, this is %d × %d".formatted(rows, columns));
    }
    long entries =
        coordinate ? sizes[2] : symmetric ? (long) rows * (rows + 1L) / 2 : (long) rows * columns;
    requirePossible(source, line, entries, coordinate ? "1 1\n".length() : "1\n".length());
    return new MatrixMarketHeader(coordinate, field, symmetric, rows, columns, entries, line);
  }

  private static int size(Source source, long line, String what, long size) {
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw source.invalid(
          line, "%d %s; allowed are 1 to %d".formatted(size, what, Integer.MAX_VALUE));
    }
    return (int) size;
  }

  /** Refuses a promise that the file is too short to keep, before memory is taken for it. */
  private static void requirePossible(Source source, long line, long entries, int shortest) {
    long most = source.largestText() / shortest + 1;
    if (entries > most) {
      throw source.invalid(
          line,
          "%d entries promised; a file of %d bytes has at most %d"
              .formatted(entries, source.size(), most));
    }
  }

  /** Skips blank lines and comments before the next line of content; how many there were. */
  static long skipBlankLines(TextInput in) throws IOException {
    long lines = 0;
    boolean comment = false;
    while (in.position < in.limit || in.refill()) {
      byte b = in.buffer[in.position];
      if (b == '\n') {
        lines++;
        comment = false;
      } else if (b == '%') {
        comment = true;
      } else if (!comment && b != ' ' && b != '\t' && b != '\r') {
        return lines;
      }
      in.position++;
    }
    return lines;
  }

  /** Brings the whole line at the window's position into view. */
  static void requireLine(TextInput in) throws IOException {
    int length = 0;
    while (true) {
      while (in.position + length < in.limit) {
        if (in.buffer[in.position + length] == '\n') {
          return;
        }
        length++;
      }
      if (!in.refill()) {
        return;
      }
    }
  }

  /** The line at the window's position, which is in view, without its end. */
  static String lineInView(TextInput in) {
    int end = in.position;
    while (end < in.limit && in.buffer[end] != '\n') {
      end++;
    }
    return new String(in.buffer, in.position, end - in.position, StandardCharsets.ISO_8859_1);
  }

  private static String takeLine(TextInput in) {
    String line = lineInView(in);
    in.position = Math.min(in.limit, in.position + line.length() + 1);
    return line;
  }
}
