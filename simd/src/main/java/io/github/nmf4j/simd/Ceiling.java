package io.github.nmf4j.simd;

import io.github.nmf4j.simd.kernel.Engine;

/** Measures what all workers together can do at most. */
final class Ceiling {

  /** Some milliseconds of work. */
  private static final int TRIPS = 2_000_000;

  /** The first runs are for the compiler, and the fastest counts: nothing runs too fast. */
  private static final int RUNS = 20;

  private Ceiling() {}

  /** Floating-point operations per second. */
  static double measure(Engine engine, Workers workers) {
    double[] results = new double[workers.count()];
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      workers.run(results.length, (block, worker) -> results[block] = engine.peak(TRIPS), false);
      best = Math.min(best, (System.nanoTime() - start) * 1e-9);
    }
    for (double result : results) {
      if (Double.isNaN(result)) {
        throw new AssertionError("multiply-adds of small numbers gave NaN");
      }
    }
    return (double) TRIPS * engine.peakFlops() * results.length / best;
  }
}
