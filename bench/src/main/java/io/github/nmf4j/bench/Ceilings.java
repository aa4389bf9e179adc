package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * What this machine can do at most, from vector code of the same compiler: multiply-adds from
 * registers, and bytes read from memory.
 */
public final class Ceilings {

  private static final int BEST_OF = 7;
  private static final int READ_DOUBLES = 32 << 20;
  private static final int WARM_UPS = 50_000;
  private static final int BLOCK = 32; // doubles: what a step of the loop reads at most

  /** Doubles that are read at a time between arithmetic: as much as a tile of V in float. */
  private static final int PIECE = 96 * 96 / 2;

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
    double[][] data = data(threads, bytes);
    int each = data[0].length;
    int times = Math.max(1, READ_DOUBLES / each);
    double best = Double.MAX_VALUE;
    for (int run = 0; run < BEST_OF; run++) {
      best = Math.min(best, seconds(data, times));
    }
    return 8.0 * each * times * threads / best;
  }

  /**
   * The same where the threads read as much as a tile of V at a time, and between two of these do
   * arithmetic that needs no memory, so that all of {@code bytes} takes {@code seconds}. Only the
   * reading counts. A cache that others use too may have lost by then what it held.
   */
  public static double bytesReadBetween(int threads, long bytes, double seconds) {
    double[][] data = data(threads, bytes);
    int each = data[0].length;
    long pause = (long) (seconds * 1e9 / Math.ceilDiv(each, PIECE));
    double best = Double.MAX_VALUE;
    for (int run = 0; run < BEST_OF; run++) {
      best = Math.min(best, secondsBetween(data, pause));
    }
    return 8.0 * each * threads / best;
  }

  private static double[][] data(int threads, long bytes) {
    int each = (int) Math.max(BLOCK, bytes / 8 / threads / BLOCK * BLOCK);
    double[][] data = new double[threads][each];
    for (double[] one : data) {
      Arrays.setAll(one, i -> i);
    }
    compile();
    return data;
  }

  /** Short sums first: a method that is entered once per run stays in its first compiled form. */
  private static void compile() {
    double[] few = new double[1 << 12];
    double sum = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      few[0] = i;
      sum += sum(few, 0, few.length);
    }
    use(sum);
  }

  /** Seconds of reading of the thread that needs most. */
  private static double secondsBetween(double[][] data, long pause) {
    long[] read = new long[data.length];
    together(
        data.length,
        thread -> {
          double[] mine = data[thread];
          double[] few = new double[BLOCK];
          double sum = 0;
          for (int from = 0; from < mine.length; from += PIECE) {
            long begin = System.nanoTime();
            sum += sum(mine, from, Math.min(mine.length, from + PIECE));
            long end = System.nanoTime();
            read[thread] += end - begin;
            while (System.nanoTime() - begin < pause) {
              sum += sum(few, 0, few.length);
            }
          }
          use(sum);
        });
    return 1e-9 * Arrays.stream(read).max().orElseThrow();
  }

  /** From the begin of the first to the end of the last. */
  private static double seconds(double[][] data, int times) {
    long[] begin = new long[data.length];
    long[] end = new long[data.length];
    together(
        data.length,
        thread -> {
          // the clock is read here: another thread might get to it too late
          begin[thread] = System.nanoTime();
          double sum = 0;
          for (int i = 0; i < times; i++) {
            sum += sum(data[thread], 0, data[thread].length);
          }
          end[thread] = System.nanoTime();
          use(sum);
        });
    return 1e-9
        * (Arrays.stream(end).max().orElseThrow() - Arrays.stream(begin).min().orElseThrow());
  }

  /**
   * Does this on so many threads, all from the same moment on, and waits for them.
   *
   * @param work is given the number of its thread
   * @throws IllegalStateException if it threw on one of them, with what it threw as the cause
   */
  public static void together(int threads, IntConsumer work) {
    var barrier = new CyclicBarrier(threads);
    var failure = new AtomicReference<@Nullable Throwable>();
    var running = new ArrayList<Thread>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      Runnable run =
          () -> {
            await(barrier);
            try {
              work.accept(thread);
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          };
      running.add(Thread.ofPlatform().daemon().start(run));
    }
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a thread failed: " + thrown, thrown);
    }
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

  private static double sum(double[] data, int from, int to) {
    var species = DoubleVector.SPECIES_PREFERRED;
    int lanes = species.length();
    DoubleVector a = DoubleVector.zero(species);
    DoubleVector b = DoubleVector.zero(species);
    DoubleVector c = DoubleVector.zero(species);
    DoubleVector d = DoubleVector.zero(species);
    for (int o = from; o < to; o += 4 * lanes) {
      a = a.add(DoubleVector.fromArray(species, data, o));
      b = b.add(DoubleVector.fromArray(species, data, o + lanes));
      c = c.add(DoubleVector.fromArray(species, data, o + 2 * lanes));
      d = d.add(DoubleVector.fromArray(species, data, o + 3 * lanes));
    }
    return a.add(b).add(c).add(d).reduceLanes(VectorOperators.ADD);
  }
}
