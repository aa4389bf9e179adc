package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A sparse V where the caller holds it, one panel of columns at a time on the device, by rows and
 * by columns. Each panel takes over the buffers of the one before: the queue is in order, so what
 * still reads them comes first.
 */
final class StreamedSparseData extends Data {

  private final Session owner;
  private final SparseMatrix v;
  private final int panelColumns;
  private final SparseUpload upload;
  private final ColumnCursor cursor;
  private final List<Workspace.Scratch> buffers = new ArrayList<>();
  private int used;
  private int current = -1;
  private List<SparseData.SparseBlock> blocks = List.of();

  /**
   * @throws InsufficientMemoryException if the heaviest panel does not fit
   */
  StreamedSparseData(
      Session owner, Workspace work, SparseMatrix v, double scale, int panelColumns) {
    super(owner, v.rows(), v.columns());
    this.owner = owner;
    this.v = v;
    this.panelColumns = panelColumns;
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

  @Override
  public boolean isSparse() {
    return true;
  }

  @Override
  public long storedEntries() {
    return v.storedEntries();
  }

  @Override
  public boolean isStreamed() {
    return true;
  }

  @Override
  public int panels() {
    return Math.ceilDiv(columns(), panelColumns);
  }

  @Override
  protected int start(int p) {
    return (int) Math.min(columns(), (long) p * panelColumns);
  }

  @Override
  protected Data view(int p) {
    int from = start(p);
    int to = start(p + 1);
    if (p != current) {
      current = -1; // until the panel is complete
      used = 0;
      cursor.moveTo(from, to);
      var loaded = new ArrayList<SparseData.SparseBlock>();
      upload.addBlocks(loaded, from, to, cursor.starts(), cursor.ends());
      blocks = loaded.stream().map(block -> block.shifted(from)).toList();
      current = p;
    }
    return new SparseData(owner, rows(), to - from, to - from, blocks);
  }
}
