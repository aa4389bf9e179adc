package io.github.nmf4j.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
    if (most > 0) {
      return best;
    }
    // the second line: the first may be a name with a blank above a single column
    String row = lines.isEmpty() ? "" : lines.get(Math.min(1, lines.size() - 1)).strip();
    if (numbers(lines, FieldReader.WHITESPACE) > 0 && row.matches(".*[ \\t].*")) {
      return FieldReader.WHITESPACE;
    }
    for (byte candidate : CANDIDATES) {
      if (contains(lines, candidate)) {
        return candidate;
      }
    }
    return ',';
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
        .flatMap(
            line ->
                delimiter == FieldReader.WHITESPACE
                    ? Stream.of(line.strip().split("[ \\t]+", -1))
                    : split(line, delimiter).stream())
        .filter(field -> isNumber(field, delimiter))
        .count();
  }

  /** A decimal comma counts, so that its file is read as what it is and refused for what it has. */
  private static boolean isNumber(String field, byte delimiter) {
    String text = delimiter == ',' ? field : field.replace(',', '.');
    return DecimalParser.parseWhole(text) != null;
  }

  private static List<String> split(String line, byte delimiter) {
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
