package io.github.nmf4j.bench.forks;

import io.github.nmf4j.bench.RegisterTiles;

/**
 * What the core gives to this thread in a moment. Operations can be slower for minutes while
 * multiply-adds from registers are not, and then go with simple integer operations, see {@code
 * docs/benchmarks.md}: a neighbour on the same core that multiplies little.
 *
 * @param multiplyAdds GFLOP/s of multiply-adds from registers
 * @param instructions simple integer operations per nanosecond
 */
record Moment(double multiplyAdds, double instructions) {

  /** Nothing was seen yet. */
  static final Moment NONE = new Moment(0, 0);

  /** About as long as the longest operations: a neighbour may come and go within a millisecond. */
  private static final int STEPS = 200_000;

  /** Operations of a step: six chains of two. */
  private static final int PER_STEP = 12;

  /** Measures for a fifth of a millisecond. */
  static Moment now() {
    long begin = System.nanoTime();
    long sum = chains(STEPS);
    long taken = System.nanoTime() - begin;
    if (sum == 0) {
      throw new AssertionError("the chains are used, so that they are computed");
    }
    return new Moment(RegisterTiles.probe(), (double) PER_STEP * STEPS / taken);
  }

  private static long chains(int steps) {
    long a = 1;
    long b = 2;
    long c = 3;
    long d = 4;
    long e = 5;
    long f = 6;
    for (int i = 0; i < steps; i++) {
      a = Long.rotateLeft(a, 5) ^ i;
      b = Long.rotateLeft(b, 7) ^ i;
      c = Long.rotateLeft(c, 9) ^ i;
      d = Long.rotateLeft(d, 11) ^ i;
      e = Long.rotateLeft(e, 13) ^ i;
      f = Long.rotateLeft(f, 15) ^ i;
    }
    return a + b + c + d + e + f;
  }

  /** Reads the two numbers. */
  static Moment parse(String multiplyAdds, String instructions) {
    return new Moment(Double.parseDouble(multiplyAdds), Double.parseDouble(instructions));
  }

  /** The higher of each. */
  Moment or(Moment other) {
    return new Moment(
        Math.max(multiplyAdds, other.multiplyAdds), Math.max(instructions, other.instructions));
  }

  /** The lower of each. */
  Moment and(Moment other) {
    return new Moment(
        Math.min(multiplyAdds, other.multiplyAdds), Math.min(instructions, other.instructions));
  }

  /** The lower of the two shares of what {@code most} has. */
  double shareOf(Moment most) {
    return Math.min(multiplyAdds / most.multiplyAdds, instructions / most.instructions);
  }
}
