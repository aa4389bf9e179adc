package io.github.nmf4j.opencl;

import io.github.nmf4j.opencl.SparseArrangement.Part;
import io.github.nmf4j.opencl.SparseData.Compressed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A panel of a sparse V, arranged by rows and by columns, in host memory of its own. */
final class HostPanel implements AutoCloseable {

  /** Some rows of the panel. */
  record HostBlock(
      int firstRow,
      int endRow,
      Compressed<MemorySegment> byRows,
      Compressed<MemorySegment> byColumns) {}

  private final Arena arena = Arena.ofShared();
  private final List<HostBlock> blocks = new ArrayList<>();
  private long bytes;

  void add(Part part, SparseArrangement arrangement) {
    blocks.add(
        new HostBlock(
            part.firstRow(),
            part.endRow(),
            arrangement.byRows(part, this::allocate),
            arrangement.byColumns(part, this::allocate)));
  }

  private MemorySegment allocate(long size, long alignment) {
    bytes += size;
    return arena.allocate(size, alignment);
  }

  List<HostBlock> blocks() {
    return blocks;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    arena.close();
  }
}
