package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Brings panels of a sparse V to the device, by rows and by columns. */
final class SparseUpload {

  /** Entries of a block are counted in ints. */
  private static final long MOST_ENTRIES = 1 << 30;

  private final Workspace work;
  private final SparseMatrix v;
  private final double scale;
  private final LongFunction<ClBuffer> buffers;
  private final String what;

  /**
   * @param buffers gives a buffer of at least that many bytes
   */
  SparseUpload(Workspace work, SparseMatrix v, double scale, LongFunction<ClBuffer> buffers) {
    this.work = work;
    this.v = v;
    this.scale = scale;
    this.buffers = buffers;
    this.what = describe(v);
  }

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
    var upload = new SparseUpload(work, v, scale, bytes -> work.allocate(bytes, what));
    var cursor = new ColumnCursor(v);
    var blocks = new ArrayList<SparseData.SparseBlock>();
    for (int first = 0; first < v.columns() && v.rows() > 0; ) {
      int last = (int) Math.min((long) first + panelColumns, v.columns());
      cursor.moveTo(first, last);
      upload.addBlocks(blocks, first, last, cursor.starts(), cursor.ends());
      first = last;
    }
    return new SparseData(owner, v.rows(), v.columns(), panelColumns, blocks);
  }

  /** One panel, cut by rows so that each buffer is small enough. */
  void addBlocks(
      List<SparseData.SparseBlock> blocks,
      int firstColumn,
      int endColumn,
      long[] starts,
      long[] ends) {
    long width = Math.max(Integer.BYTES, work.precision().bytes());
    long most = Math.min(MOST_ENTRIES, work.limits().maxAllocationBytes() / width);
    int firstRow = 0;
    long entries = 0;
    for (int i = 0; i < starts.length; i++) {
      long length = ends[i] - starts[i];
      if (length > most) {
        throw new InsufficientMemoryException(
            "row %d of %s has %d entries, one buffer holds %d".formatted(i, what, length, most));
      }
      if (entries + length > most) {
        blocks.add(block(firstRow, i, firstColumn, endColumn, starts, ends));
        firstRow = i;
        entries = 0;
      }
      entries += length;
    }
    blocks.add(block(firstRow, starts.length, firstColumn, endColumn, starts, ends));
  }

  private SparseData.SparseBlock block(
      int firstRow, int endRow, int firstColumn, int endColumn, long[] starts, long[] ends) {
    return new SparseData.SparseBlock(
        firstRow,
        endRow,
        firstColumn,
        endColumn,
        byRows(firstRow, endRow, firstColumn, starts, ends),
        byColumns(firstRow, endRow, firstColumn, endColumn, starts, ends));
  }

  private SparseData.Compressed byRows(
      int firstRow, int endRow, int firstColumn, long[] starts, long[] ends) {
    int[] itemStarts = new int[endRow - firstRow + 1];
    for (int i = firstRow; i < endRow; i++) {
      itemStarts[i - firstRow + 1] = itemStarts[i - firstRow] + (int) (ends[i] - starts[i]);
    }
    int entries = itemStarts[endRow - firstRow];
    ClBuffer columns = buffers.apply((long) entries * Integer.BYTES);
    try (Transfer transfer = transfer(columns, entries)) {
      for (int i = firstRow; i < endRow; i++) {
        for (long p = starts[i]; p < ends[i]; p++) {
          transfer.number(v.column(p) - firstColumn);
        }
      }
    }
    ClBuffer values = buffers.apply((long) entries * work.precision().bytes());
    try (Transfer transfer = transfer(values, entries)) {
      for (int i = firstRow; i < endRow; i++) {
        for (long p = starts[i]; p < ends[i]; p++) {
          transfer.real(v.value(p) * scale);
        }
      }
    }
    return compressed(itemStarts, columns, values);
  }

  /** The same entries sorted by column; within a column rows ascend. */
  private SparseData.Compressed byColumns(
      int firstRow, int endRow, int firstColumn, int endColumn, long[] starts, long[] ends) {
    int[] itemStarts = new int[endColumn - firstColumn + 1];
    for (int i = firstRow; i < endRow; i++) {
      for (long p = starts[i]; p < ends[i]; p++) {
        itemStarts[v.column(p) - firstColumn + 1]++;
      }
    }
    for (int j = 1; j < itemStarts.length; j++) {
      itemStarts[j] += itemStarts[j - 1];
    }
    int entries = itemStarts[itemStarts.length - 1];
    int[] next = itemStarts.clone();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment rowOf = local.allocate(Math.max(1L, entries) * Integer.BYTES, 64);
      MemorySegment valueOf = local.allocate(Math.max(1L, entries) * Double.BYTES, 64);
      for (int i = firstRow; i < endRow; i++) {
        for (long p = starts[i]; p < ends[i]; p++) {
          int at = next[v.column(p) - firstColumn]++;
          rowOf.setAtIndex(JAVA_INT, at, i - firstRow);
          valueOf.setAtIndex(JAVA_DOUBLE, at, v.value(p) * scale);
        }
      }
      ClBuffer rows = buffers.apply((long) entries * Integer.BYTES);
      try (Transfer transfer = transfer(rows, entries)) {
        for (int e = 0; e < entries; e++) {
          transfer.number(rowOf.getAtIndex(JAVA_INT, e));
        }
      }
      ClBuffer values = buffers.apply((long) entries * work.precision().bytes());
      try (Transfer transfer = transfer(values, entries)) {
        for (int e = 0; e < entries; e++) {
          transfer.real(valueOf.getAtIndex(JAVA_DOUBLE, e));
        }
      }
      return compressed(itemStarts, rows, values);
    }
  }

  private SparseData.Compressed compressed(int[] itemStarts, ClBuffer columns, ClBuffer values) {
    var segments = new Segments(itemStarts);
    int[] tiles = segments.tiles();
    int[] longRows = segments.longRows();
    boolean hasLong = longRows.length > 0;
    return new SparseData.Compressed(
        itemStarts.length - 1,
        itemStarts[itemStarts.length - 1],
        columns,
        values,
        numbers(itemStarts),
        numbers(tiles),
        tiles.length - 1,
        numbers(segments.starts()),
        numbers(segments.owners()),
        numbers(segments.slots()),
        segments.slotCount(),
        hasLong ? numbers(longRows) : null,
        hasLong ? numbers(segments.longFirsts()) : null,
        longRows.length);
  }

  private ClBuffer numbers(int[] numbers) {
    ClBuffer buffer = buffers.apply((long) numbers.length * Integer.BYTES);
    try (Transfer transfer = transfer(buffer, numbers.length)) {
      for (int number : numbers) {
        transfer.number(number);
      }
    }
    return buffer;
  }

  /** To the beginning of the buffer, at most this many numbers of any type. */
  private Transfer transfer(ClBuffer buffer, long numbers) {
    return new Transfer(work.queue(), work.precision(), buffer, 0, numbers * Double.BYTES);
  }
}
