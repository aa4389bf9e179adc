package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.Precision;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What this machine can do at most, from vector code of the same compiler: multiply-adds from
 * registers, and bytes read from memory.
 */
public final class Ceilings {

  private static final int BEST_OF = 7;
  private static final int READ_DOUBLES = 32 << 20;

  private Ceilings() {}

  /** Floating-point operations per second of {@code threads} threads. */
  public static double flops(Precision precision, int threads) {
    try (Backend simd = Backends.select("simd", threads).backend()) {
      return simd.measureCeiling(precision).orElseThrow();
    }
  }

  /** Bytes per second that {@code threads} threads read, each its own 256 MiB. */
  public static double bytesRead(int threads) {
    double[][] data = new double[threads][READ_DOUBLES];
    return 8.0 * READ_DOUBLES * threads / best(threads, t -> sum(data[t]));
  }

  private static double best(int threads, IntToDoubleFunction task) {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < BEST_OF; run++) {
      best = Math.min(best, seconds(threads, task));
    }
    return best;
  }

  private static double seconds(int threads, IntToDoubleFunction task) {
    var barrier = new CyclicBarrier(threads + 1);
    double[] sink = new double[threads * 16];
    for (int t = 0; t < threads; t++) {
      int thread = t;
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                await(barrier);
                sink[16 * thread] = task.applyAsDouble(thread);
                await(barrier);
              });
    }
    await(barrier);
    long start = System.nanoTime();
    await(barrier);
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (sink[0] == 42) {
      throw new AssertionError("the sums are never 42: they are used, so that they are computed");
    }
    return seconds;
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
