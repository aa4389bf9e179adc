package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.fold1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.fold2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.fold4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.fold8;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/** Inner products in double with rows as they lie off-heap. */
final class DoubleDots {

  private DoubleDots() {}

  /**
   * Σ p[c] · Q[offset + c].
   *
   * @param count elements, whole vectors
   */
  static double dot(double[] p, MemorySegment Q, long offset, int count) {
    DoubleVector even = DoubleVector.zero(SPECIES);
    DoubleVector odd = DoubleVector.zero(SPECIES);
    int o = 0;
    for (; o + 2 * LANES <= count; o += 2 * LANES) {
      long at = offset + (long) BYTES * o;
      even =
          DoubleVector.fromMemorySegment(SPECIES, Q, at, ORDER)
              .fma(DoubleVector.fromArray(SPECIES, p, o), even);
      odd =
          DoubleVector.fromMemorySegment(SPECIES, Q, at + VECTOR_BYTES, ORDER)
              .fma(DoubleVector.fromArray(SPECIES, p, o + LANES), odd);
    }
    if (o < count) {
      even =
          DoubleVector.fromMemorySegment(SPECIES, Q, offset + (long) BYTES * o, ORDER)
              .fma(DoubleVector.fromArray(SPECIES, p, o), even);
    }
    return fold1(fold2(fold4(fold8(even.add(odd))))).lane(0);
  }
}
