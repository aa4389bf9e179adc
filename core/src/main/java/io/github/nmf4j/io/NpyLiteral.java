package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Python dictionary in the header of a NumPy array file: exactly the keys {@code descr}, {@code
 * fortran_order} and {@code shape}, in any order.
 *
 * @param type the value of {@code descr}
 * @param fortranOrder the value of {@code fortran_order}
 * @param shape the value of {@code shape}
 */
record NpyLiteral(String type, boolean fortranOrder, List<Long> shape) {

  /**
   * Parses the text.
   *
   * @param offset of the text in the file, for messages
   */
  static NpyLiteral parse(String name, String text, int offset) {
    return new Parser(name, text, offset).parse();
  }

  private static final class Parser {
    private final String name;
    private final String text;
    private final int offset;
    private int position;
    private Optional<String> type = Optional.empty();
    private Optional<Boolean> fortranOrder = Optional.empty();
    private Optional<List<Long>> shape = Optional.empty();

    Parser(String name, String text, int offset) {
      this.name = name;
      this.text = text;
      this.offset = offset;
    }

    NpyLiteral parse() {
      expect('{');
      while (!accept('}')) {
        entry();
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipSpace();
      if (position < text.length()) {
        throw error("the end of the header");
      }
      return new NpyLiteral(
          type.orElseThrow(() -> missing("descr")),
          fortranOrder.orElseThrow(() -> missing("fortran_order")),
          shape.orElseThrow(() -> missing("shape")));
    }

    private void entry() {
      skipSpace();
      int start = position;
      String key = string("a key");
      expect(':');
      switch (key) {
        case "descr" -> {
          requireFirst(type, key, start);
          type = Optional.of(type());
        }
        case "fortran_order" -> {
          requireFirst(fortranOrder, key, start);
          fortranOrder = Optional.of(bool());
        }
        case "shape" -> {
          requireFirst(shape, key, start);
          shape = Optional.of(tuple());
        }
        default -> {
          position = start;
          throw error("one of the keys 'descr', 'fortran_order' and 'shape'");
        }
      }
    }

    private String type() {
      skipSpace();
      if (position < text.length() && text.charAt(position) == '[') {
        throw new InvalidDataException(
            "%s: header, offset %d: structured dtype (records); allowed are float32, float64, integers and bool"
                .formatted(name, offset + position));
      }
      return string("a dtype in quotes");
    }

    private boolean bool() {
      skipSpace();
      if (text.startsWith("True", position)) {
        position += "True".length();
        return true;
      }
      if (text.startsWith("False", position)) {
        position += "False".length();
        return false;
      }
      throw error("True or False");
    }

    private List<Long> tuple() {
      expect('(');
      List<Long> extents = new ArrayList<>();
      while (!accept(')')) {
        extents.add(extent());
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return List.copyOf(extents);
    }

    private long extent() {
      skipSpace();
      int end = position;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == position) {
        throw error("a nonnegative integer");
      }
      long extent;
      try {
        extent = Long.parseLong(text, position, end, 10);
      } catch (NumberFormatException e) {
        throw new InvalidDataException(
            "%s: header, offset %d: %s in the shape has more bytes than can be addressed"
                .formatted(name, offset + position, Shown.text(text.substring(position, end))),
            e);
      }
      position = end;
      // Python 2 marks some integers so
      accept('L');
      return extent;
    }

    private String string(String expected) {
      skipSpace();
      char quote = position < text.length() ? text.charAt(position) : 0;
      int close = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
      if (close < 0) {
        throw error(expected);
      }
      String string = text.substring(position + 1, close);
      position = close + 1;
      return string;
    }

    private void requireFirst(Optional<?> value, String key, int start) {
      if (value.isPresent()) {
        position = start;
        throw error("another key: '" + key + "' was there before");
      }
    }

    private boolean accept(char wanted) {
      skipSpace();
      boolean there = position < text.length() && text.charAt(position) == wanted;
      position += there ? 1 : 0;
      return there;
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw error("'" + wanted + "'");
      }
    }

    private void skipSpace() {
      while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private InvalidDataException error(String expected) {
      return new InvalidDataException(
          "%s: header, offset %d: %s, expected %s"
              .formatted(
                  name,
                  offset + position,
                  position < text.length()
                      ? Shown.text(text.substring(position).strip())
                      : "the header ends",
                  expected));
    }

    private InvalidDataException missing(String key) {
      return new InvalidDataException(
          "%s: header, offset %d: there is no '%s'".formatted(name, offset, key));
    }
  }
}
