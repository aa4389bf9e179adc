package io.github.nmf4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Appends doubles to off-heap memory, a block at a time: one bulk copy per block costs less than a
 * checked access per number.
 */
final class BlockWriter {

  private static final int BLOCK = 8192;

  private final MemorySegment target;
  private final double[] block = new double[BLOCK];
  private int used;
  private long written;

  BlockWriter(MemorySegment target) {
    this.target = target;
  }

  /** Appends one number. */
  void add(double value) {
    if (used == BLOCK) {
      flush();
    }
    block[used++] = value;
  }

  /** Brings what was added into the target. */
  void flush() {
    MemorySegment.copy(block, 0, target, ValueLayout.JAVA_DOUBLE, written * Double.BYTES, used);
    written += used;
    used = 0;
  }
}
