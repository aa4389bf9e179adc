package io.github.nmf4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes delimited text apart field by field: names, and every entry that is not a plain number.
 * Quotes follow RFC 4180, but a quoted name ends on its line, so that lines and rows can be told
 * from each other.
 */
final class FieldReader {

  /** Stands for any run of spaces and tabs. */
  static final byte WHITESPACE = ' ';

  /**
   * One field.
   *
   * @param text without quotes; of an unquoted field without the spaces around it
   * @param quoted whether it stood in quotes
   * @param last whether its line ends behind it
   */
  record Field(String text, boolean quoted, boolean last) {}

  private final Source source;
  private final TextInput in;
  private final byte delimiter;

  FieldReader(Source source, TextInput in, byte delimiter) {
    this.source = source;
    this.in = in;
    this.delimiter = delimiter;
  }

  /**
   * Reads the next field and what ends it.
   *
   * @param line the current line, for messages
   * @param column the number of the field, from one, for messages
   */
  Field next(long line, long column) throws IOException {
    Field field = attempt(line, column);
    while (field == null) {
      in.refill();
      field = attempt(line, column);
    }
    return field;
  }

  /** The field at the window's position; null if the window ends too early to tell. */
  private @Nullable Field attempt(long line, long column) {
    int start = skipBlanks(in.position);
    return start < in.limit && in.buffer[start] == '"'
        ? quoted(start, line, column)
        : plain(start, line, column);
  }

  private @Nullable Field plain(int start, long line, long column) {
    byte[] bytes = in.buffer;
    int end = start;
    while (end < in.limit && bytes[end] != '\n' && !isDelimiter(bytes[end])) {
      end++;
    }
    boolean lineEnds = end >= in.limit || bytes[end] == '\n';
    if (lineEnds && end > start && bytes[end - 1] == '\r') {
      end--;
    }
    int next = skipBlanks(end);
    return finish(start, end, next, false, line, column);
  }

  private @Nullable Field quoted(int open, long line, long column) {
    byte[] bytes = in.buffer;
    int close = open + 1;
    while (close < in.limit) {
      if (bytes[close] == '\n') {
        throw source.invalid(line, column, "the quoted field does not end on its line");
      }
      if (bytes[close] == '"') {
        if (close + 1 >= in.limit || bytes[close + 1] != '"') {
          break;
        }
        close++;
      }
      close++;
    }
    if (close >= in.limit) {
      if (in.ended()) {
        throw source.invalid(line, column, "the quoted field does not end before the file does");
      }
      return null;
    }
    return finish(open + 1, close, skipBlanks(close + 1), true, line, column);
  }

  /** Consumes the delimiter or the line's end at {@code next}; null if that is not in view. */
  private @Nullable Field finish(
      int start, int end, int next, boolean quoted, long line, long column) {
    byte[] bytes = in.buffer;
    // two bytes: a carriage return, or a doubled quote cut in two, shows itself by the second
    if (next + 1 >= in.limit && !in.ended()) {
      return null;
    }
    int p = next;
    if (p < in.limit && bytes[p] == '\r' && bytes[p + 1] == '\n') {
      p++;
    }
    boolean last = p >= in.limit || bytes[p] == '\n';
    boolean blanks = delimiter == WHITESPACE && !last && next > end && isDelimiter(bytes[next - 1]);
    if (!last && !blanks && bytes[p] != delimiter) {
      throw source.invalid(line, column, "text behind the closing quote");
    }
    String text = decode(bytes, start, end, line, column);
    in.position = blanks ? p : Math.min(in.limit, p + 1);
    return new Field(quoted ? text.replace("\"\"", "\"") : text.strip(), quoted, last);
  }

  private int skipBlanks(int from) {
    int p = from;
    while (p < in.limit
        && (in.buffer[p] == ' ' || (in.buffer[p] == '\t' && delimiter == WHITESPACE))) {
      p++;
    }
    return p;
  }

  private boolean isDelimiter(byte b) {
    return b == delimiter || (b == '\t' && delimiter == WHITESPACE);
  }

  private String decode(byte[] bytes, int start, int end, long line, long column) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw source.invalid(
          line,
          column,
          "%s is not UTF-8; save the file as UTF-8"
              .formatted(
                  Shown.text(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1))));
    }
  }
}
