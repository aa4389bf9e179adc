package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.nmf4j.backend.Session;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kernel under Oclgrind, a driver that interprets them and reports accesses out of bounds,
 * data races and wrong calls. It is loaded by its path: its wrapper program does not see calls that
 * are not linked.
 */
final class OclgrindTest {

  private static final Path LIBRARY =
      Path.of(System.getProperty("nmf.test.oclgrind", "/usr/lib/oclgrind/liboclgrind-rt.so"));
  private static final Path KERNELS = Path.of("src/main/resources/io/github/nmf4j/opencl/kernels");
  private static final Pattern KERNEL = Pattern.compile("__kernel[^;{]*?\\bvoid\\s+(\\w+)\\s*\\(");
  private static final Map<String, String> UNINITIALIZED =
      Map.of("OCLGRIND_UNINITIALIZED", "1", "OCLGRIND_BUILD_OPTIONS", "-O0");
  private static final Pattern LAUNCHED =
      Pattern.compile("Instructions executed for kernel '(\\w+)'");

  @ParameterizedTest
  @CsvSource({"DOUBLE, groups", "FLOAT, small", "FLOAT, vectors", "DOUBLE, vectors"})
  void noKernelDoesWhatItMustNot(String precision, String profile, @TempDir Path folder)
      throws Exception {
    assumeThere();
    Path log = folder.resolve("oclgrind.log");
    String output = run(precision, "all", profile, log, Map.of("OCLGRIND_DATA_RACES", "1"));
    assertEquals("", read(log), "Oclgrind's report");
    assertLaunched(output, profile);
  }

  /**
   * Every kernel with the check for values that nobody wrote. It does not know LLVM's {@code
   * freeze}, which only optimisation makes; without that kernels take ten times as long here, so
   * the problems are smaller.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT, smallest", "DOUBLE, smallest", "FLOAT, vectors", "DOUBLE, vectors"})
  void noKernelReadsWhatNobodyWrote(String precision, String profile, @TempDir Path folder)
      throws Exception {
    assumeThere();
    Path log = folder.resolve("oclgrind.log");
    String output = run(precision, "brief", profile, log, UNINITIALIZED);
    assertEquals("", read(log), "Oclgrind's report");
    assertLaunched(output, profile);
  }

  @Test
  void aReadOfWhatNobodyWroteIsSeen(@TempDir Path folder) throws Exception {
    assumeThere();
    Path log = folder.resolve("oclgrind.log");
    run("FLOAT", "unwritten", "smallest", log, UNINITIALIZED);
    assertTrue(read(log).contains("uninitialized value"), read(log));
    assertTrue(read(log).contains("sum_entries"), read(log));
  }

  private static String read(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static void assertLaunched(String output, String profile) throws IOException {
    var launched = new TreeSet<String>();
    for (Matcher m = LAUNCHED.matcher(output); m.find(); ) {
      launched.add(m.group(1));
    }
    Set<String> missing = declared();
    missing.removeAll(launched);
    // each of the two sorts of kernels replaces the other
    missing.removeIf(kernel -> kernel.endsWith("_vector") != profile.equals("vectors"));
    assertEquals(Set.of(), missing, "kernels that were not launched");
  }

  private static void assumeThere() {
    if (!Files.exists(LIBRARY)) {
      String required = System.getProperty("nmf.test.require", "");
      if (Arrays.asList(required.split(",")).contains("opencl")) {
        fail(LIBRARY + " is missing: install Oclgrind (required by nmf.test.require)");
      }
      abort("Oclgrind is not installed: there is no " + LIBRARY);
    }
  }

  private static String run(
      String precision, String what, String profile, Path log, Map<String, String> checks)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "--enable-native-access=ALL-UNNAMED",
                "-Dnmf.opencl.library=" + LIBRARY,
                "-Dnmf.opencl.profile=" + profile,
                "-Dnmf.opencl.cache=off",
                "-cp",
                String.join(
                    File.pathSeparator,
                    location(EveryKernel.class),
                    location(OpenClProvider.class),
                    location(Session.class)),
                EveryKernel.class.getName(),
                precision,
                what)
            .redirectErrorStream(true);
    builder.environment().putAll(checks);
    builder.environment().put("OCLGRIND_CHECK_API", "1");
    builder.environment().put("OCLGRIND_INST_COUNTS", "1");
    builder.environment().put("OCLGRIND_LOG", log.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** The kernels in the sources. */
  private static Set<String> declared() throws IOException {
    var names = new TreeSet<String>();
    try (Stream<Path> files = Files.list(KERNELS)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".cl")).toList();
      for (Path source : sources) {
        for (Matcher m = KERNEL.matcher(Files.readString(source)); m.find(); ) {
          names.add(m.group(1));
        }
      }
    }
    return names;
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
