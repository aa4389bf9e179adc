package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Backends;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the provider says about the JVM that it finds itself in. */
final class SimdProviderTest {

  private static final List<String> VECTOR = List.of("--add-modules", "jdk.incubator.vector");

  /** The first line that matters of {@link ProbeReport} on the class path of a new JVM. */
  private static String probe(List<String> options) throws IOException, InterruptedException {
    String output = output(options);
    return Stream.of(output.split("\n"))
        .filter(line -> line.startsWith("available") || line.startsWith("refused"))
        .findFirst()
        .orElse(output);
  }

  private static String output(List<String> options) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    String classPath =
        String.join(
            File.pathSeparator,
            location(BackendProvider.class),
            location(SimdProvider.class),
            Path.of("target", "test-classes").toAbsolutePath().toString());
    command.addAll(List.of("-cp", classPath, ProbeReport.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var lines = process.inputReader()) {
      String output = String.join("\n", lines.lines().toList());
      process.waitFor();
      return output;
    }
  }

  private static String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    assertNotNull(source);
    return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
  }

  private static List<String> with(String... more) {
    return Stream.concat(VECTOR.stream(), Stream.of(more)).toList();
  }

  @Test
  void refusesWithoutTheVectorModule() throws Exception {
    assertEquals(
        "refused: the module jdk.incubator.vector is not loaded; "
            + "start Java with --add-modules jdk.incubator.vector",
        probe(List.of()));
  }

  @Test
  void loadsTheVectorModuleItselfWhereThatIsAllowed() throws Exception {
    String output = output(List.of("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"));
    assertTrue(output.startsWith("available"), output);
    assertTrue(!output.contains("WARNING"), output);
  }

  @Test
  void refusesWithoutTheOptimisingCompiler() throws Exception {
    assertEquals(
        "refused: the JVM only interprets (-Xint); start Java without -Xint", probe(with("-Xint")));
    assertEquals(
        "refused: the C2 compiler is off (-XX:TieredStopAtLevel=1); "
            + "start Java without -XX:TieredStopAtLevel",
        probe(with("-XX:TieredStopAtLevel=1")));
  }

  @Test
  void refusesWidthsThatAreNotThere() throws Exception {
    assertEquals(
        "refused: -Dnmf.simd.bits=200 is not a width; use 128, 256 or 512",
        probe(with("-Dnmf.simd.bits=200")));
    int hardware = Hardware.bits();
    assumeTrue(hardware < 512, "this CPU has every width");
    assertEquals(
        "refused: -Dnmf.simd.bits=512 is more than this CPU has: %1$d bits; use %1$d or less, or leave it out"
            .formatted(hardware),
        probe(with("-Dnmf.simd.bits=512")));
  }

  @Test
  void takesTheWidthThatIsAskedFor() throws Exception {
    assertTrue(probe(with("-Dnmf.simd.bits=128")).startsWith("available: 128-bit vectors"));
  }

  @Test
  void isFoundAsAServiceOnModulePathAndClassPath() throws IOException {
    assertTrue(Backends.names().contains("simd"), "not found as a service");
    var provides =
        SimdProvider.class.getModule().getDescriptor().provides().stream()
            .filter(p -> p.service().equals(BackendProvider.class.getName()))
            .findFirst()
            .orElseThrow();
    String file = "/META-INF/services/" + BackendProvider.class.getName();
    try (InputStream services = SimdProvider.class.getResourceAsStream(file)) {
      assertNotNull(services, file);
      String text = new String(services.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(provides.providers(), text.lines().toList());
    }
  }

  @Test
  void devicesAreNamedByIndexOrName() {
    var provider = new SimdProvider();
    try (Backend backend = provider.open(new BackendOptions(1, "0"))) {
      assertEquals("simd", backend.name());
      assertEquals(1, backend.threads());
    }
    var refused =
        assertThrows(
            BackendUnavailableException.class,
            () -> provider.open(new BackendOptions(1, "no such CPU")));
    assertTrue(String.valueOf(refused.getMessage()).contains("no such CPU"));
  }
}
