package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What this machine can do at most, from vector code of the same compiler: multiply-adds from
 * registers, and bytes read from memory.
 */
public final class Ceilings {

  private static final int BEST_OF = 7;
  private static final int READ_DOUBLES = 32 << 20;
  private static final int WARM_UPS = 50_000;
  private static final int BLOCK = 32; // doubles: what a step of the loop reads at most

  private Ceilings() {}

  /** Floating-point operations per second of {@code threads} threads. */
  public static double flops(Precision precision, int threads) {
    try (Backend simd = Backends.select("simd", threads).backend()) {
      return simd.measureCeiling(precision).orElseThrow();
    }
  }

  /** Bytes per second that {@code threads} threads read, each its own 256 MiB. */
  public static double bytesRead(int threads) {
    return bytesRead(threads, 8L * READ_DOUBLES * threads);
  }

  /**
   * Bytes per second that {@code threads} threads read, of which each reads its part of {@code
   * bytes} again and again: from the cache that holds them.
   */
  public static double bytesRead(int threads, long bytes) {
    int each = (int) Math.max(BLOCK, bytes / 8 / threads / BLOCK * BLOCK);
    int times = Math.max(1, READ_DOUBLES / each);
    double[][] data = new double[threads][each];
    for (double[] one : data) {
      Arrays.setAll(one, i -> i);
    }
    compile();
    double best = Double.MAX_VALUE;
    for (int run = 0; run < BEST_OF; run++) {
      best = Math.min(best, seconds(data, times));
    }
    return 8.0 * each * times * threads / best;
  }

  /** Short sums first: a method that is entered once per run stays in its first compiled form. */
  private static void compile() {
    double[] few = new double[1 << 12];
    double sum = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      few[0] = i;
      sum += sum(few);
    }
    use(sum);
  }

  /** From the begin of the first to the end of the last. */
  private static double seconds(double[][] data, int times) {
    int threads = data.length;
    var barrier = new CyclicBarrier(threads);
    long[] begin = new long[threads];
    long[] end = new long[threads];
    var running = new ArrayList<Thread>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      running.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    await(barrier);
                    // the clock is read here: another thread might get to it too late
                    begin[thread] = System.nanoTime();
                    double sum = 0;
                    for (int i = 0; i < times; i++) {
                      sum += sum(data[thread]);
                    }
                    end[thread] = System.nanoTime();
                    use(sum);
                  }));
    }
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return 1e-9
        * (Arrays.stream(end).max().orElseThrow() - Arrays.stream(begin).min().orElseThrow());
  }

  private static void use(double sum) {
    if (sum < 0) {
      throw new AssertionError("sums of positive numbers are used, so that they are computed");
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double sum(double[] data) {
    var species = DoubleVector.SPECIES_PREFERRED;
    int lanes = species.length();
    DoubleVector a = DoubleVector.zero(species);
    DoubleVector b = DoubleVector.zero(species);
    DoubleVector c = DoubleVector.zero(species);
    DoubleVector d = DoubleVector.zero(species);
    for (int o = 0; o < data.length; o += 4 * lanes) {
      a = a.add(DoubleVector.fromArray(species, data, o));
      b = b.add(DoubleVector.fromArray(species, data, o + lanes));
      c = c.add(DoubleVector.fromArray(species, data, o + 2 * lanes));
      d = d.add(DoubleVector.fromArray(species, data, o + 3 * lanes));
    }
    return a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
  }
}
