package io.github.nmf4j.init;

/**
 * NumPy's legacy {@code RandomState}: the Mersenne Twister MT19937 (Matsumoto &amp; Nishimura 1998)
 * seeded by one integer, 53-bit uniforms and polar normals. Arrays are filled row by row.
 */
public final class NumpyRandom {

  private static final long MAX_SEED = 0xffff_ffffL;
  private static final int WORDS = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[WORDS];
  private int next = WORDS;
  private double waiting;
  private boolean hasWaiting;

  /**
   * The generator that {@code numpy.random.RandomState(seed)} makes.
   *
   * @throws IllegalArgumentException if NumPy has no such seed
   */
  public NumpyRandom(long seed) {
    if (seed < 0 || seed > MAX_SEED) {
      throw new IllegalArgumentException(
          "a seed of NumPy's generator is at least 0 and at most %d, was %d"
              .formatted(MAX_SEED, seed));
    }
    state[0] = (int) seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Uniform over [0, 1), a multiple of 2⁻⁵³: {@code random_sample()}. */
  public double nextDouble() {
    int high = nextWord() >>> 5;
    int low = nextWord() >>> 6;
    return (((long) high << 26) + low) * 0x1p-53;
  }

  /** Standard normal: {@code standard_normal()}. Equal to NumPy's up to the last bit of its log. */
  public double nextGaussian() {
    if (hasWaiting) {
      hasWaiting = false;
      return waiting;
    }
    double x;
    double y;
    double squared;
    do {
      x = 2 * nextDouble() - 1;
      y = 2 * nextDouble() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(squared) / squared);
    // the second of the two comes first, as in NumPy
    waiting = factor * x;
    hasWaiting = true;
    return factor * y;
  }

  private int nextWord() {
    if (next == WORDS) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % WORDS] ^ (y >>> 1) ^ ((y & 1) * 0x9908b0df);
    }
  }
}
