package io.github.nmf4j.solver;

import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.InsufficientMemoryException;
import java.util.Locale;

/** Memory of this machine for what is made of V beside a session. */
final class HostRoom {

  private HostRoom() {}

  /**
   * @param what it is for, in the plural
   * @throws InsufficientMemoryException if there are not that many bytes
   */
  static void require(long bytes, String what) {
    long free = HostMemory.availableBytes();
    if (bytes > free) {
      throw new InsufficientMemoryException(
          "%s need %s, %s is available".formatted(what, mebibytes(bytes), mebibytes(free)));
    }
  }

  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
