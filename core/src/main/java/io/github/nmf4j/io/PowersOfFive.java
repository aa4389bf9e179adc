package io.github.nmf4j.io;

import java.math.BigInteger;

/**
 * The 128 leading bits of 5^q for every power of ten that a double can meet. Made when the first
 * number needs it; most numbers in files do not.
 */
final class PowersOfFive {

  static final int SMALLEST = -342;
  static final int LARGEST = 308;

  /**
   * From here to −1 the leading bits are rounded up, so that a decimal that is exactly half-way
   * between two doubles is seen as such; all others are cut off.
   */
  private static final int ROUNDED_UP_FROM = -27;

  private static final long[] HIGH = new long[LARGEST - SMALLEST + 1];
  private static final long[] LOW = new long[LARGEST - SMALLEST + 1];

  static {
    BigInteger five = BigInteger.valueOf(5);
    BigInteger power = BigInteger.ONE;
    for (int q = 0; q <= LARGEST; q++) {
      store(q, power.shiftLeft(128).shiftRight(power.bitLength()));
      power = power.multiply(five);
    }
    power = five;
    for (int q = -1; q >= SMALLEST; q--) {
      BigInteger reciprocal = BigInteger.ONE.shiftLeft(128 + 2 * power.bitLength()).divide(power);
      BigInteger leading = reciprocal.shiftRight(reciprocal.bitLength() - 128);
      store(q, q >= ROUNDED_UP_FROM ? leading.add(BigInteger.ONE) : leading);
      power = power.multiply(five);
    }
  }

  private PowersOfFive() {}

  /** Bits 64 to 127, the highest of them set. */
  static long high(int q) {
    return HIGH[q - SMALLEST];
  }

  /** Bits 0 to 63. */
  static long low(int q) {
    return LOW[q - SMALLEST];
  }

  private static void store(int q, BigInteger bits) {
    HIGH[q - SMALLEST] = bits.shiftRight(64).longValue();
    LOW[q - SMALLEST] = bits.longValue();
  }
}
