package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.RatioStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Updates of a factor entry by entry. Rows are contiguous and their padding is zero in F, so whole
 * blocks of rows are one loop, and a zero entry stays zero under each of these rules.
 */
final class FloatUpdates {

  private FloatUpdates() {}

  /** f = f · (r / (n + l1 + l2·f)) where the denominator is positive; below {@code floor}, 0. */
  static void multiply(
      MemorySegment F,
      long f,
      MemorySegment R,
      long r,
      float[] n,
      int count,
      float l1,
      float l2,
      float floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + at, ORDER);
      FloatVector d = FloatVector.fromArray(SPECIES, n, o).add(l1).add(x.mul(l2));
      FloatVector y =
          x.mul(FloatVector.fromMemorySegment(SPECIES, OffHeap.of(R), r + at, ORDER).div(d));
      VectorMask<Float> active = d.compare(VectorOperators.GT, 0);
      x.blend(y.blend(0, y.compare(VectorOperators.LT, floor)), active)
          .intoMemorySegment(OffHeap.of(F), f + at, ORDER);
    }
  }

  /**
   * One {@link RatioStep} that needs no root.
   *
   * @param d the denominators of the same items
   * @param t overwritten
   */
  static void ratio(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      float[] d,
      float[] t,
      int count,
      RatioStep step,
      float floor) {
    denominators(F, f, d, count, (float) step.l1(), (float) step.l2());
    ratios(N, n, d, t, count);
    if (step.gamma() == 0.5) {
      roots(t, count);
    } else if (step.gamma() != 1) {
      FloatMath.log(t, 0, count);
      FloatMath.exp(t, 0, count, (float) step.gamma());
    }
    step(F, f, N, n, d, t, count, floor);
  }

  /** d = d + l1 + l2·f. */
  private static void denominators(
      MemorySegment F, long f, float[] d, int count, float l1, float l2) {
    for (int o = 0; o < count; o += LANES) {
      FloatVector x =
          FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + (long) BYTES * o, ORDER);
      FloatVector.fromArray(SPECIES, d, o).add(l1).add(x.mul(l2)).intoArray(d, o);
    }
  }

  /** t = ν / d, at least the smallest normal number, of which there is a logarithm. */
  private static void ratios(MemorySegment N, long n, float[] d, float[] t, int count) {
    for (int o = 0; o < count; o += LANES) {
      FloatVector.fromMemorySegment(SPECIES, OffHeap.of(N), n + (long) BYTES * o, ORDER)
          .div(FloatVector.fromArray(SPECIES, d, o))
          .max(Float.MIN_NORMAL)
          .intoArray(t, o);
    }
  }

  private static void roots(float[] t, int count) {
    for (int o = 0; o < count; o += LANES) {
      FloatVector.fromArray(SPECIES, t, o).lanewise(VectorOperators.SQRT).intoArray(t, o);
    }
  }

  /** f = f·t; 0 where ν is zero or f·t is below the floor; f where it is 0 or d is. */
  private static void step(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      float[] d,
      float[] t,
      int count,
      float floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + at, ORDER);
      FloatVector v = FloatVector.fromMemorySegment(SPECIES, OffHeap.of(N), n + at, ORDER);
      FloatVector y = x.mul(FloatVector.fromArray(SPECIES, t, o));
      VectorMask<Float> zero =
          y.compare(VectorOperators.LT, floor).or(v.compare(VectorOperators.EQ, 0));
      VectorMask<Float> stays =
          x.compare(VectorOperators.EQ, 0)
              .or(FloatVector.fromArray(SPECIES, d, o).compare(VectorOperators.EQ, 0));
      y.blend(0, zero).blend(x, stays).intoMemorySegment(OffHeap.of(F), f + at, ORDER);
    }
  }

  /** A {@link RatioStep} with the exact root, entry by entry in double: it is rare and scalar. */
  static void ratioExact(Mat F, Mat N, Mat D, int from, int to, RatioStep step, double floor) {
    boolean shared = D.rows() == 1;
    for (int i = from; i < to; i++) {
      long f = F.offset(i);
      long n = N.offset(i);
      long d = D.offset(shared ? 0 : i);
      for (int c = 0; c < F.columns(); c++) {
        long at = (long) BYTES * c;
        double x = F.segment().get(LAYOUT, f + at);
        double numerator = N.segment().get(LAYOUT, n + at);
        double denominator = D.segment().get(LAYOUT, d + at);
        double y = step.apply(x, numerator, denominator);
        F.segment().set(LAYOUT, f + at, y < floor ? 0 : (float) y);
      }
    }
  }

  /** A {@link ForgettingStep}, entry by entry in double: once per batch, not per pass over V. */
  static void forget(
      Mat F, Mat N, Mat D, Mat A, Mat B, int from, int to, ForgettingStep step, double floor) {
    boolean shared = D.rows() == 1;
    for (int i = from; i < to; i++) {
      for (int c = 0; c < F.columns(); c++) {
        long at = (long) BYTES * c;
        double x = F.segment().get(LAYOUT, F.offset(i) + at);
        double numerator = N.segment().get(LAYOUT, N.offset(i) + at);
        double denominator = D.segment().get(LAYOUT, D.offset(shared ? 0 : i) + at);
        double a = step.numerator(A.segment().get(LAYOUT, A.offset(i) + at), x, numerator);
        double b = step.denominator(B.segment().get(LAYOUT, B.offset(i) + at), x, denominator);
        double y = step.apply(x, a, b);
        A.segment().set(LAYOUT, A.offset(i) + at, (float) a);
        B.segment().set(LAYOUT, B.offset(i) + at, (float) b);
        F.segment().set(LAYOUT, F.offset(i) + at, y < floor ? 0 : (float) y);
      }
    }
  }

  /** out = f + weight·(f − g), at least 0 and flushed; or, {@code upward}, at least f. */
  static void extrapolate(
      MemorySegment F,
      long f,
      MemorySegment G,
      long g,
      MemorySegment out,
      long o,
      int count,
      float weight,
      boolean upward,
      float floor) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      FloatVector x = FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + at, ORDER);
      FloatVector step =
          x.sub(FloatVector.fromMemorySegment(SPECIES, OffHeap.of(G), g + at, ORDER));
      FloatVector y =
          upward
              ? step.max(0).fma(FloatVector.broadcast(SPECIES, weight), x)
              : step.fma(FloatVector.broadcast(SPECIES, weight), x);
      y.blend(0, y.compare(VectorOperators.LT, floor))
          .intoMemorySegment(OffHeap.of(out), o + at, ORDER);
    }
  }

  /** out = f − g on {@code count} elements. */
  static void subtract(
      MemorySegment F, long f, MemorySegment G, long g, MemorySegment out, long o, int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + at, ORDER)
          .sub(FloatVector.fromMemorySegment(SPECIES, OffHeap.of(G), g + at, ORDER))
          .intoMemorySegment(OffHeap.of(out), o + at, ORDER);
    }
  }

  /** f = f where {@code free} is not 0, else h, on {@code count} elements. */
  static void hold(
      MemorySegment F, long f, MemorySegment H, long h, MemorySegment free, long m, int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      VectorMask<Float> held =
          FloatVector.fromMemorySegment(SPECIES, OffHeap.of(free), m + at, ORDER)
              .compare(VectorOperators.EQ, 0);
      FloatVector.fromMemorySegment(SPECIES, OffHeap.of(F), f + at, ORDER)
          .blend(FloatVector.fromMemorySegment(SPECIES, OffHeap.of(H), h + at, ORDER), held)
          .intoMemorySegment(OffHeap.of(F), f + at, ORDER);
    }
  }
}
