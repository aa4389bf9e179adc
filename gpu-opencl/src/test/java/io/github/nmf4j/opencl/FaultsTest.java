package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, goes wrong in words. */
final class FaultsTest {

  /** What a JVM of its own prints that asks for the backend. */
  private static String child(List<String> options, Optional<Path> drivers)
      throws IOException, InterruptedException {
    return child(ProbeMain.class, options, drivers);
  }

  private static String child(Class<?> program, List<String> options, Optional<Path> drivers)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            location(ProbeMain.class),
            location(OpenClProvider.class),
            location(Session.class)));
    command.add(program.getName());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    drivers.ifPresent(folder -> builder.environment().put("OCL_ICD_VENDORS", folder.toString()));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  @Test
  void withoutALibraryTheBackendIsRefusedWithARemedy() throws Exception {
    String output = child(List.of("-Dnmf.opencl.library=/nowhere/libOpenCL.so"), Optional.empty());
    assertTrue(output.contains("refused: no OpenCL library was found"), output);
    assertTrue(output.contains("/nowhere/libOpenCL.so"), output);
    assertTrue(output.contains("-Dnmf.opencl.library=PATH"), output);
    assertTrue(output.contains("open: opencl cannot run here"), output);
  }

  @Test
  void withoutADriverTheBackendIsRefusedWithARemedy(@TempDir Path empty) throws Exception {
    TestDevice.first();
    String output = child(List.of(), Optional.of(empty));
    assertTrue(output.contains("refused: clGetPlatformIDs"), output);
    assertTrue(output.contains("CL_PLATFORM_NOT_FOUND_KHR (-1001)"), output);
    assertTrue(output.contains("pocl-opencl-icd"), output);
    assertTrue(output.contains("open: opencl cannot run here"), output);
  }

  @Test
  void manyThreadsMayBeTheFirstToUseOpenCl() throws Exception {
    ClDevice device = TestDevice.first();
    // without a lock around the first look at the devices, PoCL 3.1 crashes in most runs
    for (int run = 0; run < 3; run++) {
      String output = child(FirstUseMain.class, List.of(), Optional.empty());
      assertEquals(
          6, output.split("opened " + Pattern.quote(device.name()), -1).length - 1, output);
    }
  }

  @Test
  void signalsOfTheJvmDoNotDisturbTheCompiler() throws Exception {
    TestDevice.first();
    // interpreted, a null check that fails is a fault of the processor every time
    String output = child(BuildAmidFaultsMain.class, List.of("-Xint"), Optional.empty());
    assertTrue(output.contains("built " + BuildAmidFaultsMain.BUILDS), output);
  }

  @Test
  void devicesAreChosenByIndexOrPartOfTheName() {
    ClDevice device = TestDevice.first();
    List<ClDevice> devices = ClDevice.all();
    assertEquals(device.name(), OpenClProvider.choose(devices, "").name());
    assertEquals(device.name(), OpenClProvider.choose(devices, "0").name());
    String part = device.name().substring(1, 4).toUpperCase(Locale.ROOT);
    assertEquals(device.name(), OpenClProvider.choose(devices, part).name());
  }

  @Test
  void aDeviceThatIsNotThereIsNamedBesideThoseThatAre() {
    ClDevice device = TestDevice.first();
    for (String wanted : List.of("917", "no such device", "99999999999")) {
      var e =
          assertThrows(
              BackendUnavailableException.class,
              () -> new OpenClProvider().open(new BackendOptions(0, wanted)));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("'" + wanted + "'"), message);
      assertTrue(message.contains("0 = " + device.name()), message);
    }
  }

  @Test
  void aProgramThatDoesNotCompileShowsLogAndNumberedSource() {
    ClDevice device = TestDevice.first();
    var source =
        new KernelSource(
            "broken.cl",
            "// one\n__kernel void k(__global float *x) {\n  x[0] = unknown_name;\n}\n");
    try (Arena arena = Arena.ofShared()) {
      ClContext context = ClContext.create(device, arena);
      var e =
          assertThrows(
              ClBuildException.class, () -> ClProgram.compile(context, source, "-DSOME=1", arena));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("broken.cl"), message);
      assertTrue(message.contains(device.name()), message);
      assertTrue(message.contains("-DSOME=1"), message);
      assertTrue(message.contains("   3    x[0] = unknown_name;"), message);
      int log = message.indexOf("log:");
      assertTrue(
          message.indexOf("unknown_name", log) < message.indexOf("source:"),
          "the log does not name the error: " + message);
    }
  }

  @Test
  void tooLittleMemoryIsSaidWithBothNumbersBeforeDataMove() {
    var settings = TestDevice.settings("nmf.opencl.memory", "100000");
    try (OpenClBackend backend = TestDevice.open(settings);
        Session session = backend.newSession(Precision.FLOAT)) {
      DenseMatrix dense = DenseMatrix.allocate(300, 100, Precision.FLOAT);
      var e = assertThrows(InsufficientMemoryException.class, () -> session.upload(dense));
      String message = String.valueOf(e.getMessage());
      // 300 rows of 100 numbers, rounded up to 112, of 4 bytes
      assertTrue(message.contains("134400"), message);
      assertTrue(message.contains("100000"), message);
      SparseMatrix sparse =
          SparseMatrix.ofDense(DenseMatrix.of(new double[90][90]).copy(Precision.FLOAT, 1));
      session.upload(sparse); // empty: fits
      var f = assertThrows(InsufficientMemoryException.class, () -> session.newFactor(5000, 10));
      assertTrue(String.valueOf(f.getMessage()).contains("5000 × 10 factor"), f.getMessage());
      assertFalse(
          backend.plan(new ProblemSize(300, 100, 30_000, false, 10, Precision.FLOAT)).fits());
    }
  }

  @Test
  void closedSessionsGiveTheirMemoryBack() {
    var settings = TestDevice.settings("nmf.opencl.memory", Long.toString(1 << 20));
    var size = new ProblemSize(10, 10, 100, false, 2, Precision.FLOAT);
    try (OpenClBackend backend = TestDevice.open(settings)) {
      long before = backend.plan(size).availableBytes();
      assertEquals(1 << 20, before);
      for (int i = 0; i < 20; i++) {
        try (Session session = backend.newSession(Precision.FLOAT)) {
          Factor f = session.newFactor(10_000, 16);
          assertEquals(0, session.sum(f));
          assertTrue(backend.plan(size).availableBytes() < before - 640_000);
        }
      }
      assertEquals(before, backend.plan(size).availableBytes());
    }
  }

  @Test
  void sessionsWorkSideBySide() throws Exception {
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      var results = new ArrayList<Future<Double>>();
      for (int t = 1; t <= 2; t++) {
        double value = t;
        Callable<Double> work =
            () -> {
              try (Session session = backend.newSession(Precision.FLOAT)) {
                Factor f = session.newFactor(100, 3);
                Factor g = session.newFactor(100, 3);
                double[] entries = new double[300];
                Arrays.fill(entries, value);
                session.write(f, DenseMatrix.of(100, 3, entries));
                session.write(g, DenseMatrix.of(100, 3, entries));
                double sum = 0;
                for (int i = 0; i < 50; i++) {
                  session.subtract(f, g, g);
                  sum += session.dot(f, f) + session.sum(g);
                  session.copy(f, g);
                }
                return sum;
              }
            };
        results.add(threads.submit(work));
      }
      assertEquals(50 * 300.0, results.get(0).get());
      assertEquals(50 * 1200.0, results.get(1).get());
    }
  }

  @Test
  void waitingAfterEveryCommandChangesNothing() {
    var settings = TestDevice.settings("nmf.opencl.finish", "true");
    try (OpenClBackend backend = TestDevice.open(settings);
        Session session = backend.newSession(Precision.FLOAT)) {
      Factor f = session.newFactor(2, 2);
      session.write(f, DenseMatrix.of(2, 2, 1.0, 2, 3, 4));
      assertEquals(30, session.dot(f, f));
    }
  }

  @Test
  void largeFactorsComeBackWholeThroughSeveralSlabs() {
    int rows = 150_000; // 9.6 MB: more than two slabs
    DenseMatrix values = DenseMatrix.allocate(rows, 3, Precision.FLOAT);
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < 3; c++) {
        values.set(i, c, 3 * i + c);
      }
    }
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN);
        Session session = backend.newSession(Precision.FLOAT)) {
      Factor f = session.newFactor(rows, 3);
      session.write(f, values);
      DenseMatrix back = DenseMatrix.allocate(rows, 3, Precision.DOUBLE);
      session.read(f, back);
      for (int i = 0; i < rows; i++) {
        for (int c = 0; c < 3; c++) {
          assertEquals(values.get(i, c), back.get(i, c));
        }
      }
    }
  }
}
