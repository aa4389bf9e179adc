package io.github.nmf4j.matrix;

/** The floating-point type in which a session computes and a result is stored. */
public enum Precision {
  /** 32-bit IEEE 754. */
  FLOAT(Float.BYTES, 0x1p-24),
  /** 64-bit IEEE 754. */
  DOUBLE(Double.BYTES, 0x1p-53);

  private final int bytes;
  private final double unitRoundoff;

  Precision(int bytes, double unitRoundoff) {
    this.bytes = bytes;
    this.unitRoundoff = unitRoundoff;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Largest relative error of one correctly rounded operation: 2⁻²⁴ or 2⁻⁵³. */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /** {@code value} rounded to this precision. */
  public double round(double value) {
    return this == FLOAT ? (float) value : value;
  }
}
