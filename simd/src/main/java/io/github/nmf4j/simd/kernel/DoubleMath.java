package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and logarithm of positive normal numbers to within a few units in the last place. Our
 * own, since those of the Vector API give other bits when interpreted than when compiled, and a
 * result must not depend on when a method was compiled. They work on arrays: a method that takes
 * and gives a vector would box it whenever the compiler does not inline it.
 */
final class DoubleMath {

  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1023;

  /** Subtracting this before the shift puts the mantissa into [√½, √2) and biases the exponent. */
  private static final long SHIFT =
      Double.doubleToRawLongBits(Math.sqrt(0.5)) - ((long) BIAS << MANTISSA_BITS);

  /** 2^52; with its bits, a small integer in the mantissa is the number 2^52 + integer. */
  private static final double INTEGER = 0x1p52;

  private static final long INTEGER_BITS = Double.doubleToRawLongBits(INTEGER);

  /** Adding this rounds to an integer, which is then in the lowest bits. */
  private static final double ROUND = 0x1.8p52;

  /** log 2 in two parts, the first with so few bits that an exponent times it is exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final double LOG2_E = 1 / Math.log(2);

  private DoubleMath() {}

  /**
   * a = log a: e·log 2 + 2 artanh(s), s = (m−1)/(m+1), for a = m·2^e, √½ ≤ m &lt; √2; artanh by its
   * series.
   */
  static void log(double[] a, int from, int to) {
    for (int o = from; o < to; o += LANES) {
      LongVector bits = DoubleVector.fromArray(SPECIES, a, o).reinterpretAsLongs();
      LongVector exponent = bits.sub(SHIFT).lanewise(VectorOperators.LSHR, MANTISSA_BITS);
      DoubleVector m =
          bits.sub(exponent.sub(BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS))
              .reinterpretAsDoubles();
      DoubleVector e =
          exponent
              .lanewise(VectorOperators.OR, INTEGER_BITS)
              .reinterpretAsDoubles()
              .sub(INTEGER + BIAS);
      DoubleVector s = m.sub(1).div(m.add(1));
      DoubleVector z = s.mul(s);
      DoubleVector r = z.mul(1.0 / 23).add(1.0 / 21);
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 19));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 17));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 15));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 13));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 11));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 9));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 7));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 5));
      r = r.fma(z, DoubleVector.broadcast(SPECIES, 1.0 / 3));
      DoubleVector s2 = s.add(s);
      DoubleVector low = r.mul(z).fma(s2, e.mul(LN2_LOW)).add(s2);
      e.fma(DoubleVector.broadcast(SPECIES, LN2_HIGH), low).intoArray(a, o);
    }
  }

  /**
   * a = exp(c·a): 2^n · exp r, n = round(c·a / log 2); exp r by its series. Clamped to normal
   * numbers.
   */
  static void exp(double[] a, int from, int to, double c) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, a, o).mul(c);
      if (LANES > 2) {
        x = x.blend(-708.0, x.lt(-708.0));
        x = x.blend(709.0, x.compare(VectorOperators.GT, 709.0));
      } else { // masks of two lanes would be objects, see docs/simd.md
        x = x.max(-708.0).min(709.0);
      }
      DoubleVector rounded = x.mul(LOG2_E).add(ROUND);
      DoubleVector minusN = DoubleVector.broadcast(SPECIES, ROUND).sub(rounded);
      DoubleVector r = minusN.fma(DoubleVector.broadcast(SPECIES, LN2_HIGH), x);
      r = minusN.fma(DoubleVector.broadcast(SPECIES, LN2_LOW), r);
      DoubleVector p = r.mul(1.0 / 6227020800L).add(1.0 / 479001600);
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 39916800));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 3628800));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 362880));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 40320));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 5040));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 720));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 120));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 24));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 6));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0 / 2));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0));
      p = p.fma(r, DoubleVector.broadcast(SPECIES, 1.0));
      LongVector power = rounded.reinterpretAsLongs().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
      p.reinterpretAsLongs().add(power).reinterpretAsDoubles().intoArray(a, o);
    }
  }
}
