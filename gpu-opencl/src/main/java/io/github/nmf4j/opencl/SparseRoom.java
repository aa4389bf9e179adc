package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Buffers for one panel at a time, by rows and by columns, of a sparse V that is streamed. Each
 * panel takes over the buffers of the one before: the queue is in order, so what still reads them
 * comes first.
 */
final class SparseRoom {

  private final Session owner;
  private final SparseMatrix v;
  private final SparseUpload upload;
  private final ColumnCursor cursor;
  private final List<Workspace.Scratch> buffers = new ArrayList<>();
  private int used;

  /**
   * @throws InsufficientMemoryException if the heaviest panel does not fit
   */
  SparseRoom(Session owner, Workspace work, SparseMatrix v, double scale, int panelColumns) {
    this.owner = owner;
    this.v = v;
    this.cursor = new ColumnCursor(v);
    String what = "a panel of " + SparseUpload.describe(v);
    long heaviest = SparseMatrix.heaviestPanel(v.columnCounts(), panelColumns);
    work.memory()
        .require(SparseUpload.bytes(v.rows(), panelColumns, heaviest, work.precision()), what);
    this.upload = new SparseUpload(work, v, scale, bytes -> buffer(work, bytes, what));
  }

  private ClBuffer buffer(Workspace work, long bytes, String what) {
    if (used == buffers.size()) {
      buffers.add(work.newScratch(what));
    }
    return buffers.get(used++).atLeast(bytes);
  }

  /** A panel of the columns {@code from ≤ j < to}. */
  Data load(int from, int to) {
    used = 0;
    cursor.moveTo(from, to);
    var blocks = new ArrayList<SparseData.SparseBlock>();
    upload.addBlocks(blocks, from, to, cursor.starts(), cursor.ends());
    return new SparseData(
        owner,
        v.rows(),
        to - from,
        to - from,
        blocks.stream().map(block -> block.shifted(from)).toList());
  }
}
