package io.github.nmf4j.simd;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.PackRoom;
import io.github.nmf4j.simd.kernel.Tiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Brings V off-heap in the order in which the passes read it. */
final class Upload {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final NativeMemory memory;
  private final Engine engine;
  private final Operation operation;
  private final double scale;
  private final @Nullable PackRoom[] rooms;

  Upload(NativeMemory memory, Operation operation, double scale) {
    this.memory = memory;
    this.engine = operation.engine;
    this.operation = operation;
    this.scale = scale;
    this.rooms = new PackRoom[operation.workers()];
  }

  /** Bytes of a dense rows × columns panel. */
  static long denseBytes(int rows, int columns, Tiles.Format format) {
    return Math.min(format.bytes(rows, columns), format.bytes(columns, rows));
  }

  /** Bytes of a sparse rows × columns panel. */
  static long sparseBytes(int rows, int columns, long entries, int elementBytes) {
    return 2 * entries * (Integer.BYTES + elementBytes) + (rows + columns + 2L) * Long.BYTES;
  }

  /** Columns {@code from ≤ j < to} of V. */
  Panel dense(DenseMatrix v, int from, int to) {
    long bytes = denseBytes(v.rows(), to - from, engine.format());
    return dense(v, from, to, memory.allocate(bytes, "V"));
  }

  /** Room for any panel of {@code columns} columns. */
  MemorySegment panelMemory(int rows, int columns) {
    return memory.allocate(denseBytes(rows, columns, engine.format()), "a panel of V");
  }

  /** Columns {@code from ≤ j < to} of V, at the beginning of {@code room}. */
  Panel dense(DenseMatrix v, int from, int to, MemorySegment room) {
    Tiles.Format format = engine.format();
    int width = to - from;
    boolean transposed = format.isSmallerTransposed(v.rows(), width);
    int rows = transposed ? width : v.rows();
    int columns = transposed ? v.rows() : width;
    var tiles = new Tiles(room, rows, columns, format);
    DenseMatrix x = transposed ? v.transpose() : v;
    int each = Math.ceilDiv(tiles.tileRows(), Operation.MOST_BLOCKS);
    operation.overBlocks(
        Math.ceilDiv(tiles.tileRows(), each),
        (o, b, _, _, worker) ->
            o.engine.packRows(
                room(worker),
                x,
                transposed ? from : 0,
                transposed ? 0 : from,
                scale,
                tiles,
                b * each,
                Math.min(tiles.tileRows(), (b + 1) * each)));
    return new Panel.Dense(tiles, transposed);
  }

  /** Only that worker asks for it. */
  private PackRoom room(int worker) {
    PackRoom room = rooms[worker];
    if (room == null) {
      room = engine.newPackRoom();
      rooms[worker] = room;
    }
    return room;
  }

  /** Columns {@code from ≤ j < to} of V, by rows and by columns. */
  Panel sparse(SparseMatrix v, int from, int to) {
    Csr rows = sparseRows(v, from, to);
    Csr columns = transpose(rows);
    return new Panel.Sparse(rows, columns, EntryBlocks.of(rows), EntryBlocks.of(columns));
  }

  private Csr sparseRows(SparseMatrix v, int from, int to) {
    long[] first = new long[v.rows()];
    long entries = 0;
    MemorySegment starts = memory.allocate((v.rows() + 1L) * Long.BYTES, "V");
    for (int i = 0; i < v.rows(); i++) {
      starts.setAtIndex(LONG, i, entries);
      first[i] = firstAtOrAfter(v, i, from);
      entries += firstAtOrAfter(v, i, to) - first[i];
    }
    starts.setAtIndex(LONG, v.rows(), entries);
    MemorySegment indices = memory.allocate(entries * Integer.BYTES, "V");
    MemorySegment values = memory.allocate(valueBytes(entries), "V");
    var csr = new Csr(starts, indices, values, v.rows(), to - from);
    for (int i = 0; i < v.rows(); i++) {
      long source = first[i];
      for (long e = csr.start(i); e < csr.start(i + 1); e++) {
        indices.setAtIndex(INT, e, v.column(source) - from);
        engine.setValue(values, e, v.value(source) * scale);
        source++;
      }
    }
    return csr;
  }

  /** Of a {@link Csr}. */
  private long valueBytes(long entries) {
    return entries * engine.bytes() + Mat.ALIGNMENT;
  }

  private static long firstAtOrAfter(SparseMatrix v, int row, int column) {
    long low = v.rowStart(row);
    long high = v.rowStart(row + 1);
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

  private Csr transpose(Csr rows) {
    int n = rows.columns();
    long entries = rows.start(rows.rows());
    int bytes = engine.bytes();
    MemorySegment starts = memory.allocate((n + 1L) * Long.BYTES, "the transpose of V");
    MemorySegment indices = memory.allocate(entries * Integer.BYTES, "the transpose of V");
    MemorySegment values = memory.allocate(valueBytes(entries), "the transpose of V");
    long[] next = new long[n + 1];
    for (long e = 0; e < entries; e++) {
      next[rows.indices().getAtIndex(INT, e) + 1]++;
    }
    for (int j = 0; j < n; j++) {
      next[j + 1] += next[j];
    }
    for (int j = 0; j <= n; j++) {
      starts.setAtIndex(LONG, j, next[j]);
    }
    for (int i = 0; i < rows.rows(); i++) {
      for (long e = rows.start(i); e < rows.start(i + 1); e++) {
        long to = next[rows.indices().getAtIndex(INT, e)]++;
        indices.setAtIndex(INT, to, i);
        MemorySegment.copy(rows.values(), e * bytes, values, to * bytes, bytes);
      }
    }
    return new Csr(starts, indices, values, n, rows.rows());
  }
}
