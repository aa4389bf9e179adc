package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.opencl.SparseArrangement.Part;
import io.github.nmf4j.opencl.SparseData.Compressed;
import io.github.nmf4j.opencl.SparseData.SparseBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Brings a sparse V to the device, all of it, by rows and by columns. */
final class SparseUpload {

  /** Entries of a block are counted in ints. */
  private static final long MOST_ENTRIES = 1 << 30;

  private SparseUpload() {}

  static String describe(SparseMatrix v) {
    return "the sparse %d × %d matrix".formatted(v.rows(), v.columns());
  }

  /** Device memory that a sparse matrix takes: entries, segments and tiles of both orientations. */
  static long bytes(long rows, long columns, long entries, Precision precision) {
    long perEntry = (long) Integer.BYTES + precision.bytes();
    long segments = rows + columns + 2 * (entries / Segments.TILE) + 4;
    return 2 * entries * perEntry + segments * 4 * Integer.BYTES;
  }

  /**
   * @throws InsufficientMemoryException if it does not fit; nothing has been moved then
   */
  static SparseData upload(
      Session owner, Workspace work, SparseMatrix v, double scale, int panelColumns) {
    String what = describe(v);
    work.memory().require(bytes(v.rows(), v.columns(), v.storedEntries(), work.precision()), what);
    var arrangement = new SparseArrangement(v, scale, work.precision());
    var cursor = new ColumnCursor(v);
    var blocks = new ArrayList<SparseBlock>();
    for (int first = 0; first < v.columns() && v.rows() > 0; ) {
      int last = (int) Math.min((long) first + panelColumns, v.columns());
      cursor.moveTo(first, last);
      for (Part part : parts(work, v, first, last, cursor)) {
        blocks.add(
            new SparseBlock(
                part.firstRow(),
                part.endRow(),
                first,
                last,
                moved(work, what, part, arrangement::byRows),
                moved(work, what, part, arrangement::byColumns)));
      }
      first = last;
    }
    return new SparseData(owner, v.rows(), v.columns(), panelColumns, blocks);
  }

  /** Arranges one side, which is gone from the host when it has arrived. */
  private static Compressed<ClBuffer> moved(
      Workspace work,
      String what,
      Part part,
      BiFunction<Part, SegmentAllocator, Compressed<MemorySegment>> arrange) {
    try (Arena passing = Arena.ofShared()) {
      Compressed<MemorySegment> lists = arrange.apply(part, passing);
      try {
        return lists.map(list -> send(work, list, work.allocate(list.byteSize(), what)));
      } finally {
        work.queue().finish(); // the lists must outlive the device's reading
      }
    }
  }

  /** Begins to write a list into a buffer; the list must stay until the queue is finished. */
  static ClBuffer send(Workspace work, MemorySegment list, ClBuffer target) {
    if (list.byteSize() > 0) {
      work.queue().writeLater(target, 0, list);
    }
    return target;
  }

  /**
   * The panel at which a cursor stands, cut by rows so that each buffer is small enough.
   *
   * @throws InsufficientMemoryException if a row has more entries than a buffer holds
   */
  static List<Part> parts(
      Workspace work, SparseMatrix v, int firstColumn, int endColumn, ColumnCursor cursor) {
    long width = Math.max(Integer.BYTES, work.precision().bytes());
    long most = Math.min(MOST_ENTRIES, work.limits().maxAllocationBytes() / width);
    long[] starts = cursor.starts();
    long[] ends = cursor.ends();
    var parts = new ArrayList<Part>();
    int firstRow = 0;
    long entries = 0;
    for (int i = 0; i < starts.length; i++) {
      long length = ends[i] - starts[i];
      if (length > most) {
        throw new InsufficientMemoryException(
            "row %d of %s has %d entries, one buffer holds %d"
                .formatted(i, describe(v), length, most));
      }
      if (entries + length > most) {
        parts.add(new Part(firstRow, i, firstColumn, endColumn, cursor));
        firstRow = i;
        entries = 0;
      }
      entries += length;
    }
    parts.add(new Part(firstRow, starts.length, firstColumn, endColumn, cursor));
    return parts;
  }
}
