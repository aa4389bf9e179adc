package io.github.nmf4j.simd;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What memory the machine, or the container, has. */
final class Memory {

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private Memory() {}

  /** All of it, in bytes. */
  static long total() {
    return system().getTotalMemorySize();
  }

  /**
   * What can be allocated without swapping, in bytes: Linux's own estimate, which counts caches of
   * files as available, or what is free where there is none or a container has less.
   */
  static long available() {
    OperatingSystemMXBean system = system();
    long estimate = meminfo("MemAvailable:");
    boolean container = system.getTotalMemorySize() < meminfo("MemTotal:");
    return estimate < 0 || container ? system.getFreeMemorySize() : estimate;
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** A line of /proc/meminfo in bytes, or −1. */
  private static long meminfo(String name) {
    if (!Files.isReadable(MEMINFO)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException | UncheckedIOException e) {
      return -1;
    }
  }
}
