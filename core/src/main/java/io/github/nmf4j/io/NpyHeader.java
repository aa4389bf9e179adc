package io.github.nmf4j.io;

import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header of a NumPy array file, versions 1 to 3 (NumPy enhancement proposal 1).
 *
 * @param name how messages call the array
 * @param type NumPy's name of the element type
 * @param fortranOrder whether the first index runs fastest
 * @param shape extent of each dimension
 * @param dataOffset bytes before the first entry
 */
record NpyHeader(String name, String type, boolean fortranOrder, List<Long> shape, int dataOffset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy itself writes some hundred bytes at most for arrays without records. */
  private static final long LONGEST_HEADER = 1 << 20;

  /** Whether {@code start} begins as every array file does. */
  static boolean isMagic(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Reads up to the first byte of data. */
  static NpyHeader read(String name, InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (!isMagic(start)) {
      throw new InvalidDataException(
          "%s: wrong magic at offset 0: %s; a NumPy array begins with %s (\\x93NUMPY)"
              .formatted(name, hex(start, MAGIC.length), hex(MAGIC, MAGIC.length)));
    }
    if (start.length < MAGIC.length + 2) {
      throw new InvalidDataException(name + ": truncated: the file ends before its version");
    }
    int major = start[6];
    int minor = start[7];
    if (major < 1 || major > 3 || minor != 0) {
      throw new InvalidDataException(
          "%s: unknown version %d.%d at offset 6; allowed are 1.0, 2.0 and 3.0"
              .formatted(name, Byte.toUnsignedInt(start[6]), Byte.toUnsignedInt(start[7])));
    }
    int lengthBytes = major == 1 ? 2 : 4;
    byte[] lengthField = in.readNBytes(lengthBytes);
    long length = 0;
    for (int i = lengthField.length - 1; i >= 0; i--) {
      length = length << 8 | Byte.toUnsignedInt(lengthField[i]);
    }
    if (length > LONGEST_HEADER) {
      throw new InvalidDataException(
          "%s: a header of %d bytes at offset 8; allowed are %d"
              .formatted(name, length, LONGEST_HEADER));
    }
    byte[] text = in.readNBytes((int) length);
    if (lengthField.length < lengthBytes || text.length < length) {
      throw new InvalidDataException(
          "%s: truncated header: it has %d bytes, %d of them are there"
              .formatted(name, length, text.length));
    }
    int offset = MAGIC.length + 2 + lengthBytes;
    String literal =
        new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    NpyLiteral parsed = NpyLiteral.parse(name, literal, offset);
    return new NpyHeader(
        name, parsed.type(), parsed.fortranOrder(), parsed.shape(), offset + text.length);
  }

  /**
   * How an entry is stored.
   *
   * @throws InvalidDataException if it is no real number
   */
  ElementType elementType() {
    return ArrayType.number(type)
        .orElseThrow(() -> new InvalidDataException(name + ": " + ArrayType.complaint(type)));
  }

  ByteOrder byteOrder() {
    return ArrayType.order(type);
  }

  /**
   * Number of entries times bytes of one.
   *
   * @throws InvalidDataException if that is more than 2⁶³ − 1
   */
  long dataBytes() {
    try {
      return Math.multiplyExact(size(), elementType().bytes());
    } catch (ArithmeticException e) {
      throw new InvalidDataException(
          "%s: shape %s has more bytes than can be addressed".formatted(name, shapeText()), e);
    }
  }

  private long size() {
    long size = 1;
    // a zero makes the array empty, however large the other extents are
    if (shape.contains(0L)) {
      return 0;
    }
    for (long extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /**
   * Refuses what is no matrix.
   *
   * @throws InvalidDataException if the array is not two-dimensional, empty or too long
   */
  void requireMatrix() {
    if (shape.size() != 2) {
      throw new InvalidDataException(
          "%s: shape %s has %s, a matrix has two; in NumPy: %s"
              .formatted(
                  name,
                  shapeText(),
                  shape.size() == 1 ? "one dimension" : shape.size() + " dimensions",
                  shape.size() < 2
                      ? "V.reshape(1, -1) for one row, V.reshape(-1, 1) for one column"
                      : "V.reshape(V.shape[0], -1)"));
    }
    for (long extent : shape) {
      if (extent == 0) {
        throw new InvalidDataException(
            "%s: shape %s is empty; a matrix has at least one row and one column"
                .formatted(name, shapeText()));
      }
      if (extent > Integer.MAX_VALUE) {
        throw new InvalidDataException(
            "%s: shape %s; at most %d rows and columns"
                .formatted(name, shapeText(), Integer.MAX_VALUE));
      }
    }
  }

  int rows() {
    return Math.toIntExact(shape.get(0));
  }

  int columns() {
    return Math.toIntExact(shape.get(1));
  }

  /** The shape as NumPy writes it. */
  String shapeText() {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return shape.size() == 1 ? "(" + extents + ",)" : "(" + extents + ")";
  }

  private static String hex(byte[] bytes, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < Math.min(length, bytes.length); i++) {
      text.append(i == 0 ? "" : " ").append("%02x".formatted(bytes[i]));
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
