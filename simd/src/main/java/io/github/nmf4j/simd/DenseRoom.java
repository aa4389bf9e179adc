package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.matrix.DenseMatrix;
import java.lang.foreign.MemorySegment;

/** Memory for one panel at a time of a dense V that is streamed. */
final class DenseRoom {

  private final SimdSession owner;
  private final Upload upload;
  private final MemorySegment memory;
  private int width;

  DenseRoom(SimdSession owner, Upload upload, int rows, int panelColumns) {
    this.owner = owner;
    this.upload = upload;
    this.memory = upload.panelMemory(rows, panelColumns);
  }

  /** A panel of these columns. */
  Data load(DenseMatrix columns) {
    if (columns.columns() != width) {
      memory.fill((byte) 0); // what pads the tiles lies elsewhere now
      width = columns.columns();
    }
    Panel panel = upload.dense(columns, 0, width, memory);
    return SimdData.of(owner, columns.rows(), width, panel);
  }
}
