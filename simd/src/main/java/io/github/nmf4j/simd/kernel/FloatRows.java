package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;

/**
 * Rows of a factor as a buffer, whose single entries kernels broadcast: where they lie, or copied
 * to memory of a worker if no buffer is as long as the factor. One object is pointed at rows after
 * rows.
 */
final class FloatRows {

  private final MemorySegment memory;
  private final FloatBuffer copied;
  private FloatBuffer buffer;
  private int index;

  /** With {@code memory} for as many rows as there are at a time. */
  FloatRows(MemorySegment memory) {
    this.memory = memory;
    copied = (FloatBuffer) Tiles.buffer(memory, BYTES);
    buffer = copied;
  }

  /** Points at rows {@code first ≤ i < first + count} of F. */
  void point(Mat F, int first, int count) {
    if (F.buffer() instanceof FloatBuffer inPlace) {
      buffer = inPlace;
      index = (int) (F.offset(first) / BYTES);
    } else {
      MemorySegment.copy(F.segment(), F.offset(first), memory, 0, count * F.rowBytes());
      buffer = copied;
      index = 0;
    }
  }

  FloatBuffer buffer() {
    return buffer;
  }

  /** Where in the buffer the first row begins. */
  int index() {
    return index;
  }
}
