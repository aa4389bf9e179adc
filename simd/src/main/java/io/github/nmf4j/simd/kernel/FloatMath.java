package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and logarithm of positive normal numbers to within a few units in the last place. Our
 * own, since those of the Vector API give other bits when interpreted than when compiled, and a
 * result must not depend on when a method was compiled. They work on arrays: a method that takes
 * and gives a vector would box it whenever the compiler does not inline it.
 */
final class FloatMath {

  private static final int MANTISSA_BITS = 23;
  private static final int BIAS = 127;

  /** Subtracting this before the shift puts the mantissa into [√½, √2) and biases the exponent. */
  private static final int SHIFT =
      Float.floatToRawIntBits((float) Math.sqrt(0.5)) - (BIAS << MANTISSA_BITS);

  /** 2^23; with its bits, a small integer in the mantissa is the number 2^23 + integer. */
  private static final float INTEGER = 0x1p23f;

  private static final int INTEGER_BITS = Float.floatToRawIntBits(INTEGER);

  /** Adding this rounds to an integer, which is then in the lowest bits. */
  private static final float ROUND = 0x1.8p23f;

  /** log 2 in two parts, the first with so few bits that an exponent times it is exact. */
  private static final float LN2_HIGH = 0x1.62ep-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);
  private static final float LOG2_E = (float) (1 / Math.log(2));

  private FloatMath() {}

  /**
   * a = log a: e·log 2 + 2 artanh(s), s = (m−1)/(m+1), for a = m·2^e, √½ ≤ m &lt; √2; artanh by its
   * series.
   */
  static void log(float[] a, int from, int to) {
    for (int o = from; o < to; o += LANES) {
      IntVector bits = FloatVector.fromArray(SPECIES, a, o).reinterpretAsInts();
      IntVector exponent = bits.sub(SHIFT).lanewise(VectorOperators.LSHR, MANTISSA_BITS);
      FloatVector m =
          bits.sub(exponent.sub(BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS))
              .reinterpretAsFloats();
      FloatVector e =
          exponent
              .lanewise(VectorOperators.OR, INTEGER_BITS)
              .reinterpretAsFloats()
              .sub(INTEGER + BIAS);
      FloatVector s = m.sub(1).div(m.add(1));
      FloatVector z = s.mul(s);
      FloatVector r = z.mul(1f / 11).add(1f / 9);
      r = r.fma(z, FloatVector.broadcast(SPECIES, 1f / 7));
      r = r.fma(z, FloatVector.broadcast(SPECIES, 1f / 5));
      r = r.fma(z, FloatVector.broadcast(SPECIES, 1f / 3));
      FloatVector s2 = s.add(s);
      FloatVector low = r.mul(z).fma(s2, e.mul(LN2_LOW)).add(s2);
      e.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), low).intoArray(a, o);
    }
  }

  /**
   * a = exp(c·a): 2^n · exp r, n = round(c·a / log 2); exp r by its series. Clamped to normal
   * numbers.
   */
  static void exp(float[] a, int from, int to, float c) {
    for (int o = from; o < to; o += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, o).mul(c);
      x = x.blend(-87f, x.lt(-87f));
      x = x.blend(88f, x.compare(VectorOperators.GT, 88f));
      FloatVector rounded = x.mul(LOG2_E).add(ROUND);
      FloatVector minusN = FloatVector.broadcast(SPECIES, ROUND).sub(rounded);
      FloatVector r = minusN.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), x);
      r = minusN.fma(FloatVector.broadcast(SPECIES, LN2_LOW), r);
      FloatVector p = r.mul(1f / 5040).add(1f / 720);
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 120));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 6));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f / 2));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1f));
      IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
      p.reinterpretAsInts().add(power).reinterpretAsFloats().intoArray(a, o);
    }
  }
}
