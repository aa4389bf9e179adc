package io.github.nmf4j.simd.kernel;

/**
 * Whether a worker touches tiles of a large V before it multiplies them. It can gain a quarter or
 * lose one: that depends on how far ahead the processor reads by itself, and on what else uses the
 * memory. So a worker tries both, one tile of items after the other, and does for some time what
 * was faster more often; results are the same either way.
 */
final class Touching {

  /** Tiles of items per trial: as many are touched as not. */
  static final int TRIAL = 16;

  /** Tiles of items after the first trial, which may have been before the code was compiled. */
  static final int FEWEST = 32;

  /** Tiles of items from one trial to the next at most, so that trials are two in a hundred. */
  static final int MOST = 1024;

  private boolean gains;
  private int keep = FEWEST;
  private int left;
  private int tried;
  private int votes;
  private double touched;

  /** Whether to touch the tiles of the next tile of items. */
  boolean next() {
    return left > 0 ? gains : tried % 2 == 0;
  }

  /** Says how long the tile of items took for which {@link #next} was asked. */
  void took(long nanoseconds, int tiles) {
    if (left > 0) {
      left--;
      return;
    }
    double perTile = (double) nanoseconds / tiles;
    if (tried % 2 == 0) {
      touched = perTile;
    } else {
      votes += touched < perTile ? 1 : -1;
    }
    tried++;
    if (tried == TRIAL) {
      decide();
    }
  }

  private void decide() {
    boolean now = votes > 0;
    keep = now == gains ? Math.min(2 * keep, MOST) : FEWEST;
    gains = now;
    left = keep;
    tried = 0;
    votes = 0;
  }
}
