package io.github.nmf4j.io;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The size of a text, found by one pass that counts newlines: with it the matrix is allocated once,
 * at its size, instead of growing to twice of it.
 *
 * @param bytes bytes of (uncompressed) text
 * @param lines lines up to the last one that is not blank
 */
record TextExtent(long bytes, long lines) {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static TextExtent of(Source source) throws IOException {
    try (TextInput in = TextInput.open(source)) {
      long newlines = 0;
      long lines = 0;
      do {
        int text = lastNotBlank(in.buffer, in.position, in.limit);
        if (text >= in.position) {
          lines = newlines + newlines(in.buffer, in.position, text) + 1;
        }
        newlines += newlines(in.buffer, in.position, in.limit);
        in.position = in.limit;
      } while (in.refill());
      return new TextExtent(in.offset(), lines);
    }
  }

  /** Index of the last byte that is no blank and no line end; {@code from − 1} if there is none. */
  private static int lastNotBlank(byte[] bytes, int from, int to) {
    int i = to - 1;
    while (i >= from && bytes[i] <= ' ' && bytes[i] >= 0) {
      i--;
    }
    return i;
  }

  private static long newlines(byte[] bytes, int from, int to) {
    long count = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long difference = (long) EIGHT_BYTES.get(bytes, i) ^ 0x0A0A0A0A0A0A0A0AL;
      // the high bit of each byte of t is set unless the byte is zero, that is, a newline
      long t = ((difference & 0x7F7F7F7F7F7F7F7FL) + 0x7F7F7F7F7F7F7F7FL) | difference;
      count += Long.bitCount(~t & 0x8080808080808080L);
    }
    for (; i < to; i++) {
      count += bytes[i] == '\n' ? 1 : 0;
    }
    return count;
  }
}
