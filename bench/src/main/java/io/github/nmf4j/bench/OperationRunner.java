package io.github.nmf4j.bench;

import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link OperationBenchmark} over the shapes and operations that are asked for. */
public final class OperationRunner {

  static final String USAGE =
      """
      usage: bench/operations/run [--operations PATTERN] [--shapes SHAPE,…] [--precisions float,double]
                                  [--backends simd,reference,…] [--threads N] [--bits 128|256|512]
                                  [--forks N] [--quick] [--out DIR]
      operations: %s
      shapes: %s, or ROWSxCOLUMNSxRANK, or ROWSxCOLUMNSxRANK@DENSITY
      """
          .formatted(String.join(", ", Operations.NAMES), String.join(", ", Shape.names()));

  private static final int SECONDS = 1;
  private static final int WARM_UPS = 3;
  private static final int MEASUREMENTS = 5;

  private final String operations;
  private final List<String> shapes;
  private final String[] precisions;
  private final String[] backends;
  private final int threads;
  private final int bits;
  private final int forks;
  private final boolean quick;
  private final @Nullable Path out;

  private OperationRunner(String[] arguments) {
    var options =
        new Options(
            arguments,
            Set.of("--quick"),
            Set.of(
                "--operations",
                "--shapes",
                "--precisions",
                "--backends",
                "--threads",
                "--bits",
                "--forks",
                "--out"));
    operations = options.text("--operations", ".*");
    shapes = List.of(options.text("--shapes", String.join(",", Shape.names())).split(",", -1));
    shapes.forEach(Shape::parse);
    precisions =
        options.text("--precisions", "float,double").toUpperCase(Locale.ROOT).split(",", -1);
    Arrays.stream(precisions).forEach(Precision::valueOf);
    backends = options.text("--backends", "simd").split(",", -1);
    threads = options.number("--threads", 0, 1);
    bits = options.forcedBits();
    forks = options.number("--forks", 1, 1);
    quick = options.has("--quick");
    out = options.path("--out");
    if (matching(Operations.NAMES).isEmpty()) {
      throw new IllegalArgumentException("no operation matches '" + operations + "'");
    }
  }

  /** See {@link #USAGE}. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    OperationRunner runner;
    try {
      runner = new OperationRunner(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    runner.run();
  }

  private void run() throws IOException, RunnerException {
    List<String> dense = shapes.stream().filter(s -> !Shape.parse(s).isSparse()).toList();
    List<String> sparse = shapes.stream().filter(s -> Shape.parse(s).isSparse()).toList();
    int trials =
        dense.size() * matching(Operations.NAMES).size()
            + sparse.size() * matching(Operations.ON_V).size();
    trials *= precisions.length * backends.length * forks;
    double seconds = quick ? 1.5 : SECONDS * (WARM_UPS + MEASUREMENTS) + 1.0;
    System.err.printf(
        Locale.ROOT, "%d starts, about %.0f minutes%n", trials, trials * seconds / 60);
    var results = new ArrayList<RunResult>();
    results.addAll(measure(dense, matching(Operations.NAMES)));
    // those on factors alone do not see how V is stored
    results.addAll(measure(sparse, matching(Operations.ON_V)));
    int all = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    var page = new OperationPage(Machine.look(all), bits, results);
    System.out.println(page.markdown());
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve("operations.md"), page.markdown());
      Files.writeString(out.resolve("operations.json"), page.json());
    }
  }

  private List<String> matching(List<String> names) {
    return names.stream().filter(n -> n.matches(".*(" + operations + ").*")).toList();
  }

  private List<RunResult> measure(List<String> of, List<String> names) throws RunnerException {
    if (of.isEmpty() || names.isEmpty()) {
      return List.of();
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(OperationBenchmark.class.getName())
            .param("operation", names.toArray(String[]::new))
            .param("shape", of.toArray(String[]::new))
            .param("precision", precisions)
            .param("backend", backends)
            .param("threads", Integer.toString(threads))
            .forks(forks)
            .addProfiler(GCProfiler.class)
            .warmupIterations(quick ? 1 : WARM_UPS)
            .measurementIterations(quick ? 2 : MEASUREMENTS)
            .warmupTime(quick ? TimeValue.milliseconds(500) : TimeValue.seconds(SECONDS))
            .measurementTime(quick ? TimeValue.milliseconds(100) : TimeValue.seconds(SECONDS));
    if (bits != 0) {
      options.jvmArgsPrepend("-D" + Machine.WIDTH_PROPERTY + "=" + bits);
    }
    return List.copyOf(new Runner(options.build()).run());
  }
}
