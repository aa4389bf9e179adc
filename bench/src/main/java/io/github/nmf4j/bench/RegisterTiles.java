package io.github.nmf4j.bench;

import java.util.Arrays;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What register tiles of the shapes that {@code simd}'s products have can do at most: their loads
 * and multiply-adds, operands in the first-level cache, and the same multiply-adds with operands
 * that stay in registers. The difference is what the loads cost.
 */
public final class RegisterTiles {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Steps of a call: entries of a row of a stripe of V. */
  private static final int STEPS = 32;

  /** Of the tiles without loads: more than hide how long a multiply-add takes. */
  private static final int ACCUMULATORS = 16;

  private static final int CALLS = 2000;
  private static final int ROUNDS = 400;

  /** Calls of {@link #probe}: some ten microseconds. */
  private static final int PROBE_CALLS = 100;

  private static final int PROBES = 3;

  private static final float[] ZEROS = new float[ACCUMULATORS * LANES];

  private RegisterTiles() {}

  /** A tile's steps: C += products of X's entries and G's vectors. */
  @FunctionalInterface
  private interface Tile {
    void run(float[] X, float[] G, int trips, float[] C);
  }

  /** GFLOP/s of multiply-adds from registers in this moment, best of some ten microseconds. */
  public static double probe() {
    float[] C = new float[ACCUMULATORS * LANES];
    long best = Long.MAX_VALUE;
    for (int probe = 0; probe < PROBES; probe++) {
      long begin = System.nanoTime();
      for (int call = 0; call < PROBE_CALLS; call++) {
        multiply8x2(ZEROS, ZEROS, STEPS, C);
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    return 2.0 * ACCUMULATORS * LANES * STEPS * PROBE_CALLS / best;
  }

  /** GFLOP/s of multiply-adds from registers over so long. */
  static double rate(long nanos) {
    float[] C = new float[ACCUMULATORS * LANES];
    long begin = System.nanoTime();
    long calls = 0;
    long taken;
    do {
      for (int call = 0; call < PROBE_CALLS; call++) {
        multiply8x2(ZEROS, ZEROS, STEPS, C);
      }
      calls += PROBE_CALLS;
      taken = System.nanoTime() - begin;
    } while (taken < nanos);
    return 2.0 * ACCUMULATORS * LANES * STEPS * calls / taken;
  }

  /** A Markdown table of one thread's GFLOP/s. */
  static String table() {
    return """
        | float register tile, one thread | loads per multiply-add | GFLOP/s | operands in registers |
        |---|---|---|---|
        """
        + row(12, 2, RegisterTiles::tile12x2, RegisterTiles::multiply8x2)
        + row(8, 2, RegisterTiles::tile8x2, RegisterTiles::multiply8x2)
        + row(16, 1, RegisterTiles::tile16x1, RegisterTiles::multiply16x1);
  }

  private static String row(int items, int vectors, Tile tile, Tile withoutLoads) {
    int accumulators = items * vectors;
    return String.format(
        Locale.ROOT,
        "| %d items × %d vector(s) | %.2f | %.0f | %.0f |%n",
        items,
        vectors,
        (double) (items + vectors) / accumulators,
        rate(tile, accumulators),
        rate(withoutLoads, ACCUMULATORS));
  }

  /** GFLOP/s, best of many rounds. */
  private static double rate(Tile tile, int accumulators) {
    float[] X = new float[accumulators * STEPS];
    float[] G = new float[2 * LANES * STEPS];
    float[] C = new float[accumulators * LANES];
    Arrays.fill(X, 1e-3f);
    Arrays.fill(G, 1e-3f);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      for (int call = 0; call < CALLS; call++) {
        tile.run(X, G, STEPS, C);
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    if (!(C[0] > 0)) {
      throw new AssertionError("the tile was not computed");
    }
    return 2.0 * accumulators * LANES * STEPS * CALLS / best;
  }

  /** 12 × 2 accumulators: 12 broadcasts and 2 vectors a step. */
  private static void tile12x2(float[] X, float[] G, int trips, float[] C) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    FloatVector c80 = FloatVector.zero(SPECIES);
    FloatVector c81 = FloatVector.zero(SPECIES);
    FloatVector c90 = FloatVector.zero(SPECIES);
    FloatVector c91 = FloatVector.zero(SPECIES);
    FloatVector ca0 = FloatVector.zero(SPECIES);
    FloatVector ca1 = FloatVector.zero(SPECIES);
    FloatVector cb0 = FloatVector.zero(SPECIES);
    FloatVector cb1 = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, G, t * 2 * LANES);
      FloatVector g1 = FloatVector.fromArray(SPECIES, G, t * 2 * LANES + LANES);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, X[t]);
      c00 = e.fma(g0, c00);
      c01 = e.fma(g1, c01);
      e = FloatVector.broadcast(SPECIES, X[t + 1 * STEPS]);
      c10 = e.fma(g0, c10);
      c11 = e.fma(g1, c11);
      e = FloatVector.broadcast(SPECIES, X[t + 2 * STEPS]);
      c20 = e.fma(g0, c20);
      c21 = e.fma(g1, c21);
      e = FloatVector.broadcast(SPECIES, X[t + 3 * STEPS]);
      c30 = e.fma(g0, c30);
      c31 = e.fma(g1, c31);
      e = FloatVector.broadcast(SPECIES, X[t + 4 * STEPS]);
      c40 = e.fma(g0, c40);
      c41 = e.fma(g1, c41);
      e = FloatVector.broadcast(SPECIES, X[t + 5 * STEPS]);
      c50 = e.fma(g0, c50);
      c51 = e.fma(g1, c51);
      e = FloatVector.broadcast(SPECIES, X[t + 6 * STEPS]);
      c60 = e.fma(g0, c60);
      c61 = e.fma(g1, c61);
      e = FloatVector.broadcast(SPECIES, X[t + 7 * STEPS]);
      c70 = e.fma(g0, c70);
      c71 = e.fma(g1, c71);
      e = FloatVector.broadcast(SPECIES, X[t + 8 * STEPS]);
      c80 = e.fma(g0, c80);
      c81 = e.fma(g1, c81);
      e = FloatVector.broadcast(SPECIES, X[t + 9 * STEPS]);
      c90 = e.fma(g0, c90);
      c91 = e.fma(g1, c91);
      e = FloatVector.broadcast(SPECIES, X[t + 10 * STEPS]);
      ca0 = e.fma(g0, ca0);
      ca1 = e.fma(g1, ca1);
      e = FloatVector.broadcast(SPECIES, X[t + 11 * STEPS]);
      cb0 = e.fma(g0, cb0);
      cb1 = e.fma(g1, cb1);
    }
    c00.add(FloatVector.fromArray(SPECIES, C, 0)).intoArray(C, 0);
    c01.add(FloatVector.fromArray(SPECIES, C, 1 * LANES)).intoArray(C, 1 * LANES);
    c10.add(FloatVector.fromArray(SPECIES, C, 2 * LANES)).intoArray(C, 2 * LANES);
    c11.add(FloatVector.fromArray(SPECIES, C, 3 * LANES)).intoArray(C, 3 * LANES);
    c20.add(FloatVector.fromArray(SPECIES, C, 4 * LANES)).intoArray(C, 4 * LANES);
    c21.add(FloatVector.fromArray(SPECIES, C, 5 * LANES)).intoArray(C, 5 * LANES);
    c30.add(FloatVector.fromArray(SPECIES, C, 6 * LANES)).intoArray(C, 6 * LANES);
    c31.add(FloatVector.fromArray(SPECIES, C, 7 * LANES)).intoArray(C, 7 * LANES);
    c40.add(FloatVector.fromArray(SPECIES, C, 8 * LANES)).intoArray(C, 8 * LANES);
    c41.add(FloatVector.fromArray(SPECIES, C, 9 * LANES)).intoArray(C, 9 * LANES);
    c50.add(FloatVector.fromArray(SPECIES, C, 10 * LANES)).intoArray(C, 10 * LANES);
    c51.add(FloatVector.fromArray(SPECIES, C, 11 * LANES)).intoArray(C, 11 * LANES);
    c60.add(FloatVector.fromArray(SPECIES, C, 12 * LANES)).intoArray(C, 12 * LANES);
    c61.add(FloatVector.fromArray(SPECIES, C, 13 * LANES)).intoArray(C, 13 * LANES);
    c70.add(FloatVector.fromArray(SPECIES, C, 14 * LANES)).intoArray(C, 14 * LANES);
    c71.add(FloatVector.fromArray(SPECIES, C, 15 * LANES)).intoArray(C, 15 * LANES);
    c80.add(FloatVector.fromArray(SPECIES, C, 16 * LANES)).intoArray(C, 16 * LANES);
    c81.add(FloatVector.fromArray(SPECIES, C, 17 * LANES)).intoArray(C, 17 * LANES);
    c90.add(FloatVector.fromArray(SPECIES, C, 18 * LANES)).intoArray(C, 18 * LANES);
    c91.add(FloatVector.fromArray(SPECIES, C, 19 * LANES)).intoArray(C, 19 * LANES);
    ca0.add(FloatVector.fromArray(SPECIES, C, 20 * LANES)).intoArray(C, 20 * LANES);
    ca1.add(FloatVector.fromArray(SPECIES, C, 21 * LANES)).intoArray(C, 21 * LANES);
    cb0.add(FloatVector.fromArray(SPECIES, C, 22 * LANES)).intoArray(C, 22 * LANES);
    cb1.add(FloatVector.fromArray(SPECIES, C, 23 * LANES)).intoArray(C, 23 * LANES);
  }

  /** 8 × 2 accumulators: 8 broadcasts and 2 vectors a step. */
  private static void tile8x2(float[] X, float[] G, int trips, float[] C) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, G, t * 2 * LANES);
      FloatVector g1 = FloatVector.fromArray(SPECIES, G, t * 2 * LANES + LANES);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, X[t]);
      c00 = e.fma(g0, c00);
      c01 = e.fma(g1, c01);
      e = FloatVector.broadcast(SPECIES, X[t + 1 * STEPS]);
      c10 = e.fma(g0, c10);
      c11 = e.fma(g1, c11);
      e = FloatVector.broadcast(SPECIES, X[t + 2 * STEPS]);
      c20 = e.fma(g0, c20);
      c21 = e.fma(g1, c21);
      e = FloatVector.broadcast(SPECIES, X[t + 3 * STEPS]);
      c30 = e.fma(g0, c30);
      c31 = e.fma(g1, c31);
      e = FloatVector.broadcast(SPECIES, X[t + 4 * STEPS]);
      c40 = e.fma(g0, c40);
      c41 = e.fma(g1, c41);
      e = FloatVector.broadcast(SPECIES, X[t + 5 * STEPS]);
      c50 = e.fma(g0, c50);
      c51 = e.fma(g1, c51);
      e = FloatVector.broadcast(SPECIES, X[t + 6 * STEPS]);
      c60 = e.fma(g0, c60);
      c61 = e.fma(g1, c61);
      e = FloatVector.broadcast(SPECIES, X[t + 7 * STEPS]);
      c70 = e.fma(g0, c70);
      c71 = e.fma(g1, c71);
    }
    c00.add(FloatVector.fromArray(SPECIES, C, 0)).intoArray(C, 0);
    c01.add(FloatVector.fromArray(SPECIES, C, 1 * LANES)).intoArray(C, 1 * LANES);
    c10.add(FloatVector.fromArray(SPECIES, C, 2 * LANES)).intoArray(C, 2 * LANES);
    c11.add(FloatVector.fromArray(SPECIES, C, 3 * LANES)).intoArray(C, 3 * LANES);
    c20.add(FloatVector.fromArray(SPECIES, C, 4 * LANES)).intoArray(C, 4 * LANES);
    c21.add(FloatVector.fromArray(SPECIES, C, 5 * LANES)).intoArray(C, 5 * LANES);
    c30.add(FloatVector.fromArray(SPECIES, C, 6 * LANES)).intoArray(C, 6 * LANES);
    c31.add(FloatVector.fromArray(SPECIES, C, 7 * LANES)).intoArray(C, 7 * LANES);
    c40.add(FloatVector.fromArray(SPECIES, C, 8 * LANES)).intoArray(C, 8 * LANES);
    c41.add(FloatVector.fromArray(SPECIES, C, 9 * LANES)).intoArray(C, 9 * LANES);
    c50.add(FloatVector.fromArray(SPECIES, C, 10 * LANES)).intoArray(C, 10 * LANES);
    c51.add(FloatVector.fromArray(SPECIES, C, 11 * LANES)).intoArray(C, 11 * LANES);
    c60.add(FloatVector.fromArray(SPECIES, C, 12 * LANES)).intoArray(C, 12 * LANES);
    c61.add(FloatVector.fromArray(SPECIES, C, 13 * LANES)).intoArray(C, 13 * LANES);
    c70.add(FloatVector.fromArray(SPECIES, C, 14 * LANES)).intoArray(C, 14 * LANES);
    c71.add(FloatVector.fromArray(SPECIES, C, 15 * LANES)).intoArray(C, 15 * LANES);
  }

  /** The same without the loads. */
  private static void multiply8x2(float[] X, float[] G, int trips, float[] C) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    FloatVector g0 = FloatVector.fromArray(SPECIES, G, 0);
    FloatVector g1 = FloatVector.fromArray(SPECIES, G, 1 * LANES);
    FloatVector e = FloatVector.broadcast(SPECIES, X[0]);
    for (int t = 0; t < trips; t++) {
      c00 = e.fma(g0, c00);
      c01 = e.fma(g1, c01);
      c10 = e.fma(g0, c10);
      c11 = e.fma(g1, c11);
      c20 = e.fma(g0, c20);
      c21 = e.fma(g1, c21);
      c30 = e.fma(g0, c30);
      c31 = e.fma(g1, c31);
      c40 = e.fma(g0, c40);
      c41 = e.fma(g1, c41);
      c50 = e.fma(g0, c50);
      c51 = e.fma(g1, c51);
      c60 = e.fma(g0, c60);
      c61 = e.fma(g1, c61);
      c70 = e.fma(g0, c70);
      c71 = e.fma(g1, c71);
    }
    c00.add(FloatVector.fromArray(SPECIES, C, 0)).intoArray(C, 0);
    c01.add(FloatVector.fromArray(SPECIES, C, 1 * LANES)).intoArray(C, 1 * LANES);
    c10.add(FloatVector.fromArray(SPECIES, C, 2 * LANES)).intoArray(C, 2 * LANES);
    c11.add(FloatVector.fromArray(SPECIES, C, 3 * LANES)).intoArray(C, 3 * LANES);
    c20.add(FloatVector.fromArray(SPECIES, C, 4 * LANES)).intoArray(C, 4 * LANES);
    c21.add(FloatVector.fromArray(SPECIES, C, 5 * LANES)).intoArray(C, 5 * LANES);
    c30.add(FloatVector.fromArray(SPECIES, C, 6 * LANES)).intoArray(C, 6 * LANES);
    c31.add(FloatVector.fromArray(SPECIES, C, 7 * LANES)).intoArray(C, 7 * LANES);
    c40.add(FloatVector.fromArray(SPECIES, C, 8 * LANES)).intoArray(C, 8 * LANES);
    c41.add(FloatVector.fromArray(SPECIES, C, 9 * LANES)).intoArray(C, 9 * LANES);
    c50.add(FloatVector.fromArray(SPECIES, C, 10 * LANES)).intoArray(C, 10 * LANES);
    c51.add(FloatVector.fromArray(SPECIES, C, 11 * LANES)).intoArray(C, 11 * LANES);
    c60.add(FloatVector.fromArray(SPECIES, C, 12 * LANES)).intoArray(C, 12 * LANES);
    c61.add(FloatVector.fromArray(SPECIES, C, 13 * LANES)).intoArray(C, 13 * LANES);
    c70.add(FloatVector.fromArray(SPECIES, C, 14 * LANES)).intoArray(C, 14 * LANES);
    c71.add(FloatVector.fromArray(SPECIES, C, 15 * LANES)).intoArray(C, 15 * LANES);
  }

  /** 16 × 1 accumulators: 16 broadcasts and a vector a step. */
  private static void tile16x1(float[] X, float[] G, int trips, float[] C) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c80 = FloatVector.zero(SPECIES);
    FloatVector c90 = FloatVector.zero(SPECIES);
    FloatVector ca0 = FloatVector.zero(SPECIES);
    FloatVector cb0 = FloatVector.zero(SPECIES);
    FloatVector cc0 = FloatVector.zero(SPECIES);
    FloatVector cd0 = FloatVector.zero(SPECIES);
    FloatVector ce0 = FloatVector.zero(SPECIES);
    FloatVector cf0 = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      FloatVector g0 = FloatVector.fromArray(SPECIES, G, t * LANES);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, X[t]);
      c00 = e.fma(g0, c00);
      e = FloatVector.broadcast(SPECIES, X[t + 1 * STEPS]);
      c10 = e.fma(g0, c10);
      e = FloatVector.broadcast(SPECIES, X[t + 2 * STEPS]);
      c20 = e.fma(g0, c20);
      e = FloatVector.broadcast(SPECIES, X[t + 3 * STEPS]);
      c30 = e.fma(g0, c30);
      e = FloatVector.broadcast(SPECIES, X[t + 4 * STEPS]);
      c40 = e.fma(g0, c40);
      e = FloatVector.broadcast(SPECIES, X[t + 5 * STEPS]);
      c50 = e.fma(g0, c50);
      e = FloatVector.broadcast(SPECIES, X[t + 6 * STEPS]);
      c60 = e.fma(g0, c60);
      e = FloatVector.broadcast(SPECIES, X[t + 7 * STEPS]);
      c70 = e.fma(g0, c70);
      e = FloatVector.broadcast(SPECIES, X[t + 8 * STEPS]);
      c80 = e.fma(g0, c80);
      e = FloatVector.broadcast(SPECIES, X[t + 9 * STEPS]);
      c90 = e.fma(g0, c90);
      e = FloatVector.broadcast(SPECIES, X[t + 10 * STEPS]);
      ca0 = e.fma(g0, ca0);
      e = FloatVector.broadcast(SPECIES, X[t + 11 * STEPS]);
      cb0 = e.fma(g0, cb0);
      e = FloatVector.broadcast(SPECIES, X[t + 12 * STEPS]);
      cc0 = e.fma(g0, cc0);
      e = FloatVector.broadcast(SPECIES, X[t + 13 * STEPS]);
      cd0 = e.fma(g0, cd0);
      e = FloatVector.broadcast(SPECIES, X[t + 14 * STEPS]);
      ce0 = e.fma(g0, ce0);
      e = FloatVector.broadcast(SPECIES, X[t + 15 * STEPS]);
      cf0 = e.fma(g0, cf0);
    }
    c00.add(FloatVector.fromArray(SPECIES, C, 0)).intoArray(C, 0);
    c10.add(FloatVector.fromArray(SPECIES, C, 1 * LANES)).intoArray(C, 1 * LANES);
    c20.add(FloatVector.fromArray(SPECIES, C, 2 * LANES)).intoArray(C, 2 * LANES);
    c30.add(FloatVector.fromArray(SPECIES, C, 3 * LANES)).intoArray(C, 3 * LANES);
    c40.add(FloatVector.fromArray(SPECIES, C, 4 * LANES)).intoArray(C, 4 * LANES);
    c50.add(FloatVector.fromArray(SPECIES, C, 5 * LANES)).intoArray(C, 5 * LANES);
    c60.add(FloatVector.fromArray(SPECIES, C, 6 * LANES)).intoArray(C, 6 * LANES);
    c70.add(FloatVector.fromArray(SPECIES, C, 7 * LANES)).intoArray(C, 7 * LANES);
    c80.add(FloatVector.fromArray(SPECIES, C, 8 * LANES)).intoArray(C, 8 * LANES);
    c90.add(FloatVector.fromArray(SPECIES, C, 9 * LANES)).intoArray(C, 9 * LANES);
    ca0.add(FloatVector.fromArray(SPECIES, C, 10 * LANES)).intoArray(C, 10 * LANES);
    cb0.add(FloatVector.fromArray(SPECIES, C, 11 * LANES)).intoArray(C, 11 * LANES);
    cc0.add(FloatVector.fromArray(SPECIES, C, 12 * LANES)).intoArray(C, 12 * LANES);
    cd0.add(FloatVector.fromArray(SPECIES, C, 13 * LANES)).intoArray(C, 13 * LANES);
    ce0.add(FloatVector.fromArray(SPECIES, C, 14 * LANES)).intoArray(C, 14 * LANES);
    cf0.add(FloatVector.fromArray(SPECIES, C, 15 * LANES)).intoArray(C, 15 * LANES);
  }

  /** The same without the loads. */
  private static void multiply16x1(float[] X, float[] G, int trips, float[] C) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c80 = FloatVector.zero(SPECIES);
    FloatVector c90 = FloatVector.zero(SPECIES);
    FloatVector ca0 = FloatVector.zero(SPECIES);
    FloatVector cb0 = FloatVector.zero(SPECIES);
    FloatVector cc0 = FloatVector.zero(SPECIES);
    FloatVector cd0 = FloatVector.zero(SPECIES);
    FloatVector ce0 = FloatVector.zero(SPECIES);
    FloatVector cf0 = FloatVector.zero(SPECIES);
    FloatVector g0 = FloatVector.fromArray(SPECIES, G, 0);
    FloatVector e = FloatVector.broadcast(SPECIES, X[0]);
    for (int t = 0; t < trips; t++) {
      c00 = e.fma(g0, c00);
      c10 = e.fma(g0, c10);
      c20 = e.fma(g0, c20);
      c30 = e.fma(g0, c30);
      c40 = e.fma(g0, c40);
      c50 = e.fma(g0, c50);
      c60 = e.fma(g0, c60);
      c70 = e.fma(g0, c70);
      c80 = e.fma(g0, c80);
      c90 = e.fma(g0, c90);
      ca0 = e.fma(g0, ca0);
      cb0 = e.fma(g0, cb0);
      cc0 = e.fma(g0, cc0);
      cd0 = e.fma(g0, cd0);
      ce0 = e.fma(g0, ce0);
      cf0 = e.fma(g0, cf0);
    }
    c00.add(FloatVector.fromArray(SPECIES, C, 0)).intoArray(C, 0);
    c10.add(FloatVector.fromArray(SPECIES, C, 1 * LANES)).intoArray(C, 1 * LANES);
    c20.add(FloatVector.fromArray(SPECIES, C, 2 * LANES)).intoArray(C, 2 * LANES);
    c30.add(FloatVector.fromArray(SPECIES, C, 3 * LANES)).intoArray(C, 3 * LANES);
    c40.add(FloatVector.fromArray(SPECIES, C, 4 * LANES)).intoArray(C, 4 * LANES);
    c50.add(FloatVector.fromArray(SPECIES, C, 5 * LANES)).intoArray(C, 5 * LANES);
    c60.add(FloatVector.fromArray(SPECIES, C, 6 * LANES)).intoArray(C, 6 * LANES);
    c70.add(FloatVector.fromArray(SPECIES, C, 7 * LANES)).intoArray(C, 7 * LANES);
    c80.add(FloatVector.fromArray(SPECIES, C, 8 * LANES)).intoArray(C, 8 * LANES);
    c90.add(FloatVector.fromArray(SPECIES, C, 9 * LANES)).intoArray(C, 9 * LANES);
    ca0.add(FloatVector.fromArray(SPECIES, C, 10 * LANES)).intoArray(C, 10 * LANES);
    cb0.add(FloatVector.fromArray(SPECIES, C, 11 * LANES)).intoArray(C, 11 * LANES);
    cc0.add(FloatVector.fromArray(SPECIES, C, 12 * LANES)).intoArray(C, 12 * LANES);
    cd0.add(FloatVector.fromArray(SPECIES, C, 13 * LANES)).intoArray(C, 13 * LANES);
    ce0.add(FloatVector.fromArray(SPECIES, C, 14 * LANES)).intoArray(C, 14 * LANES);
    cf0.add(FloatVector.fromArray(SPECIES, C, 15 * LANES)).intoArray(C, 15 * LANES);
  }
}
