package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import io.github.nmf4j.backend.SmoothStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** A {@link SmoothStep}, item by item. */
final class FloatSmooth {

  private static final float LARGEST = (float) SmoothStep.LARGEST;

  private FloatSmooth() {}

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
      float floor) {
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
          (float) step.smoothness(),
          (float) step.sparsity(),
          (float) step.l1(),
          (float) step.l2(),
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
      float leftWeight,
      float rightWeight,
      MemorySegment N,
      long n,
      MemorySegment D,
      long d,
      MemorySegment S,
      long s,
      int count,
      float smoothness,
      float sparsity,
      float l1,
      float l2,
      float floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      FloatVector scale = FloatVector.fromMemorySegment(SPECIES, S, s + at, ORDER);
      FloatVector sum =
          FloatVector.fromMemorySegment(SPECIES, H, left + at, ORDER)
              .mul(leftWeight)
              .add(FloatVector.fromMemorySegment(SPECIES, H, right + at, ORDER).mul(rightWeight));
      FloatVector weight = scale.mul(smoothness).min(LARGEST);
      FloatVector quadratic = FloatVector.broadcast(SPECIES, l2).div(scale);
      FloatVector a = weight.mul(leftWeight + rightWeight).add(quadratic);
      FloatVector linear = FloatVector.fromMemorySegment(SPECIES, D, d + at, ORDER).add(l1);
      FloatVector b = weight.mul(sum).neg().add(linear.div(scale).add(sparsity));
      FloatVector psi = x.mul(FloatVector.fromMemorySegment(SPECIES, N, n + at, ORDER).div(scale));
      // √(x² + y²) without overflow
      FloatVector size = b.abs();
      FloatVector root = a.sqrt().mul(psi.sqrt()).mul(2);
      FloatVector larger = size.max(root);
      FloatVector ratio = size.min(root).div(larger);
      FloatVector both = size.add(larger.mul(ratio.mul(ratio).add(1).sqrt()));
      VectorMask<Float> pulled = b.compare(VectorOperators.LT, 0);
      FloatVector y = psi.mul(2).div(both).blend(both.div(a.mul(2)), pulled);
      // what is not a number has scale 0, or neither ψ nor b
      VectorMask<Float> stays =
          y.compare(VectorOperators.GE, floor).and(scale.compare(VectorOperators.GT, 0));
      FloatVector.zero(SPECIES).blend(y, stays).intoMemorySegment(OffHeap.of(F), f + at, ORDER);
    }
  }
}
