package io.github.nmf4j.opencl;

import java.util.function.LongSupplier;

/**
 * Counts the host memory in which a backend's sessions keep panels of a sparse V that is streamed,
 * so that they are arranged once.
 */
final class PanelMemory {

  private final long limit;
  private final LongSupplier available;
  private long held;

  /**
   * @param limit bytes to keep at most
   * @param available bytes that the machine can still give
   */
  PanelMemory(long limit, LongSupplier available) {
    this.limit = limit;
    this.available = available;
  }

  /**
   * Whether {@code bytes}, which are allocated already, may be kept. All that is kept is within the
   * limit, and at most half of what the machine could still give beside it.
   */
  synchronized boolean keep(long bytes) {
    if (bytes > limit - held || held + bytes > available.getAsLong() / 2) {
      return false;
    }
    held += bytes;
    return true;
  }

  synchronized void giveBack(long bytes) {
    held -= bytes;
  }

  synchronized long heldBytes() {
    return held;
  }
}
