package io.github.nmf4j.backend;

import com.sun.management.OperatingSystemMXBean;
import io.github.nmf4j.matrix.DenseMatrix;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** How much memory this machine can still give; for the {@link MemoryPlan}s of CPU backends. */
public final class HostMemory {

  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");

  private HostMemory() {}

  /**
   * Bytes that can be allocated without swapping: what Linux calls available, within the limits of
   * the control groups around the process (containers); page cache that can be dropped counts as
   * available in both. On Windows the free physical memory, elsewhere all of it.
   */
  public static long availableBytes() {
    OptionalLong kibibytes = ControlGroup.number(MEMORY_INFO, "MemAvailable:");
    if (kibibytes.isPresent()) {
      return Math.min(kibibytes.getAsLong() << 10, ControlGroup.own().availableBytes());
    }
    boolean windows =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? system().getFreeMemorySize() : system().getTotalMemorySize();
  }

  /** Bytes that this machine or container has. */
  public static long totalBytes() {
    return system().getTotalMemorySize();
  }

  private static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  /**
   * Whether pages of a mapped file should be given back after use, because the machine has no room
   * for the file. To have them back, one by one, took a third of an iteration.
   */
  public static boolean isTooSmallFor(DenseMatrix v) {
    return v.segment().byteSize() > availableBytes() / 2;
  }
}
