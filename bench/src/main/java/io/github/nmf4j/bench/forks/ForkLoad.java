package io.github.nmf4j.bench.forks;

import com.sun.management.ThreadMXBean;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.bench.Operation;
import io.github.nmf4j.bench.Operations;
import io.github.nmf4j.bench.Shape;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One start of Java: all operations on backend simd, first until they are compiled, then timed in
 * several rounds, then once more while the stacks are sampled. The order of the operations is drawn
 * from the seed: what ran before changes what the compilers see.
 *
 * <p>Arguments: seed, threads, pattern of operations, milliseconds of an operation in each round of
 * warming up, milliseconds to time it, shapes, and the two numbers of the best {@link Moment} of
 * the starts before. A line {@code warm|SECONDS} says how long warming up took, {@code
 * disturbed|N|GFLOPS|INSTRUCTIONS} how many operations other work on the machine kept from a quiet
 * moment, and the best one here; a line per operation follows, {@code
 * op|NAME|GFLOPS|MILLISECONDS|BYTES|quiet or disturbed}, and per method that the samples were in
 * {@code hot|METHOD|interpreted or compiled|SAMPLES}.
 */
final class ForkLoad {

  /** Disturbances of the machine last; they do not hit an operation in all rounds. */
  private static final int ROUNDS = 6;

  /** For so long operations that were disturbed in all of these get more rounds. */
  private static final double MORE_SECONDS = 30;

  /**
   * The machine is undisturbed where the {@link Moment} just before and the one just after an
   * operation have this share of the most that was seen.
   */
  private static final double UNDISTURBED = 0.9;

  /**
   * Calls in a round of warming up, at least: while a kernel is interpreted, a call can take longer
   * than the round's time.
   */
  private static final int WARM_UP_CALLS = 20;

  /** Rounds of warming up, at most. */
  private static final int MOST_WARM_UPS = 10;

  /** The compilers are done when a round has less than this share of compilation. */
  private static final double QUIET = 0.03;

  private static final double MILLION = 1e6;

  private final int warmUpMillis;
  private final int timedMillis;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<Measured> all = new ArrayList<>();
  private final Moment mostBefore;
  private Moment most = Moment.NONE;

  /** An operation, and the best that was seen of it. */
  private static final class Measured {
    final String name;
    final Operation operation;
    double nanoseconds = Double.MAX_VALUE;
    double bytes = Double.MAX_VALUE;

    /** What the machine gave around each time. */
    final List<Moment> beside = new ArrayList<>();

    Measured(String name, Operation operation) {
      this.name = name;
      this.operation = operation;
    }
  }

  private ForkLoad(int warmUpMillis, int timedMillis, Moment mostBefore) {
    this.warmUpMillis = warmUpMillis;
    this.timedMillis = timedMillis;
    this.mostBefore = mostBefore;
  }

  /** Prints the lines. */
  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    var before = Moment.parse(arguments[6], arguments[7]);
    var load = new ForkLoad(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), before);
    try (Backend backend = Backends.select("simd", threads).backend();
        Session single = backend.newSession(Precision.FLOAT);
        Session twice = backend.newSession(Precision.DOUBLE)) {
      for (String text : arguments[5].split(",", -1)) {
        Shape shape = Shape.parse(text);
        load.add(single, shape, arguments[2]);
        load.add(twice, shape, arguments[2]);
      }
      load.run(seed);
    }
  }

  private void add(Session session, Shape shape, String pattern) {
    String kind =
        "%s %s k=%d "
            .formatted(
                session.precision().name().toLowerCase(Locale.ROOT),
                shape.isSparse() ? "sparse" : "dense",
                shape.rank());
    for (Operation operation : Operations.of(session, shape)) {
      boolean onV = Operations.ON_V.contains(operation.name());
      String name =
          (onV ? kind : kind.replace("sparse ", "").replace("dense ", "")) + operation.name();
      boolean seen = all.stream().anyMatch(m -> m.name.equals(name));
      if (!seen && name.matches(".*(" + pattern + ").*")) {
        all.add(new Measured(name, operation));
      }
    }
  }

  private void run(long seed) throws IOException {
    Collections.shuffle(all, new Random(seed));
    warmUp();
    for (int round = 0; round < ROUNDS; round++) {
      for (Measured m : all) {
        repeat(m, timedMillis, 1, true);
      }
    }
    long end = System.nanoTime() + (long) (MORE_SECONDS * 1e9);
    while (disturbed() > 0 && System.nanoTime() < end) {
      for (Measured m : all) {
        if (isDisturbed(m)) {
          repeat(m, timedMillis, 1, true);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "disturbed|%d|%.4g|%.4g%n",
        disturbed(),
        most.multiplyAdds(),
        most.instructions());
    try (var sampler = new HotMethods()) {
      for (Measured m : all) {
        repeat(m, timedMillis, 1, false);
      }
      sampler.stop();
      all.sort(Comparator.comparing(m -> m.name));
      for (Measured m : all) {
        System.out.printf(
            Locale.ROOT,
            "op|%s|%.6g|%.6g|%.2f|%s%n",
            m.name,
            m.operation.flops() / m.nanoseconds,
            m.nanoseconds / MILLION,
            m.bytes,
            isDisturbed(m) ? "disturbed" : "quiet");
      }
      sampler.print(System.out);
    }
  }

  /** Whether something else always took of the machine while this was timed. */
  private boolean isDisturbed(Measured m) {
    Moment best = most.or(mostBefore);
    return m.beside.stream().allMatch(moment -> moment.shareOf(best) < UNDISTURBED);
  }

  private long disturbed() {
    return all.stream().filter(this::isDisturbed).count();
  }

  private Moment moment() {
    Moment now = Moment.now();
    most = most.or(now);
    return now;
  }

  /** Calls the operations until the compilers are done with them: what is slow then stays slow. */
  private void warmUp() {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    long start = System.nanoTime();
    for (int round = 0; round < MOST_WARM_UPS; round++) {
      long compiled = compilers.getTotalCompilationTime();
      long begun = System.nanoTime();
      for (Measured m : all) {
        repeat(m, warmUpMillis, WARM_UP_CALLS, false);
      }
      double share =
          (compilers.getTotalCompilationTime() - compiled) * MILLION / (System.nanoTime() - begun);
      if (share < QUIET) {
        break;
      }
    }
    System.out.printf(Locale.ROOT, "warm|%.3f%n", (System.nanoTime() - start) * 1e-9);
  }

  /** Calls it for so long and so often; the fastest call and the mean bytes of a call are kept. */
  private void repeat(Measured m, int millis, int leastCalls, boolean keep) {
    long end = System.nanoTime() + (long) (millis * MILLION);
    double fastest = Double.MAX_VALUE;
    int calls = 0;
    Moment beside = moment();
    long bytes = threads.getTotalThreadAllocatedBytes();
    long before = System.nanoTime();
    long after;
    do {
      m.operation.body().run();
      after = System.nanoTime();
      fastest = Math.min(fastest, (double) (after - before));
      before = after;
      calls++;
    } while (after < end || calls < leastCalls);
    double allocated = (double) (threads.getTotalThreadAllocatedBytes() - bytes) / calls;
    beside = beside.and(moment());
    if (keep) {
      m.beside.add(beside);
      m.nanoseconds = Math.min(m.nanoseconds, fastest);
      m.bytes = Math.min(m.bytes, allocated);
    }
  }
}
