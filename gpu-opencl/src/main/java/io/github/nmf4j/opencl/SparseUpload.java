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

/** Brings a sparse V to the device, by rows and by columns, panel by panel. */
final class SparseUpload {

  /** Entries of a block are counted in ints. */
  private static final long MOST_ENTRIES = 1 << 30;

  private final Workspace work;
  private final SparseMatrix v;
  private final double scale;
  private final String what;

  private SparseUpload(Workspace work, SparseMatrix v, double scale) {
    this.work = work;
    this.v = v;
    this.scale = scale;
    this.what = "the sparse %d × %d matrix".formatted(v.rows(), v.columns());
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
    return new SparseUpload(work, v, scale).upload(owner, panelColumns);
  }

  private SparseData upload(Session owner, int panelColumns) {
    int m = v.rows();
    int n = v.columns();
    work.memory().require(bytes(m, n, v.storedEntries(), work.precision()), what);
    var blocks = new ArrayList<SparseData.SparseBlock>();
    // where the next panel begins in each row: columns ascend
    long[] next = new long[m];
    for (int i = 0; i < m; i++) {
      next[i] = v.rowStart(i);
    }
    long[] end = new long[m];
    for (int first = 0; first < n && m > 0; ) {
      int last = (int) Math.min((long) first + panelColumns, n);
      for (int i = 0; i < m; i++) {
        end[i] = last == n ? v.rowStart(i + 1) : firstAtOrAfter(last, next[i], v.rowStart(i + 1));
      }
      addBlocks(blocks, first, last, next, end);
      long[] spare = next;
      next = end;
      end = spare;
      first = last;
    }
    return new SparseData(owner, m, n, panelColumns, blocks);
  }

  /** The first entry p, from ≤ p &lt; to, whose column is at least {@code column}; else to. */
  private long firstAtOrAfter(int column, long from, long to) {
    long low = from;
    long high = to;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (v.column(middle) < column) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** One panel, cut by rows so that each buffer is small enough. */
  private void addBlocks(
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
    ClBuffer columns = work.allocate((long) entries * Integer.BYTES, what);
    try (Transfer transfer = transfer(columns)) {
      for (int i = firstRow; i < endRow; i++) {
        for (long p = starts[i]; p < ends[i]; p++) {
          transfer.number(v.column(p) - firstColumn);
        }
      }
    }
    ClBuffer values = work.allocate((long) entries * work.precision().bytes(), what);
    try (Transfer transfer = transfer(values)) {
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
      ClBuffer rows = work.allocate((long) entries * Integer.BYTES, what);
      try (Transfer transfer = transfer(rows)) {
        for (int e = 0; e < entries; e++) {
          transfer.number(rowOf.getAtIndex(JAVA_INT, e));
        }
      }
      ClBuffer values = work.allocate((long) entries * work.precision().bytes(), what);
      try (Transfer transfer = transfer(values)) {
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
    ClBuffer buffer = work.allocate((long) numbers.length * Integer.BYTES, what);
    try (Transfer transfer = transfer(buffer)) {
      for (int number : numbers) {
        transfer.number(number);
      }
    }
    return buffer;
  }

  private Transfer transfer(ClBuffer buffer) {
    return new Transfer(work.queue(), work.precision(), buffer, 0, buffer.bytes());
  }
}
