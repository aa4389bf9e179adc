package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Writes one buffer from its beginning (or another offset) to wherever it is closed, through two
 * slabs: while the device copies one, the other is filled.
 */
final class Transfer implements AutoCloseable {

  private static final long SLAB_BYTES = 4 << 20;

  private final ClQueue queue;
  private final ClBuffer target;
  private final boolean floats;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment[] slabs;
  private final @Nullable ClEvent[] pending = new ClEvent[2];
  private long offset;
  private int active;
  private long filled;

  /**
   * @param offset first byte to write
   * @param bytes how much will be written, at most
   */
  Transfer(ClQueue queue, Precision precision, ClBuffer target, long offset, long bytes) {
    this.queue = queue;
    this.target = target;
    this.floats = precision == Precision.FLOAT;
    this.offset = offset;
    long slab = Math.max(64, Math.min(bytes, SLAB_BYTES));
    this.slabs =
        new MemorySegment[] {
          arena.allocate(slab, 64), arena.allocate(bytes <= slab ? 64 : slab, 64)
        };
  }

  /** Writes {@code values[0 … length − 1]}, each times {@code scale}, rounded. */
  void reals(double[] values, int length, double scale) {
    int size = floats ? Float.BYTES : Double.BYTES;
    for (int done = 0; done < length; ) {
      int n = (int) Math.min(length - done, room(size) / size);
      MemorySegment slab = slabs[active];
      if (floats) {
        for (int i = 0; i < n; i++) {
          slab.set(JAVA_FLOAT, filled + (long) i * Float.BYTES, (float) (values[done + i] * scale));
        }
      } else {
        for (int i = 0; i < n; i++) {
          slab.set(JAVA_DOUBLE, filled + (long) i * Double.BYTES, values[done + i] * scale);
        }
      }
      filled += (long) n * size;
      done += n;
    }
  }

  void real(double value) {
    room(Double.BYTES);
    if (floats) {
      slabs[active].set(JAVA_FLOAT, filled, (float) value);
      filled += Float.BYTES;
    } else {
      slabs[active].set(JAVA_DOUBLE, filled, value);
      filled += Double.BYTES;
    }
  }

  /** Writes {@code count} zeros. */
  void zeros(int count) {
    for (int i = 0; i < count; i++) {
      real(0);
    }
  }

  void number(int value) {
    room(Integer.BYTES);
    slabs[active].set(JAVA_INT, filled, value);
    filled += Integer.BYTES;
  }

  /** Bytes left in the active slab, at least {@code needed}: if there are fewer, it is sent. */
  private long room(int needed) {
    if (slabs[active].byteSize() - filled < needed) {
      send();
    }
    return slabs[active].byteSize() - filled;
  }

  private void send() {
    if (filled > 0) {
      pending[active] = queue.startWrite(target, offset, slabs[active].asSlice(0, filled));
      offset += filled;
      filled = 0;
      active = 1 - active;
      await(active);
    }
  }

  private void await(int slab) {
    ClEvent event = pending[slab];
    if (event != null) {
      pending[slab] = null;
      event.close();
    }
  }

  /** Sends what is left and waits for all of it. */
  @Override
  public void close() {
    // the slabs must outlive the device's reading, also when something failed
    try (arena) {
      try {
        send();
      } finally {
        try {
          await(0);
        } finally {
          await(1);
        }
      }
    }
  }
}
