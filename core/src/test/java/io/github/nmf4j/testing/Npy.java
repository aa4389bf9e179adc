package io.github.nmf4j.testing;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the fixtures: two-dimensional little-endian doubles in NumPy's format 1.0. Independent of
 * the library's own reader, so that a fault there cannot hide behind a fault here.
 */
public final class Npy {

  private static final Pattern SHAPE =
      Pattern.compile(
          "'descr': '<f8', 'fortran_order': (False|True), 'shape': \\((\\d+), (\\d+)\\)");

  private Npy() {}

  /** The matrix in a test resource such as {@code /sklearn/iris/V.npy}. */
  public static DenseMatrix read(String resource) {
    try (InputStream in = Npy.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource " + resource);
      }
      return parse(resource, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DenseMatrix parse(String resource, byte[] file) {
    int data = 10 + (file[8] & 0xff) + ((file[9] & 0xff) << 8);
    String header = new String(file, 10, data - 10, StandardCharsets.US_ASCII);
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find()) {
      throw new IllegalArgumentException(resource + ": unexpected header " + header);
    }
    int rows = Integer.parseInt(shape.group(2));
    int columns = Integer.parseInt(shape.group(3));
    MemorySegment segment = Arena.ofAuto().allocate(file.length - data, 64);
    segment.copyFrom(MemorySegment.ofArray(Arrays.copyOfRange(file, data, file.length)));
    return DenseMatrix.wrap(
        segment,
        ElementType.FLOAT64,
        ByteOrder.LITTLE_ENDIAN,
        rows,
        columns,
        shape.group(1).equals("True"));
  }
}
