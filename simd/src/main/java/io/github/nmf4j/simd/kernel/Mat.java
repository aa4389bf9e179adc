package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A row-major matrix off-heap: a factor, a Gram matrix, partial sums. Rows are contiguous and
 * padded with zeros to 64 bytes, so that every loop runs over whole vectors.
 *
 * @param segment where it lies
 * @param base offset of the first row in bytes
 * @param rows number of rows
 * @param columns number of columns without padding
 * @param stride distance of rows in elements
 * @param rowBytes distance of rows in bytes
 * @param buffer the segment's elements, for scalars; null where an int does not count them
 */
public record Mat(
    MemorySegment segment,
    long base,
    int rows,
    int columns,
    int stride,
    long rowBytes,
    @Nullable Buffer buffer)
    implements Source {

  /** Stands where there is no operand. */
  public static final Mat NONE = new Mat(MemorySegment.NULL, 0, 0, 0, 0, 0, null);

  /** Bytes to which rows are padded and matrices aligned. */
  public static final int ALIGNMENT = 64;

  /** A matrix at the beginning of {@code segment}. */
  public static Mat of(MemorySegment segment, int rows, int columns, int elementBytes) {
    long rowBytes = rowBytes(columns, elementBytes);
    Buffer buffer = Tiles.fitsBuffer(segment) ? Tiles.buffer(segment, elementBytes) : null;
    return new Mat(segment, 0, rows, columns, (int) (rowBytes / elementBytes), rowBytes, buffer);
  }

  /** Bytes of a row. */
  public static long rowBytes(int columns, int elementBytes) {
    return ((long) columns * elementBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Offset of a row in bytes. */
  public long offset(int row) {
    return base + row * rowBytes;
  }

  /** Rows {@code from ≤ i < to} of this matrix, in place. */
  public Mat slice(int from, int to) {
    return new Mat(segment, offset(from), to - from, columns, stride, rowBytes, buffer);
  }
}
