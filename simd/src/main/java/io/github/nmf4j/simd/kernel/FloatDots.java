package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Inner products in double with rows as they lie off-heap. */
final class FloatDots {

  private static final VectorSpecies<Double> WIDE = DoubleLanes.SPECIES;

  private FloatDots() {}

  /**
   * Σ p[c] · Q[offset + c].
   *
   * @param count elements, whole vectors
   */
  static double dot(double[] p, MemorySegment Q, long offset, int count) {
    DoubleVector even = DoubleVector.zero(WIDE);
    DoubleVector odd = DoubleVector.zero(WIDE);
    for (int o = 0; o < count; o += LANES) {
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, Q, offset + (long) BYTES * o, ORDER);
      DoubleVector low = (DoubleVector) x.convertShape(VectorOperators.F2D, WIDE, 0);
      DoubleVector high = (DoubleVector) x.convertShape(VectorOperators.F2D, WIDE, 1);
      even = low.fma(DoubleVector.fromArray(WIDE, p, o), even);
      odd = high.fma(DoubleVector.fromArray(WIDE, p, o + LANES / 2), odd);
    }
    DoubleVector sum = even.add(odd);
    sum = DoubleLanes.LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = DoubleLanes.LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = DoubleLanes.LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }
}
