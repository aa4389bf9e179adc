package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.StreamedData;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.List;

/** Brings a dense V to the device in the order of lines in which the caller has it. */
final class DenseUpload {

  private DenseUpload() {}

  /** Numbers from one line to the next: a line begins on a boundary of 16 numbers. */
  private static int stride(int length) {
    return Math.multiplyExact(Math.ceilDiv(Math.max(1, length), 16), 16);
  }

  /** Device memory that an m × n matrix takes. */
  static long bytes(long rows, int columns, Precision precision) {
    return rows * stride(columns) * precision.bytes();
  }

  /**
   * @throws InsufficientMemoryException if it does not fit; nothing has been moved then
   */
  static DenseData upload(
      Session owner, Workspace work, DenseMatrix v, double scale, int panelColumns) {
    boolean columnMajor = v.isColumnMajor();
    DenseMatrix lines = columnMajor ? v.transpose() : v;
    int stride = stride(lines.columns());
    long lineBytes = (long) stride * work.precision().bytes();
    work.memory().require(lines.rows() * lineBytes, describe(v));
    int linesPerSlab = (int) Math.min(lines.rows(), work.limits().maxAllocationBytes() / lineBytes);
    if (linesPerSlab == 0 && lines.rows() > 0) {
      throw new InsufficientMemoryException(
          "one line of %s needs a buffer of %d bytes, %d are allowed"
              .formatted(describe(v), lineBytes, work.limits().maxAllocationBytes()));
    }
    var slabs = new ArrayList<DenseData.Slab>();
    if (lines.columns() > 0) {
      for (int first = 0; first < lines.rows(); ) {
        int end = (int) Math.min((long) first + linesPerSlab, lines.rows());
        slabs.add(slab(work, lines, first, end, stride, scale, describe(v)));
        first = end;
      }
    }
    return new DenseData(owner, v.rows(), v.columns(), panelColumns, slabs, columnMajor, 0);
  }

  private static DenseData.Slab slab(
      Workspace work,
      DenseMatrix lines,
      int first,
      int end,
      int stride,
      double scale,
      String what) {
    long bytes = (long) (end - first) * stride * work.precision().bytes();
    ClBuffer buffer = work.allocate(bytes, what);
    fill(work, buffer, lines, first, end, stride, scale);
    return new DenseData.Slab(buffer, first, end, stride);
  }

  /** The buffer = lines {@code first ≤ i < end}. */
  private static void fill(
      Workspace work,
      ClBuffer buffer,
      DenseMatrix lines,
      int first,
      int end,
      int stride,
      double scale) {
    long bytes = (long) (end - first) * stride * work.precision().bytes();
    int length = lines.columns();
    double[] line = new double[length];
    try (var transfer = new Transfer(work.queue(), work.precision(), buffer, 0, bytes)) {
      for (int i = first; i < end; i++) {
        lines.copyRow(i, 0, length, line);
        transfer.reals(line, length, scale);
        transfer.zeros(stride - length);
      }
    }
  }

  /**
   * V where the caller holds it, one panel at a time in one buffer.
   *
   * @throws InsufficientMemoryException if a panel does not fit into a buffer
   */
  static Data stream(
      Session owner, Workspace work, ColumnSource v, double scale, int panelColumns) {
    int stride = stride(v.rows());
    ClBuffer buffer =
        work.allocate(
            (long) panelColumns * stride * work.precision().bytes(),
            "a panel of " + describe(v.rows(), v.columns()));
    return StreamedData.dense(
        owner,
        v,
        panelColumns,
        columns -> {
          int width = columns.columns();
          fill(work, buffer, columns.transpose(), 0, width, stride, scale);
          var slab = new DenseData.Slab(buffer, 0, width, stride);
          return new DenseData(owner, columns.rows(), width, width, List.of(slab), true, 0);
        });
  }

  private static String describe(DenseMatrix v) {
    return describe(v.rows(), v.columns());
  }

  private static String describe(int rows, int columns) {
    return "the dense %d × %d matrix".formatted(rows, columns);
  }
}
