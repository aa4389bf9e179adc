package io.github.nmf4j.bench.peers;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.bench.Options;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * nmf4j on OpenCL against PyTorch on the same device, started by {@code bench/gpu/run}: for each
 * case both are processes of their own that have V, W0 and H0 on the device and take turns.
 */
public final class DeviceBenchmark {

  private static final String USAGE =
      """
      usage: bench/gpu/run [--setting full|small] [--cases PATTERN] [--rounds N] [--device DEVICE]
                           [--python FILE] [--out DIR]
      """;

  private final String cases;
  private final int rounds;
  private final String backend;
  private final String python;
  private final @Nullable Path out;
  private String setting;

  private DeviceBenchmark(String[] arguments) {
    var options =
        new Options(
            arguments,
            Set.of(),
            Set.of("--setting", "--cases", "--rounds", "--device", "--python", "--out"));
    setting = options.text("--setting", "");
    if (!setting.matches("|full|small")) {
      throw new IllegalArgumentException("--setting must be full or small, was '" + setting + "'");
    }
    cases = options.text("--cases", ".*");
    rounds = options.number("--rounds", 3, 1);
    backend = options.has("--device") ? "opencl:" + options.text("--device", "") : "opencl";
    python = options.text("--python", "python3");
    out = options.path("--out");
  }

  /** See {@code bench/gpu/run}. */
  public static void main(String[] arguments) throws IOException {
    DeviceBenchmark benchmark;
    try {
      benchmark = new DeviceBenchmark(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    try {
      benchmark.run();
    } catch (BackendUnavailableException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException {
    var rows = new ArrayList<DeviceRow>();
    DeviceInfo device;
    double flops;
    double bandwidth;
    var fitting = new ArrayList<PeerCase>();
    try (Backend opened = Backends.select(backend, 0).backend()) {
      device = opened.device();
      flops = opened.measureCeiling(Precision.FLOAT).orElseThrow();
      bandwidth = opened.measureBandwidth().orElseThrow();
      boolean gpu = device.kind() != DeviceInfo.Kind.CPU;
      setting = setting.isEmpty() ? (gpu ? "full" : "small") : setting;
      for (PeerCase c : setting.equals("full") ? DeviceCase.full() : DeviceCase.small()) {
        long entries = c.isSparse() ? c.entries() : (long) c.rows() * c.columns();
        var size =
            new ProblemSize(c.rows(), c.columns(), entries, c.isSparse(), c.rank(), c.precision());
        if (!c.name().matches(".*(" + cases + ").*")) {
          continue;
        }
        if (opened.plan(size).fits()) {
          fitting.add(c);
        } else {
          System.err.println(c.name() + " does not fit into the device's memory: left out");
        }
      }
    }
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          "no case of the %s setting that fits matches '%s'".formatted(setting, cases));
    }
    var page =
        new DevicePage(
            device.name() + ", " + device.details(),
            device.kind() != DeviceInfo.Kind.CPU,
            setting,
            flops,
            bandwidth,
            rounds,
            rows);
    Path folder = Files.createTempDirectory("nmf4j-gpu");
    try {
      PeerCase written = null;
      for (PeerCase c : fitting) {
        // gigabytes: cases on the same V follow each other
        if (written == null || !DeviceCase.sameData(written, c)) {
          CaseData.writeData(c, folder);
          written = c;
        }
        CaseData.writeStart(c, folder);
        run(c, folder, rows);
        save(page);
      }
    } finally {
      PeerBenchmark.deleteFolder(folder);
    }
    System.out.println(page.markdown());
  }

  /** One case; one that fails leaves the others their turn. */
  private void run(PeerCase c, Path folder, List<DeviceRow> rows) {
    try {
      DeviceRow row = measure(c, folder);
      rows.add(row);
      System.err.printf(
          "%s: nmf4j %.3f ms, %.2f x%n", c.name(), 1e3 * row.ours().median(), row.ratio());
    } catch (IOException | InsufficientMemoryException e) {
      System.err.println(c.name() + " is left out: " + e.getMessage());
    }
  }

  /** After every case: a run that is cut off keeps what it has. */
  private void save(DevicePage page) throws IOException {
    Path folder = out;
    if (folder != null) {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("gpu.md"), page.markdown());
      Files.writeString(folder.resolve("gpu.json"), page.json());
    }
  }

  private DeviceRow measure(PeerCase c, Path folder) throws IOException {
    try (Contender ours = Contender.start("nmf4j", ours(c, folder), Map.of());
        Contender started = theirs(c, folder)) {
      ours.warmUp(c.iterations());
      Contender theirs = started != null && runs(started, 2, true) ? started : null;
      for (int round = 0; round < rounds; round++) {
        ours.measure(c.iterations());
        theirs = theirs != null && runs(theirs, c.iterations(), false) ? theirs : null;
      }
      String[] times = ours.times().split(" ", -1);
      return new DeviceRow(
          c,
          ours.timing(),
          new DeviceTimes(
              Double.parseDouble(times[0]),
              Double.parseDouble(times[1]),
              Double.parseDouble(times[2])),
          theirs == null ? null : theirs.timing());
    }
  }

  /** Whether PyTorch did these iterations: it may run out of memory where nmf4j does not. */
  private static boolean runs(Contender theirs, int iterations, boolean warmUp) {
    try {
      if (warmUp) {
        theirs.warmUp(iterations);
      } else {
        theirs.measure(iterations);
      }
      return true;
    } catch (IOException e) {
      System.err.println("without PyTorch: " + e.getMessage());
      return false;
    }
  }

  private @Nullable Contender theirs(PeerCase c, Path folder) {
    Path script =
        Path.of(System.getProperty("nmf.bench.peers", "bench/peers"), "torch_device_peer.py");
    List<String> command =
        List.of(
            python,
            script.toString(),
            folder.toString(),
            Double.toString(c.beta()),
            c.isSparse() ? "sparse" : "dense");
    try {
      return Contender.start("PyTorch", command, Map.of());
    } catch (IOException e) {
      System.err.println("without PyTorch: " + e.getMessage());
      return null;
    }
  }

  private List<String> ours(PeerCase c, Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    String library = System.getProperty("nmf.opencl.library");
    if (library != null) {
      command.add("-Dnmf.opencl.library=" + library);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NmfContender.class.getName());
    command.addAll(
        List.of(
            folder.toString(),
            c.method(),
            Double.toString(c.beta()),
            c.precision().name(),
            backend,
            "0"));
    return command;
  }
}
