package io.github.nmf4j.io;

import io.github.nmf4j.backend.InsufficientMemoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this process can still take, as far as the system says: Linux' own estimate and
 * the limit of the control group. Elsewhere the allocation itself decides.
 */
final class AvailableMemory {

  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");

  private AvailableMemory() {}

  /**
   * Refuses what does not fit before any of it is taken: Linux promises more memory than it has and
   * ends the process that believes it.
   *
   * @throws InsufficientMemoryException with both numbers
   */
  static void require(Source source, long bytes, String what) {
    long available = bytes();
    if (bytes > available) {
      throw new InsufficientMemoryException(
          "%s: %s needs %s of memory, %s are available"
              .formatted(source.name(), what, Shown.bytes(bytes), Shown.bytes(available)));
    }
  }

  private static long bytes() {
    return Math.min(systemBytes(), groupBytes());
  }

  private static long systemBytes() {
    OptionalLong kibibytes = field(MEMORY_INFO, "MemAvailable:");
    return kibibytes.isPresent() ? kibibytes.getAsLong() << 10 : Long.MAX_VALUE;
  }

  private static long groupBytes() {
    OptionalLong limit = field(GROUP.resolve("memory.max"), "");
    OptionalLong current = field(GROUP.resolve("memory.current"), "");
    if (limit.isEmpty() || current.isEmpty()) {
      return Long.MAX_VALUE;
    }
    // cached files count as used, but are given up when memory is needed
    long cache = field(GROUP.resolve("memory.stat"), "inactive_file").orElse(0);
    return Math.max(0, limit.getAsLong() - current.getAsLong() + cache);
  }

  /** The number behind {@code key} at the start of a line; none if the file does not say. */
  private static OptionalLong field(Path file, String key) {
    List<String> lines;
    try {
      lines = Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      // a system file that cannot be read says nothing
      lines = List.of();
    }
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip().split(" ", 2)[0])
        .filter(number -> number.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }
}
