package io.github.nmf4j.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what separates the fields of a text: of tab, semicolon and comma the one that leaves the
 * most numbers, else runs of blanks.
 */
final class DelimiterDetector {

  private static final int SAMPLE_BYTES = 1 << 16;
  private static final int SAMPLE_LINES = 50;

  /** In order of preference where several explain the text equally well. */
  private static final byte[] CANDIDATES = {'\t', ';', ','};

  private DelimiterDetector() {}

  /** Looks at what is in view, without moving on. */
  static byte detect(TextInput in) {
    List<String> lines = sample(in);
    byte best = 0;
    long most = 0;
    for (byte candidate : CANDIDATES) {
      long numbers = contains(lines, candidate) ? numbers(lines, candidate) : 0;
      if (numbers > most) {
        most = numbers;
        best = candidate;
      }
    }
    if (isBlankSeparated(lines, most)) {
      return FieldReader.WHITESPACE;
    }
    if (most > 0) {
      return best;
    }
    for (byte candidate : CANDIDATES) {
      if (contains(lines, candidate)) {
        return candidate;
      }
    }
    return ',';
  }

  /**
   * Whether blanks are the delimiter: of nothing but numbers, tabs among the blanks or not; of
   * names and numbers only if nothing else separates numbers, and if rows are cut by it, too: a
   * name with a blank above a single column is none.
   */
  private static boolean isBlankSeparated(List<String> lines, long numbersOtherwise) {
    long numbers = numbers(lines, FieldReader.WHITESPACE);
    List<List<String>> cut =
        lines.stream()
            .map(line -> split(line, FieldReader.WHITESPACE))
            .filter(fields -> fields.size() > 1)
            .toList();
    if (cut.isEmpty() || numbers <= numbersOtherwise) {
      return false;
    }
    boolean onlyNumbers =
        cut.stream().flatMap(List::stream).allMatch(f -> isNumber(f, FieldReader.WHITESPACE));
    String row = lines.get(Math.min(1, lines.size() - 1));
    return onlyNumbers || (numbersOtherwise == 0 && split(row, FieldReader.WHITESPACE).size() > 1);
  }

  /** The first lines; the last of them may be cut. */
  private static List<String> sample(TextInput in) {
    int length = Math.min(SAMPLE_BYTES, in.limit - in.position);
    String text = new String(in.buffer, in.position, length, StandardCharsets.ISO_8859_1);
    return text.lines().limit(SAMPLE_LINES).toList();
  }

  private static boolean contains(List<String> lines, byte delimiter) {
    return lines.stream().anyMatch(line -> split(line, delimiter).size() > 1);
  }

  private static long numbers(List<String> lines, byte delimiter) {
    return lines.stream()
        .flatMap(line -> split(line, delimiter).stream())
        .filter(field -> isNumber(field, delimiter))
        .count();
  }

  /** A decimal comma counts, so that its file is read as what it is and refused for what it has. */
  private static boolean isNumber(String field, byte delimiter) {
    String text = delimiter == ',' ? field : field.replace(',', '.');
    return DecimalParser.parseWhole(text) != null;
  }

  private static List<String> split(String line, byte delimiter) {
    if (delimiter == FieldReader.WHITESPACE) {
      return List.of(line.strip().split("[ \\t]+", -1));
    }
    List<String> fields = new ArrayList<>();
    int start = 0;
    boolean inQuotes = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        inQuotes = !inQuotes;
      } else if (c == delimiter && !inQuotes) {
        fields.add(line.substring(start, i));
        start = i + 1;
      }
    }
    fields.add(line.substring(start));
    return fields;
  }
}
