package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * From entries of X (off-heap, from byte {@code o} on) and of Y = max(s, floor) to Z = X ∘ Y^(β−2)
 * and Q = Y^(β−1), from byte {@code to} on. One loop for each β that users name, without powers;
 * any other β by exponential and logarithm.
 *
 * <p>s is not negative. As integers its entries have the same order, and of integers the maximum is
 * one instruction where that of doubles is six.
 */
final class DoubleRatios {

  /** The bits of 1 and of this, less those of y, are nearest to 1/y where they are worst. */
  private static final double NEAR_ONE = 0.94949f;

  private DoubleRatios() {}

  /**
   * z = x ⊘ max(s, floor), as a division would round it but for the last place. Divisions of whole
   * vectors take longer than all else here, so it is multiplied by a reciprocal: r ≈ −1/y from the
   * bits of y, to 2⁻⁴, then r += r·(d + d²) with d = 1 + r·y, which cubes the error; at last the
   * quotient is corrected by what remains of x. Beyond 2^125 (double: 2^1021), where reciprocals
   * end, y counts as that.
   */
  static void kl(
      MemorySegment x, long o, double[] s, MemorySegment z, long to, int count, double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    LongVector most = DoubleVector.broadcast(SPECIES, Double.MAX_VALUE / 8).reinterpretAsLongs();
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    LongVector ones =
        DoubleVector.broadcast(SPECIES, -NEAR_ONE)
            .reinterpretAsLongs()
            .add(one.reinterpretAsLongs());
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      LongVector bits =
          DoubleVector.fromArray(SPECIES, s, e).reinterpretAsLongs().max(least).min(most);
      DoubleVector y = bits.reinterpretAsDoubles();
      DoubleVector r = ones.sub(bits).reinterpretAsDoubles();
      DoubleVector d = y.fma(r, one);
      r = r.fma(d.fma(d, d), r);
      if (BYTES > 4) {
        d = y.fma(r, one);
        r = r.fma(d.fma(d, d), r);
      }
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector q = v.mul(r);
      y.fma(q, v).fma(r, q).abs().intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  /** z = m ∘ z and q = m ∘ q. */
  static void weigh(MemorySegment m, long o, MemorySegment z, MemorySegment q, long to, int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector weight = DoubleVector.fromMemorySegment(SPECIES, m, o + at, ORDER);
      DoubleVector.fromMemorySegment(SPECIES, z, to + at, ORDER)
          .mul(weight)
          .intoMemorySegment(OffHeap.of(z), to + at, ORDER);
      DoubleVector.fromMemorySegment(SPECIES, q, to + at, ORDER)
          .mul(weight)
          .intoMemorySegment(OffHeap.of(q), to + at, ORDER);
    }
  }

  /** y = max(s, floor), z = x ∘ y^(β−2), q = y^(β−1); p is room for powers. */
  static void beta(
      MemorySegment x,
      long o,
      double[] s,
      double[] p,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor,
      double beta) {
    if (beta == 0) {
      itakuraSaito(x, o, s, z, q, to, count, floor);
    } else if (beta == 0.5) {
      half(x, o, s, z, q, to, count, floor);
    } else if (beta == 1) {
      one(x, o, s, z, q, to, count, floor);
    } else if (beta == 1.5) {
      oneAndAHalf(x, o, s, z, q, to, count, floor);
    } else if (beta == 2) {
      two(x, o, s, z, q, to, count, floor);
    } else if (beta == 3) {
      three(x, o, s, z, q, to, count, floor);
    } else if (beta == -1) {
      minusOne(x, o, s, z, q, to, count, floor);
    } else {
      general(x, o, s, p, z, q, to, count, floor, (beta - 2));
    }
  }

  private static void minusOne(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      DoubleVector r2 = r.mul(r);
      r2.intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.mul(r).mul(r2).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void itakuraSaito(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      r.intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.mul(r).mul(r).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void half(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      DoubleVector root = r.lanewise(VectorOperators.SQRT);
      root.intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.mul(r).mul(root).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void one(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      DoubleVector.broadcast(SPECIES, 1).intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.div(y).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void oneAndAHalf(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      DoubleVector root = y.lanewise(VectorOperators.SQRT);
      root.intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.div(root).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void two(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      y.intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  private static void three(
      MemorySegment x,
      long o,
      double[] s,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector v = DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER);
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      y.mul(y).intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      v.mul(y).intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }

  /**
   * {@code b} is β − 2. The power that is clamped to normal numbers is that of z: q = y·y^(β−2) is
   * then as small as it should be where the model vanishes. A loop per method: together in one,
   * C2's code for them was thrown away again and again in some starts of Java, see {@code
   * docs/simd.md}.
   */
  private static void general(
      MemorySegment x,
      long o,
      double[] s,
      double[] p,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count,
      double floor,
      double b) {
    clamp(s, p, count, floor);
    DoubleMath.log(p, 0, count);
    DoubleMath.exp(p, 0, count, b);
    multiply(x, o, s, p, z, q, to, count);
  }

  /** s = p = max(s, floor). */
  private static void clamp(double[] s, double[] p, int count, double floor) {
    LongVector least = DoubleVector.broadcast(SPECIES, floor).reinterpretAsLongs();
    for (int e = 0; e < count; e += LANES) {
      DoubleVector y =
          DoubleVector.fromArray(SPECIES, s, e)
              .reinterpretAsLongs()
              .max(least)
              .reinterpretAsDoubles();
      y.intoArray(s, e);
      y.intoArray(p, e);
    }
  }

  /** z = x ∘ p, q = s ∘ p. */
  private static void multiply(
      MemorySegment x,
      long o,
      double[] s,
      double[] p,
      MemorySegment z,
      MemorySegment q,
      long to,
      int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = (long) BYTES * e;
      DoubleVector power = DoubleVector.fromArray(SPECIES, p, e);
      power
          .mul(DoubleVector.fromArray(SPECIES, s, e))
          .intoMemorySegment(OffHeap.of(q), to + at, ORDER);
      DoubleVector.fromMemorySegment(SPECIES, x, o + at, ORDER)
          .mul(power)
          .intoMemorySegment(OffHeap.of(z), to + at, ORDER);
    }
  }
}
