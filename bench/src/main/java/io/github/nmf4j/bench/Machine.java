package io.github.nmf4j.bench;

import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import tools.jackson.core.JsonGenerator;

/**
 * The machine that a page was measured on, and what it can do at most at this time.
 *
 * @param processor its name
 * @param cores processors that the program may use
 * @param java virtual machine and version
 * @param flags options that it was started with
 * @param bits vector width in use
 * @param threads of "all threads" below
 * @param floatFlops multiply-add ceiling in float, operations per second of one thread
 * @param floatFlopsAll of all threads
 * @param doubleFlops the same in double
 * @param doubleFlopsAll of all threads
 * @param bandwidth bytes read from memory per second by one thread
 * @param bandwidthAll by all threads
 */
public record Machine(
    String processor,
    int cores,
    String java,
    List<String> flags,
    int bits,
    int threads,
    double floatFlops,
    double floatFlopsAll,
    double doubleFlops,
    double doubleFlopsAll,
    double bandwidth,
    double bandwidthAll) {

  /** The property that forces a width on backend simd. */
  public static final String WIDTH_PROPERTY = "nmf.simd.bits";

  public Machine {
    flags = List.copyOf(flags);
  }

  /**
   * Measures its ceilings: some seconds.
   *
   * @param threads threads besides one
   */
  public static Machine look(int threads) throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        Integer.getInteger(WIDTH_PROPERTY, FloatVector.SPECIES_PREFERRED.vectorBitSize()),
        threads,
        Ceilings.flops(Precision.FLOAT, 1),
        Ceilings.flops(Precision.FLOAT, threads),
        Ceilings.flops(Precision.DOUBLE, 1),
        Ceilings.flops(Precision.DOUBLE, threads),
        Ceilings.bytesRead(1),
        Ceilings.bytesRead(threads));
  }

  private static String processorName() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /** The multiply-add ceiling of all threads. */
  public double flopsAll(Precision precision) {
    return precision == Precision.FLOAT ? floatFlopsAll : doubleFlopsAll;
  }

  /** Some sentences for a page. */
  public String sentences() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %d-bit vectors, %s, flags: %s. Ceilings with 1 / %d threads: multiply-adds"
            + " %.0f / %.0f GFLOP/s float, %.0f / %.0f double; reading memory %.1f / %.1f GB/s.",
        processor,
        cores,
        bits,
        java,
        flags.isEmpty() ? "none" : "`" + String.join(" ", flags) + "`",
        threads,
        floatFlops * 1e-9,
        floatFlopsAll * 1e-9,
        doubleFlops * 1e-9,
        doubleFlopsAll * 1e-9,
        bandwidth * 1e-9,
        bandwidthAll * 1e-9);
  }

  /** A field {@code machine} of the object that is being written. */
  public void write(JsonGenerator json) {
    json.writeObjectPropertyStart("machine");
    json.writeStringProperty("processor", processor);
    json.writeNumberProperty("cores", cores);
    json.writeStringProperty("java", java);
    json.writeArrayPropertyStart("flags");
    flags.forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("vectorBits", bits);
    json.writeNumberProperty("threads", threads);
    json.writeNumberProperty("floatFlopsOneThread", floatFlops);
    json.writeNumberProperty("floatFlopsAllThreads", floatFlopsAll);
    json.writeNumberProperty("doubleFlopsOneThread", doubleFlops);
    json.writeNumberProperty("doubleFlopsAllThreads", doubleFlopsAll);
    json.writeNumberProperty("bytesPerSecondOneThread", bandwidth);
    json.writeNumberProperty("bytesPerSecondAllThreads", bandwidthAll);
    json.writeEndObject();
  }
}
