package io.github.nmf4j.solver;

import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;

/** How a sparse V is cut into panels of equally many columns when it is streamed. */
final class SparsePanels {

  /** What a row or a column takes besides its entries. */
  private static final long LINE_BYTES = 16;

  private SparsePanels() {}

  /** What V takes in a session, by rows and by columns. */
  static long bytes(SparseMatrix v, Precision precision) {
    return bytes(v.rows(), v.columns(), v.storedEntries(), precision);
  }

  private static long bytes(long rows, long columns, long entries, Precision precision) {
    return 2 * entries * (Integer.BYTES + precision.bytes()) + (rows + columns) * LINE_BYTES;
  }

  /**
   * The width of panels of which the heaviest takes {@code most} bytes: columns of texts differ by
   * orders of magnitude. Where the rows alone take half of that, their entries may take as much
   * again. At least 1.
   */
  static int width(SparseMatrix v, Precision precision, long most) {
    long room = Math.max(most, 2L * v.rows() * LINE_BYTES);
    int[] counts = v.columnCounts();
    int width = v.columns();
    while (width > 1
        && bytes(v.rows(), width, SparseMatrix.heaviestPanel(counts, width), precision) > room) {
      width = Math.ceilDiv(width, 2);
    }
    return width;
  }
}
