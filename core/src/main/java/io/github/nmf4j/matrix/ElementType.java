package io.github.nmf4j.matrix;

/** How one matrix entry is stored. Integers are widened to {@code double} when they are read. */
public enum ElementType {
  FLOAT32(4),
  FLOAT64(8),
  INT8(1),
  UINT8(1),
  INT16(2),
  UINT16(2),
  INT32(4),
  UINT32(4),
  INT64(8),
  UINT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one entry in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The precision in which such data is factorised unless asked otherwise. */
  public Precision precision() {
    return this == FLOAT32 ? Precision.FLOAT : Precision.DOUBLE;
  }

  /** The storage type of a precision. */
  public static ElementType of(Precision precision) {
    return precision == Precision.FLOAT ? FLOAT32 : FLOAT64;
  }
}
