package io.github.nmf4j.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that runs one case again and again when it is told to, and is idle in between. */
final class Contender implements AutoCloseable {

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final PrintStream input;
  private final List<Double> seconds = new ArrayList<>();
  private double loss = Double.NaN;
  private String times = "";

  private Contender(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Starts {@code command} and waits until it has read its case. */
  static Contender start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    var contender = new Contender(name, builder.start());
    String line = contender.output.readLine();
    if (line != null && line.startsWith("times ")) {
      contender.times = line.substring("times ".length());
      line = contender.output.readLine();
    }
    if (!"ready".equals(line)) {
      contender.close();
      throw new IOException(name + " did not start: " + String.join(" ", command));
    }
    return contender;
  }

  String name() {
    return name;
  }

  /** Seconds of kernels, transfers and compilation in its first run; empty if it did not say. */
  String times() {
    return times;
  }

  /** N iterations whose time is not kept: for compilers, caches and pages. */
  void warmUp(int iterations) throws IOException {
    run(iterations);
  }

  /** N iterations, timed. */
  void measure(int iterations) throws IOException {
    keep(run(iterations) / iterations);
  }

  /** Keeps the time of an iteration. */
  void keep(double secondsPerIteration) {
    seconds.add(secondsPerIteration);
  }

  /** Seconds of N iterations. */
  double run(int iterations) throws IOException {
    input.println("run " + iterations);
    String line = output.readLine();
    if (line == null) {
      throw new IOException(name + " ended in the middle of a run");
    }
    String[] parts = line.split(" ", -1);
    loss = Double.parseDouble(parts[1]);
    return Double.parseDouble(parts[0]);
  }

  /** What was measured so far. */
  Timing timing() {
    return Timing.of(seconds, loss);
  }

  @Override
  public void close() {
    input.close();
    process.destroy();
  }
}
