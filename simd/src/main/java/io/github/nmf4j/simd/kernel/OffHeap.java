package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;

/** Tells the compiler that a segment lies off-heap. */
final class OffHeap {

  private OffHeap() {}

  /**
   * The same segment, for stores of vectors at each step of a loop, and for loads where a loop goes
   * over several factors.
   *
   * <p>The JDK's methods for vectors learn from all their callers where segments lie, and the JDK
   * itself stores to arrays when it reinterprets a vector before that is compiled. From then on C2
   * lets every such store look where it goes, moves no check out of a loop with it and does not
   * unroll it. What the call here learns comes from the kernels' segments alone. In front of the
   * loop it would have been called too few times to have learnt anything when C2 comes. See {@code
   * docs/simd.md}.
   */
  static MemorySegment of(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new AssertionError("kernels store to segments off-heap only");
    }
    return segment;
  }
}
