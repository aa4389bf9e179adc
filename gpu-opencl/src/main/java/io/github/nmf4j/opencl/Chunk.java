package io.github.nmf4j.opencl;

/** How many components a work-group of a dense kernel takes. */
final class Chunk {

  private static final int NARROWEST = 16; // what the stride of a factor is a multiple of
  private static final int WIDEST = 128;

  private Chunk() {}

  /**
   * A multiple of 16: all components, or equal parts of at most 128.
   *
   * @param stride numbers from one item of a factor to the next
   */
  static int of(int stride, DeviceLimits limits) {
    int chunks = Math.ceilDiv(stride, WIDEST);
    int chunk = NARROWEST * Math.ceilDiv(Math.ceilDiv(stride, chunks), NARROWEST);
    return limits.slowCompiler() ? powerOfTwo(chunk) : chunk;
  }

  /** Rounded up. */
  private static int powerOfTwo(int n) {
    return Integer.highestOneBit(2 * n - 1);
  }
}
