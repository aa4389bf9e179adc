package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import java.util.Optional;

/** Looks at the first bytes of a text: is it text at all, and in UTF-8? */
final class TextEncoding {

  private TextEncoding() {}

  /**
   * Skips a byte order mark.
   *
   * @throws InvalidDataException if the text is in another encoding or is no text
   */
  static void skipMark(Source source, TextInput in) {
    if (startsWith(in, 0xFF, 0xFE) || startsWith(in, 0xFE, 0xFF)) {
      throw source.invalid("UTF-16 text (byte order mark at offset 0); save the file as UTF-8");
    }
    if (startsWith(in, 0xEF, 0xBB, 0xBF)) {
      in.position += 3;
    }
    binaryAt(in.buffer, in.limit)
        .ifPresent(
            at -> {
              throw source.invalid(
                  "this is no text: byte 0x%02x at offset %d".formatted(in.buffer[at], at));
            });
    if (in.ended() && indexOf(in, '\r') >= 0 && indexOf(in, '\n') < 0) {
      int at = indexOf(in, '\r');
      if (at < in.limit - 1) {
        throw source.invalid(
            "lines end in a bare carriage return (offset %d); convert them to LF or CRLF"
                .formatted(at));
      }
    }
  }

  /** The first byte that no text has: a control character other than tab and line ends. */
  static Optional<Integer> binaryAt(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      int b = bytes[i];
      boolean allowed = b == '\t' || b == '\n' || b == '\r' || b == '\f';
      if ((b >= 0 && b < ' ' && !allowed) || b == 0x7F) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static boolean startsWith(TextInput in, int... mark) {
    if (in.limit - in.position < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (Byte.toUnsignedInt(in.buffer[in.position + i]) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(TextInput in, char wanted) {
    for (int i = in.position; i < in.limit; i++) {
      if (in.buffer[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
