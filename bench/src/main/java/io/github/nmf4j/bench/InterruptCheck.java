package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.OperationInterruptedException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Measures how long an operation of backend simd goes on after an interrupt of the thread that
 * called it. Each operation that reads V is called again and again, interrupted at a random moment,
 * several times.
 */
public final class InterruptCheck {

  static final String USAGE =
      """
      usage: bench/interrupts/run [--shape SHAPE] [--operations PATTERN] [--threads N]
                                  [--precision float|double] [--tries N] [--most MS]
      Exit code 1 if an operation went on for more than MS (100) milliseconds.
      """;

  private static final double MILLION = 1e6;

  private final Shape shape;
  private final List<String> names;
  private final int threads;
  private final Precision precision;
  private final int tries;
  private final int most;
  private final Random random = new Random(1);

  private InterruptCheck(String[] arguments) {
    var options =
        new Options(
            arguments,
            Set.of(),
            Set.of("--shape", "--operations", "--threads", "--precision", "--tries", "--most"));
    shape = Shape.parse(options.text("--shape", "20000x8000x64"));
    String pattern = options.text("--operations", ".*");
    names = Operations.ON_V.stream().filter(name -> name.matches(pattern)).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no operation matches '%s'; there are %s"
              .formatted(pattern, String.join(", ", Operations.ON_V)));
    }
    threads = options.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    precision = Precision.valueOf(options.text("--precision", "float").toUpperCase(Locale.ROOT));
    tries = options.number("--tries", 10, 1);
    most = options.number("--most", 100, 0);
  }

  /** Entry point of {@code bench/interrupts/run}. */
  public static void main(String[] arguments) throws InterruptedException {
    InterruptCheck check;
    try {
      check = new InterruptCheck(arguments);
    } catch (IllegalArgumentException e) {
      System.err.printf("%s%n%s", e.getMessage(), USAGE);
      System.exit(2);
      return;
    }
    System.exit(check.run() ? 0 : 1);
  }

  private boolean run() throws InterruptedException {
    boolean held = true;
    try (Backend chosen = Backends.select("simd", threads).backend();
        Session session = chosen.newSession(precision)) {
      System.out.printf(
          "%s, %s, %d threads. Milliseconds; a call, and from the interrupt to its end.%n%n",
          shape.name(), precision.name().toLowerCase(Locale.ROOT), threads);
      System.out.printf("| operation | a call | median | longest |%n|---|---|---|---|%n");
      for (Operation operation : Operations.of(session, shape)) {
        if (names.contains(operation.name())) {
          held &= measure(session, operation);
        }
      }
    }
    System.out.printf("%n%s%n", (held ? "None" : "Some") + " above " + most + " ms.");
    return held;
  }

  /** Prints a row; whether no try was too long. */
  private boolean measure(Session session, Operation operation) throws InterruptedException {
    operation.body().run(); // compiles it, more or less
    operation.body().run();
    long start = System.nanoTime();
    operation.body().run();
    double call = (System.nanoTime() - start) / MILLION;
    double[] times = new double[tries];
    for (int t = 0; t < tries; t++) {
      times[t] = interrupt(session, operation, random.nextDouble() * call);
    }
    Arrays.sort(times);
    double longest = times[tries - 1];
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %.1f |%n",
        operation.name(),
        call,
        times[tries / 2],
        longest);
    return longest <= most;
  }

  /** Calls it until it is interrupted after {@code delay} ms; ms from then to its end. */
  private double interrupt(Session session, Operation operation, double delay)
      throws InterruptedException {
    Thread caller = Thread.currentThread();
    var begun = new CountDownLatch(1);
    long[] interrupted = new long[1];
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    begun.await();
                    Thread.sleep((long) delay, (int) (delay * MILLION % MILLION));
                  } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts this thread", e);
                  }
                  interrupted[0] = System.nanoTime();
                  caller.interrupt();
                });
    session.setInterruptible(true);
    long end;
    begun.countDown();
    try {
      while (true) {
        operation.body().run();
      }
    } catch (OperationInterruptedException e) {
      end = System.nanoTime();
    }
    session.setInterruptible(false);
    Thread.interrupted(); // or joining would end at once
    other.join();
    return (end - interrupted[0]) / MILLION;
  }
}
