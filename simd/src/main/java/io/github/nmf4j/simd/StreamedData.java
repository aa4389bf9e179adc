package io.github.nmf4j.simd;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** V where the caller holds it, one panel at a time in memory of this session. */
final class StreamedData extends Data {

  private final SimdSession owner;
  private final ColumnSource v;
  private final int panelColumns;
  private final Upload upload;
  private final MemorySegment room;
  private int current = -1;
  private int width;
  private Panel panel;

  StreamedData(SimdSession owner, ColumnSource v, int panelColumns, Upload upload) {
    super(owner, v.rows(), v.columns());
    this.owner = owner;
    this.v = v;
    this.panelColumns = panelColumns;
    this.upload = upload;
    this.room = upload.panelMemory(v.rows(), panelColumns);
    this.panel = load(0);
  }

  private Panel load(int p) {
    if (p != current) {
      int from = start(p);
      int to = start(p + 1);
      if (to - from != width) {
        room.fill((byte) 0); // what pads the tiles lies elsewhere now
        width = to - from;
      }
      current = -1; // until it is whole, it is no panel
      panel = upload.dense(v.columns(from, to), 0, width, room);
      v.release(from, to);
      current = p;
    }
    return panel;
  }

  @Override
  public boolean isSparse() {
    return false;
  }

  @Override
  public long storedEntries() {
    return (long) rows() * columns();
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
    return new SimdData(
        owner, rows(), start(p + 1) - start(p), Integer.MAX_VALUE, List.of(load(p)));
  }
}
