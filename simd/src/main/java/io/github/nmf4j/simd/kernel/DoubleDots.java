package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;

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
    DoubleVector sum = even.add(odd);
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }
}
