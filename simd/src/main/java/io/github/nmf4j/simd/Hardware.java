package io.github.nmf4j.simd;

import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.simd.kernel.Width;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The CPU as the backend sees it. Touched only once the Vector API is known to be there. */
final class Hardware {

  /** The system property that forces a vector width. */
  static final String WIDTH_PROPERTY = "nmf.simd.bits";

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private Hardware() {}

  /** Bits of the widest vector. */
  static int bits() {
    return Width.HARDWARE_BITS;
  }

  static DeviceInfo device() {
    return new DeviceInfo(
        name(),
        DeviceInfo.Kind.CPU,
        Runtime.getRuntime().availableProcessors(),
        HostMemory.totalBytes(),
        true,
        "%d-bit vectors of %d".formatted(Width.BITS, Width.HARDWARE_BITS));
  }

  /** The model's name where Linux tells, else the architecture. */
  private static String name() {
    String architecture = System.getProperty("os.arch", "CPU");
    if (!Files.isReadable(CPUINFO)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(CPUINFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException | UncheckedIOException e) {
      return architecture;
    }
  }
}
