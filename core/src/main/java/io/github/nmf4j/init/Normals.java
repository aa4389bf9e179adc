package io.github.nmf4j.init;

import io.github.nmf4j.RandomSource;

/**
 * Standard normal numbers for the entries of W and H. One source takes them in the order of the
 * calls, the other one from the place alone.
 */
@FunctionalInterface
interface Normals {

  int H = 0;
  int W = 1;

  /**
   * The number for one entry.
   *
   * @param factor {@link #H} or {@link #W}
   * @param item column of H or row of W
   * @param component row of H or column of W
   */
  double next(int factor, int item, int component);

  static Normals of(RandomSource source, long seed) {
    return switch (source) {
      case COUNTER -> new CounterRandom(seed)::gaussian;
      case NUMPY_LEGACY -> {
        var random = new NumpyRandom(seed);
        yield (factor, item, component) -> random.nextGaussian();
      }
    };
  }
}
