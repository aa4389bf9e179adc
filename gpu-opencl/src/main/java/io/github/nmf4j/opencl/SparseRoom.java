package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.opencl.SparseArrangement.Part;
import io.github.nmf4j.opencl.SparseData.SparseBlock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Buffers for one panel at a time, by rows and by columns, of a sparse V that is streamed. Each
 * panel takes over the buffers of the one before: the queue is in order, so what still reads them
 * comes first. Panels are kept on the host as they were arranged, as many as there is memory for.
 */
final class SparseRoom implements AutoCloseable {

  private final Session owner;
  private final Workspace work;
  private final SparseMatrix v;
  private final String what;
  private final PanelMemory memory;
  private final SparseArrangement arrangement;
  private final ColumnCursor cursor;
  private final List<Workspace.Scratch> buffers = new ArrayList<>();
  private final Map<Integer, HostPanel> kept = new HashMap<>();
  private int used;

  /**
   * @param memory where panels that are kept are counted
   * @throws InsufficientMemoryException if the heaviest panel does not fit
   */
  SparseRoom(
      Session owner,
      Workspace work,
      SparseMatrix v,
      double scale,
      int panelColumns,
      PanelMemory memory) {
    this.owner = owner;
    this.work = work;
    this.v = v;
    this.what = "a panel of " + SparseUpload.describe(v);
    this.memory = memory;
    this.arrangement = new SparseArrangement(v, scale, work.precision());
    this.cursor = new ColumnCursor(v);
    long heaviest = SparseMatrix.heaviestPanel(v.columnCounts(), panelColumns);
    work.memory()
        .require(SparseUpload.bytes(v.rows(), panelColumns, heaviest, work.precision()), what);
  }

  /** A panel of the columns {@code from ≤ j < to}. */
  Data load(int from, int to) {
    used = 0;
    HostPanel known = kept.get(from);
    if (known != null) {
      // not more than a panel ahead of the device: an interrupt is noticed between two
      work.queue().finish();
      return sent(known, to - from);
    }
    HostPanel panel = arrange(from, to);
    boolean keep = false;
    try {
      Data data = sent(panel, to - from);
      keep = memory.keep(panel.bytes());
      if (keep) {
        kept.put(from, panel);
      }
      return data;
    } finally {
      if (!keep) {
        drop(panel);
      }
    }
  }

  private HostPanel arrange(int from, int to) {
    cursor.moveTo(from, to);
    var panel = new HostPanel();
    try {
      for (Part part : SparseUpload.parts(work, v, from, to, cursor)) {
        panel.add(part, arrangement);
      }
      return panel;
    } catch (RuntimeException | Error e) {
      panel.close();
      throw e;
    }
  }

  /** Lets go of a panel, once the device has read it. */
  private void drop(HostPanel panel) {
    try {
      work.queue().finish();
    } finally {
      panel.close();
    }
  }

  private Data sent(HostPanel panel, int columns) {
    List<SparseBlock> blocks =
        panel.blocks().stream()
            .map(
                block ->
                    new SparseBlock(
                        block.firstRow(),
                        block.endRow(),
                        0,
                        columns,
                        block.byRows().map(this::send),
                        block.byColumns().map(this::send)))
            .toList();
    return new SparseData(owner, v.rows(), columns, columns, blocks);
  }

  private ClBuffer send(MemorySegment list) {
    if (used == buffers.size()) {
      buffers.add(work.newScratch(what));
    }
    return SparseUpload.send(work, list, buffers.get(used++).atLeast(list.byteSize()));
  }

  /** Frees the panels that are kept; the device must be done. */
  @Override
  public void close() {
    for (HostPanel panel : kept.values()) {
      memory.giveBack(panel.bytes());
      panel.close();
    }
    kept.clear();
  }
}
