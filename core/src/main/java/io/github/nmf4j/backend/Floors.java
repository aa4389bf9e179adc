package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Precision;

/**
 * The smallest magnitudes that take part in a computation. The engine scales V by a power of two so
 * that its mean is near 1 before a session sees it; these floors are relative to that scale, so
 * none of them is an absolute epsilon in the caller's units.
 */
public final class Floors {

  private Floors() {}

  /**
   * A factor entry below this is set to zero: its products with other entries would be denormal,
   * and denormals cost 100 cycles each on many CPUs. 2⁻⁶³ and 2⁻⁵¹¹.
   */
  public static double factor(Precision precision) {
    return precision == Precision.FLOAT ? 0x1p-63 : 0x1p-511;
  }

  /**
   * An entry of the model W·H is taken to be at least this where it is divided by twice and what
   * lies below has to be climbed out of: a Newton step from there only doubles it.
   */
  public static double coordinate() {
    return 0x1p-50;
  }

  /**
   * An entry of the model W·H is taken to be at least this where it is a divisor, so that powers
   * down to v̂^(β−2) neither overflow nor divide by zero. {@code max}, not {@code +}: larger
   * entries are not touched.
   */
  public static double model(Precision precision, double beta) {
    double exponent = precision == Precision.FLOAT ? 100 : 900;
    return Math.pow(2, -exponent / Math.max(1, 2 - beta));
  }
}
