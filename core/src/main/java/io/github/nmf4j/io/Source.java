package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import java.nio.file.Path;

/**
 * The file that is read.
 *
 * @param path where it is
 * @param name how messages call it: the file name without its folders
 * @param size its size in bytes
 * @param gzip whether its content is compressed with gzip
 */
record Source(Path path, String name, long size, boolean gzip) {

  /** Deflate cannot shrink a byte string by more than this: 258 bytes in two bits. */
  private static final long DEFLATE_LIMIT = 1032;

  /** The text cannot have more bytes than this. */
  long largestText() {
    return gzip ? DEFLATE_LIMIT * size : size;
  }

  InvalidDataException invalid(String message) {
    return new InvalidDataException(name + ": " + message);
  }

  /** An error in a line (one-based) of a text file. */
  InvalidDataException invalid(long line, String message) {
    return new InvalidDataException("%s: line %d: %s".formatted(name, line, message));
  }

  /** An error in a column (one-based field) of a line (one-based) of a text file. */
  InvalidDataException invalid(long line, long column, String message) {
    return new InvalidDataException(
        "%s: line %d, column %d: %s".formatted(name, line, column, message));
  }
}
