package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.simd.kernel.Engine;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the time of a pass over V apart: its arithmetic, which the same operation shows on a V that
 * a core's own cache holds, and reading V from where it lies, measured alone. Where both together
 * are what the pass takes, neither hides the other. With several threads also what as many sessions
 * of one thread do that share nothing, each with its part of V: more than that the machine does not
 * give to threads that share a V.
 */
public final class LimitCheck {

  static final String USAGE =
      """
      usage: bench/limits/run [--shapes SHAPE,…] [--operations PATTERN] [--threads N,…]
      """;

  /**
   * V of this shape takes a quarter of a megabyte or half of one, times the threads, and is stored
   * as it is.
   */
  private static final Shape CACHED = new Shape("cached", 336, 192, 1, 1);

  /** The same, but its transpose is stored, at each width of vectors. */
  private static final Shape CACHED_TRANSPOSED = new Shape("cached", 352, 184, 1, 1);

  private static final double WARM_UP_SECONDS = 2;
  private static final double TIMED_SECONDS = 2;

  private final List<Shape> shapes;
  private final String operations;
  private final int[] threads;

  private LimitCheck(String[] arguments) {
    var options = new Options(arguments, Set.of(), Set.of("--shapes", "--operations", "--threads"));
    shapes =
        Stream.of(options.text("--shapes", "3000x1025x32,10000x2000x16").split(",", -1))
            .map(Shape::parse)
            .toList();
    operations = options.text("--operations", "cross-rows|cross-columns|kl-rows|kl-columns");
    if (shapes.stream().anyMatch(Shape::isSparse)) {
      throw new IllegalArgumentException("--shapes must be dense: a sparse V is not read in order");
    }
    if (Operations.NAMES.stream().noneMatch(name -> name.matches(operations))) {
      throw new IllegalArgumentException(
          "--operations matches none of " + String.join(", ", Operations.NAMES));
    }
    String given = options.text("--threads", "1," + Runtime.getRuntime().availableProcessors());
    if (!given.matches("[1-9]\\d{0,3}(,[1-9]\\d{0,3})*")) {
      throw new IllegalArgumentException("--threads must be numbers such as 1,2, was " + given);
    }
    threads = Stream.of(given.split(",", -1)).mapToInt(Integer::parseInt).distinct().toArray();
  }

  /** Entry point of {@code bench/limits/run}. */
  public static void main(String[] arguments) throws IOException {
    LimitCheck check;
    try {
      check = new LimitCheck(arguments);
    } catch (IllegalArgumentException e) {
      System.err.printf("%s%n%s", e.getMessage(), USAGE);
      System.exit(2);
      return;
    }
    check.run();
  }

  private void run() throws IOException {
    Map<Integer, Cores> cores =
        Arrays.stream(threads).boxed().collect(Collectors.toMap(n -> n, Cores::new));
    System.out.println(RegisterTiles.table());
    System.out.println(
        "| operation | threads | V | GFLOP/s, V cached | of multiply-adds | GFLOP/s | a pass, ms |"
            + " with V cached, ms | reading V again and again, ms | between arithmetic, ms"
            + " | sum ÷ pass | GFLOP/s side by side |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (Precision precision : Precision.values()) {
      for (Shape shape : shapes) {
        for (int n : threads) {
          Cores all = Objects.requireNonNull(cores.get(n));
          double ceiling = all.most(() -> Ceilings.flops(precision, n));
          try (Backend backend = Backends.select("simd", n).backend()) {
            Operations.NAMES.stream()
                .filter(name -> name.matches(operations))
                .forEach(name -> print(backend, precision, shape, n, name, ceiling));
          }
        }
      }
    }
  }

  private static void print(
      Backend backend, Precision precision, Shape shape, int threads, String name, double ceiling) {
    // kernels differ in whether rows or columns of what is stored are the items
    Shape like = isStoredTransposed(precision, shape) ? CACHED_TRANSPOSED : CACHED;
    var cachedShape =
        new Shape("cached", like.rows() * threads, like.columns(), shape.rank(), shape.density());
    // side by side: these calls are so short that waiting for each other would show
    double cached = sideBySide(precision, cachedShape, threads, name);
    double rate = rate(backend, precision, shape, name);
    double flops = Operations.flops(name, shape);
    long bytes = shape.entries() * precision.bytes();
    double reading = bytes / Ceilings.bytesRead(threads, bytes);
    double pass = flops / rate;
    double between = bytes / Ceilings.bytesReadBetween(threads, bytes, pass);
    System.out.printf(
        Locale.ROOT,
        "| %s %s, k = %d | %d | %d × %d | %.0f | %.0f %% | %.0f | %.3f | %.3f | %.3f | %.3f | %.2f"
            + " | %.0f |%n",
        precision.name().toLowerCase(Locale.ROOT),
        name,
        shape.rank(),
        threads,
        shape.rows(),
        shape.columns(),
        cached * 1e-9,
        100 * cached / ceiling,
        rate * 1e-9,
        1e3 * pass,
        1e3 * flops / cached,
        1e3 * reading,
        1e3 * between,
        (flops / cached + between) / pass,
        1e-9 * (threads == 1 ? rate : sideBySide(precision, shape, threads, name)));
  }

  private static boolean isStoredTransposed(Precision precision, Shape shape) {
    return Engine.of(precision).format().isSmallerTransposed(shape.rows(), shape.columns());
  }

  /**
   * Floating-point operations per second of so many sessions of one thread each, at the same time,
   * each with its part of the rows: the sum of their fastest calls.
   */
  private static double sideBySide(Precision precision, Shape shape, int threads, String name) {
    var part =
        new Shape(
            "part",
            Math.ceilDiv(shape.rows(), threads),
            shape.columns(),
            shape.rank(),
            shape.density());
    double[] rates = new double[threads];
    Ceilings.together(
        threads,
        thread -> {
          try (Backend backend = Backends.select("simd", 1).backend()) {
            rates[thread] = rate(backend, precision, part, name);
          }
        });
    return Arrays.stream(rates).sum();
  }

  /** Floating-point operations per second of the fastest call. */
  private static double rate(Backend backend, Precision precision, Shape shape, String name) {
    try (Session session = backend.newSession(precision)) {
      Operation operation = Operations.of(session, shape, name);
      fastest(operation, WARM_UP_SECONDS);
      return operation.flops() / fastest(operation, TIMED_SECONDS);
    }
  }

  /** Seconds of the fastest call in about this time: other work on the machine only adds. */
  private static double fastest(Operation operation, double seconds) {
    long begin = System.nanoTime();
    long before = begin;
    long least = Long.MAX_VALUE;
    do {
      operation.body().run();
      long after = System.nanoTime();
      least = Math.min(least, after - before);
      before = after;
    } while (before - begin < seconds * 1e9);
    return least * 1e-9;
  }
}
