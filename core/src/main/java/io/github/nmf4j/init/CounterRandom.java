package io.github.nmf4j.init;

/**
 * A counter-based generator: every value is a function of (seed, stream, row, component) alone, so
 * parts of a matrix can be filled in any order, by any number of threads, with the same bits.
 * Philox 4×32 with ten rounds (Salmon, Moraes, Dror &amp; Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", 2011), the seed as key.
 */
public final class CounterRandom {

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xd2511f53L;
  private static final long MULTIPLIER_1 = 0xcd9e8d57L;
  private static final int KEY_STEP_0 = 0x9e3779b9;
  private static final int KEY_STEP_1 = 0xbb67ae85;
  private static final long WORD = 0xffff_ffffL;

  private final long seed;

  /** A generator; any seed will do. */
  public CounterRandom(long seed) {
    this.seed = seed;
  }

  /** Uniform over (0, 1], a multiple of 2⁻⁵³. */
  public double uniform(int stream, int row, int component) {
    return unit(block(seed, component, row, stream, 0)[0]);
  }

  /** Standard normal, by the transform of Box &amp; Muller (1958). */
  public double gaussian(int stream, int row, int component) {
    long[] bits = block(seed, component, row, stream, 0);
    double radius = Math.sqrt(-2 * StrictMath.log(unit(bits[0])));
    return radius * StrictMath.cos(2 * Math.PI * unit(bits[1]));
  }

  /** Never 0, whose logarithm is infinite. */
  private static double unit(long bits) {
    return ((bits >>> 11) + 1) * 0x1p-53;
  }

  /** The 128 bits that belong to a 128-bit counter and a 64-bit key, lower words first. */
  static long[] block(long key, int c0, int c1, int c2, int c3) {
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & WORD);
      long product1 = MULTIPLIER_1 * (c2 & WORD);
      c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
      c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
      c1 = (int) product1;
      c3 = (int) product0;
      key0 += KEY_STEP_0;
      key1 += KEY_STEP_1;
    }
    return new long[] {(c1 & WORD) << 32 | (c0 & WORD), (c3 & WORD) << 32 | (c2 & WORD)};
  }
}
