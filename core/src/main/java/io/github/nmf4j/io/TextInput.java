package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A text file, compressed or not, as a window that slides over its bytes. Parsers work on {@link
 * #buffer} between {@link #position} and {@link #limit} and ask for more with {@link #refill()}.
 * Behind the limit stands a newline that is not part of the file, and {@link DecimalParser#PADDING}
 * bytes in all are readable there.
 */
final class TextInput implements Closeable {

  /** Bytes in view at first. */
  static final int WINDOW = 1 << 20;

  /** A single field or line that must be seen whole may be as long as this. */
  private static final int LARGEST_WINDOW = 1 << 26;

  private static final int GZIP_BUFFER = 1 << 16;

  /** The bytes in view; replaced by {@link #refill()}. */
  byte[] buffer = new byte[WINDOW + DecimalParser.PADDING];

  /** Index of the next byte to read. */
  int position;

  /** Index behind the last byte in view. */
  int limit;

  private final String name;
  private final InputStream stream;
  private boolean ended;
  private long offset;

  private TextInput(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
    this.buffer[0] = '\n';
  }

  /** Opens a file and fills the window. */
  @SuppressWarnings("MustBeClosedChecker") // the window owns the stream
  static TextInput open(Source source) throws IOException {
    InputStream raw = Files.newInputStream(source.path());
    try {
      var input = new TextInput(source.name(), source.gzip() ? gunzip(source, raw) : raw);
      input.refill();
      return input;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream gunzip(Source source, InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(raw, GZIP_BUFFER);
    } catch (EOFException | ZipException e) {
      throw damaged(source.name(), 0, e);
    }
  }

  /** Whether the window reaches to the end of the file. */
  boolean ended() {
    return ended;
  }

  /** Offset in the (uncompressed) text of the byte at {@link #position}. */
  long offset() {
    return offset + position;
  }

  /** Moves what is unread to the front and reads on; false if there is no more. */
  boolean refill() throws IOException {
    if (ended) {
      return false;
    }
    int rest = limit - position;
    int capacity = buffer.length - DecimalParser.PADDING;
    if (position == 0 && rest == capacity) {
      if (capacity >= LARGEST_WINDOW) {
        throw new InvalidDataException(
            "%s: more than %d bytes at offset %d without an end of field; this is no matrix as text"
                .formatted(name, capacity, offset));
      }
      capacity *= 2;
      buffer = Arrays.copyOf(buffer, capacity + DecimalParser.PADDING);
    } else {
      System.arraycopy(buffer, position, buffer, 0, rest);
      offset += position;
      position = 0;
      limit = rest;
    }
    int before = limit;
    while (limit < capacity && !ended) {
      int count = read(limit, capacity - limit);
      if (count < 0) {
        ended = true;
      } else {
        limit += count;
      }
    }
    buffer[limit] = '\n';
    return limit > before;
  }

  private int read(int from, int length) throws IOException {
    try {
      return stream.read(buffer, from, length);
    } catch (EOFException | ZipException e) {
      throw damaged(name, offset + from, e);
    }
  }

  /** A gzip stream that is cut off, or whose bytes or checksum are wrong. */
  static InvalidDataException damaged(String name, long offset, IOException cause) {
    String what = cause instanceof EOFException ? "is cut off" : "is damaged";
    String why = cause instanceof EOFException ? "" : " (" + cause.getMessage() + ")";
    return new InvalidDataException(
        "%s: the gzip data %s after %d bytes of text%s".formatted(name, what, offset, why), cause);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
