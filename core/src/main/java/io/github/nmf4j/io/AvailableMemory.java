package io.github.nmf4j.io;

import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.InsufficientMemoryException;

/** Asks for memory of the heap for what a file holds. */
final class AvailableMemory {

  private AvailableMemory() {}

  /**
   * Refuses what does not fit before any of it is taken: Linux promises more memory than it has and
   * ends the process that believes it.
   *
   * @throws InsufficientMemoryException with both numbers
   */
  static void require(Source source, long bytes, String what) {
    long available = HostMemory.availableBytes();
    if (bytes > available) {
      throw new InsufficientMemoryException(
          "%s: %s needs %s of memory, %s are available"
              .formatted(source.name(), what, Shown.bytes(bytes), Shown.bytes(available)));
    }
  }
}
