package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A sparse matrix in compressed rows.
 *
 * @param starts rows + 1 longs
 * @param indices an int per entry, ascending within a row
 * @param values an element per entry, and room for a vector that begins with the last
 * @param rows number of rows
 * @param columns number of columns
 */
public record Csr(
    MemorySegment starts, MemorySegment indices, MemorySegment values, int rows, int columns)
    implements Source {

  /** Stands where there is no operand. */
  public static final Csr NONE =
      new Csr(MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL, 0, 0);

  static final ValueLayout.OfInt INDEX = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong START = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Index of the first entry of a row; after the last row, the number of entries. */
  public long start(int row) {
    return starts.get(START, row * 8L);
  }

  /** Index of the first entry of {@code row} in a column that is not before {@code column}. */
  long firstAtOrAfter(int row, int column) {
    long low = start(row);
    long high = start(row + 1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (indices.get(INDEX, middle * 4) < column) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
