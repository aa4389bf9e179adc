package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;

/** Tells the compiler that a segment lies off-heap. */
final class OffHeap {

  private OffHeap() {}

  /**
   * The same segment, for stores of vectors at each step of a loop, and for loads where a loop goes
   * over several factors. Segments on the heap are none of its business: no kernel is given one.
   *
   * <p>The JDK's methods for vectors learn from all their callers where segments lie, and the JDK
   * itself stores to arrays when it reinterprets a vector before that is compiled. From then on C2
   * lets every such store look where it goes, moves no check out of a loop with it and does not
   * unroll it. What the cast here learns comes from the kernels' segments alone. In front of the
   * loop it would have been passed too few times to have learnt anything when C2 comes.
   *
   * <p>It is a cast, from a type that makes it one, because a method of at most six bytes is
   * inlined however much has been already: a call at each step, of a method that no longer was,
   * made updates half as fast in some starts of Java. See {@code docs/simd.md}.
   */
  static MemorySegment of(Object segment) {
    return (MemorySegment) segment;
  }
}
