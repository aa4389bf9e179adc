package io.github.nmf4j.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole run from the shell: start of the program, reading, 60 multiplicative updates for
 * Kullback–Leibler of the digits (1797 × 64, k = 10), writing. The same start and order on both
 * sides.
 */
final class WholeRun {

  /** How {@code --cases} calls it. */
  static final String NAME = "whole-run-digits";

  private static final String RANK = "10";
  private static final String ITERATIONS = "60";

  private final Arguments arguments;
  private final Path folder;

  WholeRun(Arguments arguments, Path folder) {
    this.arguments = arguments;
    this.folder = folder;
  }

  /** Seconds of each program, in turn, after one run of each that is not counted. */
  Map<String, Timing> measure() throws IOException, InterruptedException {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(PeerRow.OURS, ours());
    commands.put("scikit-learn", theirs());
    commands.keySet().removeIf(name -> !name.matches(arguments.contenders()));
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= arguments.rounds(); round++) {
      for (var command : commands.entrySet()) {
        double taken = run(command.getKey(), command.getValue());
        if (round > 0) {
          seconds.computeIfAbsent(command.getKey(), name -> new ArrayList<>()).add(taken);
        }
      }
    }
    var timings = new LinkedHashMap<String, Timing>();
    seconds.forEach((name, taken) -> timings.put(name, Timing.of(taken, Double.NaN)));
    return timings;
  }

  private String digits() {
    return arguments.root().resolve("examples/digits.csv.gz").toString();
  }

  private List<String> ours() {
    return List.of(
        arguments.root().resolve("nmf").toString(),
        "factorize",
        digits(),
        "--rank",
        RANK,
        "--loss",
        "kl",
        "--solver",
        "mu",
        "--rng",
        "numpy",
        "--update-order",
        "w-h",
        "--max-iter",
        ITERATIONS,
        "--stop",
        "none",
        "--force",
        "-o",
        folder.resolve("nmf4j").toString());
  }

  private List<String> theirs() throws IOException {
    Path results = Files.createDirectories(folder.resolve("scikit-learn"));
    return List.of(
        arguments.python(),
        arguments.root().resolve("bench/peers/sklearn_run.py").toString(),
        digits(),
        RANK,
        ITERATIONS,
        results.toString());
  }

  private double run(String name, List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (status != 0) {
      throw new IOException(
          "%s ended with status %d: %s".formatted(name, status, Files.readString(output)));
    }
    return seconds;
  }
}
