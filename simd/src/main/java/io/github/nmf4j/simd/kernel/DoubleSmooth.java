package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import io.github.nmf4j.backend.SmoothStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** A {@link SmoothStep}, item by item. */
final class DoubleSmooth {

  private static final double LARGEST = SmoothStep.LARGEST;

  private DoubleSmooth() {}

  /** Rows {@code from ≤ i < to} of F; row i has the neighbours {@code first + i ± 1} of held. */
  static void update(
      Mat F,
      Mat held,
      int first,
      Mat N,
      Mat D,
      Mat scales,
      int from,
      int to,
      SmoothStep step,
      double floor) {
    for (int i = from; i < to; i++) {
      int n = first + i;
      boolean hasLeft = n > 0;
      boolean hasRight = n + 1 < held.rows();
      item(
          F.segment(),
          F.offset(i),
          held.segment(),
          held.offset(hasLeft ? n - 1 : n),
          held.offset(hasRight ? n + 1 : n),
          hasLeft ? 1 : 0,
          hasRight ? 1 : 0,
          N.segment(),
          N.offset(i),
          D.segment(),
          D.offset(D.rows() == 1 ? 0 : i),
          scales.segment(),
          scales.offset(0),
          F.stride(),
          step.smoothness(),
          step.sparsity(),
          step.l1(),
          step.l2(),
          floor);
    }
  }

  /** Without a neighbour its weight is 0. The padding has scale 0, and becomes 0. */
  private static void item(
      MemorySegment F,
      long f,
      MemorySegment H,
      long left,
      long right,
      double leftWeight,
      double rightWeight,
      MemorySegment N,
      long n,
      MemorySegment D,
      long d,
      MemorySegment S,
      long s,
      int count,
      double smoothness,
      double sparsity,
      double l1,
      double l2,
      double floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      DoubleVector x = DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      DoubleVector scale = DoubleVector.fromMemorySegment(SPECIES, S, s + at, ORDER);
      DoubleVector sum =
          DoubleVector.fromMemorySegment(SPECIES, H, left + at, ORDER)
              .mul(leftWeight)
              .add(DoubleVector.fromMemorySegment(SPECIES, H, right + at, ORDER).mul(rightWeight));
      DoubleVector weight = scale.mul(smoothness).min(LARGEST);
      DoubleVector quadratic = DoubleVector.broadcast(SPECIES, l2).div(scale);
      DoubleVector a = weight.mul(leftWeight + rightWeight).add(quadratic);
      DoubleVector linear = DoubleVector.fromMemorySegment(SPECIES, D, d + at, ORDER).add(l1);
      DoubleVector b = weight.mul(sum).neg().add(linear.div(scale).add(sparsity));
      DoubleVector psi =
          x.mul(DoubleVector.fromMemorySegment(SPECIES, N, n + at, ORDER).div(scale));
      // √(x² + y²) without overflow
      DoubleVector size = b.abs();
      DoubleVector root = a.sqrt().mul(psi.sqrt()).mul(2);
      DoubleVector larger = size.max(root);
      DoubleVector ratio = size.min(root).div(larger);
      DoubleVector both = size.add(larger.mul(ratio.mul(ratio).add(1).sqrt()));
      VectorMask<Double> pulled = b.compare(VectorOperators.LT, 0);
      DoubleVector y = psi.mul(2).div(both).blend(both.div(a.mul(2)), pulled);
      // what is not a number has scale 0, or neither ψ nor b
      VectorMask<Double> stays =
          y.compare(VectorOperators.GE, floor).and(scale.compare(VectorOperators.GT, 0));
      DoubleVector.zero(SPECIES).blend(y, stays).intoMemorySegment(OffHeap.of(F), f + at, ORDER);
    }
  }
}
