package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import io.github.nmf4j.backend.RatioStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Updates of a factor entry by entry. Rows are contiguous and their padding is zero in F, so whole
 * blocks of rows are one loop, and a zero entry stays zero under each of these rules.
 */
final class DoubleUpdates {

  private DoubleUpdates() {}

  /** f = f · (r / (n + l1 + l2·f)) where the denominator is positive; below {@code floor}, 0. */
  static void multiply(
      MemorySegment F,
      long f,
      MemorySegment R,
      long r,
      double[] n,
      int count,
      double l1,
      double l2,
      double floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      DoubleVector x = DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      DoubleVector d = DoubleVector.fromArray(SPECIES, n, o).add(l1).add(x.mul(l2));
      DoubleVector y = x.mul(DoubleVector.fromMemorySegment(SPECIES, R, r + at, ORDER).div(d));
      VectorMask<Double> active = d.compare(VectorOperators.GT, 0);
      x.blend(y.blend(0, y.compare(VectorOperators.LT, floor)), active)
          .intoMemorySegment(F, f + at, ORDER);
    }
  }

  /** One {@link RatioStep} that needs no root; {@code d} has the denominators of the same items. */
  static void ratio(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      double[] d,
      int count,
      RatioStep step,
      double floor) {
    double l1 = step.l1();
    double l2 = step.l2();
    if (step.gamma() == 1) {
      ratio(F, f, N, n, d, count, l1, l2, floor);
    } else if (step.gamma() == 0.5) {
      ratioRoot(F, f, N, n, d, count, l1, l2, floor);
    } else {
      ratioPower(F, f, N, n, d, count, l1, l2, floor, step.gamma());
    }
  }

  private static void ratio(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      double[] d,
      int count,
      double l1,
      double l2,
      double floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      DoubleVector x = DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      DoubleVector c = DoubleVector.fromArray(SPECIES, d, o).add(l1).add(x.mul(l2));
      DoubleVector y = x.mul(DoubleVector.fromMemorySegment(SPECIES, N, n + at, ORDER).div(c));
      keep(x, y, c, floor).intoMemorySegment(F, f + at, ORDER);
    }
  }

  private static void ratioRoot(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      double[] d,
      int count,
      double l1,
      double l2,
      double floor) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      DoubleVector x = DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      DoubleVector c = DoubleVector.fromArray(SPECIES, d, o).add(l1).add(x.mul(l2));
      DoubleVector q = DoubleVector.fromMemorySegment(SPECIES, N, n + at, ORDER).div(c);
      keep(x, x.mul(q.lanewise(VectorOperators.SQRT)), c, floor)
          .intoMemorySegment(F, f + at, ORDER);
    }
  }

  private static void ratioPower(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      double[] d,
      int count,
      double l1,
      double l2,
      double floor,
      double gamma) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      DoubleVector x = DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER);
      DoubleVector c = DoubleVector.fromArray(SPECIES, d, o).add(l1).add(x.mul(l2));
      DoubleVector q = DoubleVector.fromMemorySegment(SPECIES, N, n + at, ORDER).div(c);
      DoubleVector t = DoubleMath.exp(DoubleMath.log(q.max(Double.MIN_NORMAL)).mul(gamma));
      DoubleVector y = x.mul(t.blend(0, q.compare(VectorOperators.EQ, 0)));
      keep(x, y, c, floor).intoMemorySegment(F, f + at, ORDER);
    }
  }

  /** y, flushed to zero below the floor; x where it is zero or has no influence. */
  private static DoubleVector keep(DoubleVector x, DoubleVector y, DoubleVector c, double floor) {
    VectorMask<Double> stays =
        x.compare(VectorOperators.EQ, 0).or(c.compare(VectorOperators.EQ, 0));
    return y.blend(0, y.compare(VectorOperators.LT, floor)).blend(x, stays);
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
        F.segment().set(LAYOUT, f + at, y < floor ? 0 : y);
      }
    }
  }

  /** out = f − g on {@code count} elements. */
  static void subtract(
      MemorySegment F, long f, MemorySegment G, long g, MemorySegment out, long o, int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector.fromMemorySegment(SPECIES, F, f + at, ORDER)
          .sub(DoubleVector.fromMemorySegment(SPECIES, G, g + at, ORDER))
          .intoMemorySegment(out, o + at, ORDER);
    }
  }

  /** target (+)= the sum of {@code parts} blocks of {@code count} elements, in their order. */
  static void combine(
      MemorySegment source,
      long from,
      long distance,
      int parts,
      MemorySegment target,
      long to,
      int count,
      boolean add) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector sum = DoubleVector.fromMemorySegment(SPECIES, source, from + at, ORDER);
      for (int p = 1; p < parts; p++) {
        sum =
            sum.add(
                DoubleVector.fromMemorySegment(SPECIES, source, from + p * distance + at, ORDER));
      }
      if (add) {
        sum = DoubleVector.fromMemorySegment(SPECIES, target, to + at, ORDER).add(sum);
      }
      sum.intoMemorySegment(target, to + at, ORDER);
    }
  }
}
