package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.Ceilings;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.incubator.vector.FloatVector;

/**
 * The machine that a page was measured on.
 *
 * @param processor its name
 * @param cores processors that the program may use
 * @param java virtual machine and version
 * @param bits preferred vector width
 * @param floatFlops multiply-add ceiling in float, one thread, operations per second
 * @param doubleFlops the same in double
 * @param bandwidth bytes read per second by one thread
 * @param bandwidthAll by all
 */
record Machine(
    String processor,
    int cores,
    String java,
    int bits,
    double floatFlops,
    double doubleFlops,
    double bandwidth,
    double bandwidthAll) {

  static Machine look() throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Machine(
        processorName(),
        cores,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        FloatVector.SPECIES_PREFERRED.vectorBitSize(),
        Ceilings.flops(Precision.FLOAT, 1),
        Ceilings.flops(Precision.DOUBLE, 1),
        Ceilings.bytesRead(1),
        Ceilings.bytesRead(cores));
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
}
