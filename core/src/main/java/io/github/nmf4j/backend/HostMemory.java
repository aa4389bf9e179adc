package io.github.nmf4j.backend;

import com.sun.management.OperatingSystemMXBean;
import io.github.nmf4j.matrix.DenseMatrix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this machine can still give; for the {@link MemoryPlan}s of CPU backends. */
public final class HostMemory {

  private HostMemory() {}

  /**
   * Bytes that can be allocated without swapping: what Linux calls available (page cache that can
   * be dropped included), within the limit of the control group; elsewhere the physical memory.
   */
  public static long availableBytes() {
    long available = fromMeminfo();
    if (available < 0) {
      var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      return system.getTotalMemorySize();
    }
    long limit = number(Path.of("/sys/fs/cgroup/memory.max"));
    long used = number(Path.of("/sys/fs/cgroup/memory.current"));
    return limit > 0 && used >= 0 ? Math.min(available, Math.max(0, limit - used)) : available;
  }

  /**
   * Whether pages of a mapped file should be given back after use, because the machine has no room
   * for the file. To have them back, one by one, took a third of an iteration.
   */
  public static boolean isTooSmallFor(DenseMatrix v) {
    return v.segment().byteSize() > availableBytes() / 2;
  }

  private static long fromMeminfo() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  /** The number in a file of the control group, −1 if there is none ("max" is none). */
  private static long number(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.chars().allMatch(Character::isDigit) && !text.isEmpty()
          ? Long.parseLong(text)
          : -1;
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }
}
