package io.github.nmf4j.bench.forks;

import com.sun.management.ThreadMXBean;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.bench.Operation;
import io.github.nmf4j.bench.Operations;
import io.github.nmf4j.bench.RegisterTiles;
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
 * warming up, milliseconds to time it, shapes. A line {@code warm|SECONDS} says how long warming up
 * took, {@code disturbed|N|GFLOPS} how many operations other work on the machine kept from a quiet
 * moment, and multiply-adds in one; a line per operation follows, {@code
 * op|NAME|GFLOPS|MILLISECONDS|BYTES|quiet or disturbed}, and per method that the samples were in
 * {@code hot|METHOD|interpreted or compiled|SAMPLES}.
 */
final class ForkLoad {

  /** Disturbances of the machine last; they do not hit an operation in all rounds. */
  private static final int ROUNDS = 6;

  /** For so long operations that were disturbed in all of these get more rounds. */
  private static final double MORE_SECONDS = 30;

  /**
   * The machine is undisturbed where multiply-adds from registers, just before and just after an
   * operation is timed, do this share of the most that was seen of them.
   */
  private static final double UNDISTURBED = 0.9;

  /** Rounds of warming up, at most. */
  private static final int MOST_WARM_UPS = 10;

  /** The compilers are done when a round has less than this share of compilation. */
  private static final double QUIET = 0.03;

  private static final double MILLION = 1e6;

  private final int warmUpMillis;
  private final int timedMillis;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<Measured> all = new ArrayList<>();
  private double mostMultiplyAdds;

  /** An operation, and the best that was seen of it. */
  private static final class Measured {
    final String name;
    final Operation operation;
    double nanoseconds = Double.MAX_VALUE;
    double bytes = Double.MAX_VALUE;

    /** GFLOP/s of multiply-adds around its least disturbed time. */
    double beside;

    Measured(String name, Operation operation) {
      this.name = name;
      this.operation = operation;
    }
  }

  private ForkLoad(int warmUpMillis, int timedMillis) {
    this.warmUpMillis = warmUpMillis;
    this.timedMillis = timedMillis;
  }

  /** Prints the lines. */
  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    var load = new ForkLoad(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
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
        repeat(m, timedMillis, true);
      }
    }
    long end = System.nanoTime() + (long) (MORE_SECONDS * 1e9);
    while (disturbed() > 0 && System.nanoTime() < end) {
      for (Measured m : all) {
        if (isDisturbed(m)) {
          repeat(m, timedMillis, true);
        }
      }
    }
    System.out.printf(Locale.ROOT, "disturbed|%d|%.4g%n", disturbed(), mostMultiplyAdds);
    try (var sampler = new HotMethods()) {
      for (Measured m : all) {
        repeat(m, timedMillis, false);
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
    return m.beside < UNDISTURBED * mostMultiplyAdds;
  }

  private long disturbed() {
    return all.stream().filter(this::isDisturbed).count();
  }

  private double multiplyAdds() {
    double rate = RegisterTiles.probe();
    mostMultiplyAdds = Math.max(mostMultiplyAdds, rate);
    return rate;
  }

  /** Calls the operations until the compilers are done with them: what is slow then stays slow. */
  private void warmUp() {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    long start = System.nanoTime();
    for (int round = 0; round < MOST_WARM_UPS; round++) {
      long compiled = compilers.getTotalCompilationTime();
      long begun = System.nanoTime();
      for (Measured m : all) {
        repeat(m, warmUpMillis, false);
      }
      double share =
          (compilers.getTotalCompilationTime() - compiled) * MILLION / (System.nanoTime() - begun);
      if (share < QUIET) {
        break;
      }
    }
    System.out.printf(Locale.ROOT, "warm|%.3f%n", (System.nanoTime() - start) * 1e-9);
  }

  /** Calls it for so long; the fastest call and the mean bytes of a call are kept. */
  private void repeat(Measured m, int millis, boolean keep) {
    long end = System.nanoTime() + (long) (millis * MILLION);
    double fastest = Double.MAX_VALUE;
    int calls = 0;
    double rate = multiplyAdds();
    long bytes = threads.getTotalThreadAllocatedBytes();
    long before = System.nanoTime();
    long after;
    do {
      m.operation.body().run();
      after = System.nanoTime();
      fastest = Math.min(fastest, (double) (after - before));
      before = after;
      calls++;
    } while (after < end);
    double allocated = (double) (threads.getTotalThreadAllocatedBytes() - bytes) / calls;
    rate = Math.min(rate, multiplyAdds());
    if (keep) {
      m.beside = Math.max(m.beside, rate);
      m.nanoseconds = Math.min(m.nanoseconds, fastest);
      m.bytes = Math.min(m.bytes, allocated);
    }
  }
}
