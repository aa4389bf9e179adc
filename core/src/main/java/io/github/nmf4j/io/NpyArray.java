package io.github.nmf4j.io;

import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.InvalidDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A one-dimensional array of numbers that was read into memory: the parts of a sparse matrix.
 *
 * @param name how messages call it
 * @param type how an entry is stored
 * @param swapped whether the byte order is not the machine's
 * @param length number of entries
 * @param data the entries
 */
record NpyArray(String name, ElementType type, boolean swapped, long length, MemorySegment data) {

  static NpyArray of(String name, NpyHeader header, MemorySegment data) {
    if (header.shape().size() != 1) {
      throw new InvalidDataException(
          "%s: shape %s; expected one dimension".formatted(header.name(), header.shapeText()));
    }
    return new NpyArray(
        name,
        header.elementType(),
        header.byteOrder() != ByteOrder.nativeOrder(),
        header.shape().getFirst(),
        data);
  }

  /** Entry {@code i} as a number. */
  double doubleAt(long i) {
    return switch (type) {
      case FLOAT32 -> Float.intBitsToFloat(intAt(i));
      case FLOAT64 -> Double.longBitsToDouble(bitsAt(i));
      case UINT64 -> unsigned(bitsAt(i));
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64 -> longAt(i);
    };
  }

  /** Entry {@code i} of an array of integers; those beyond 2⁶³ − 1 come out negative. */
  long longAt(long i) {
    return switch (type) {
      case INT8 -> data.get(ValueLayout.JAVA_BYTE, i);
      case UINT8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
      case INT16 -> shortAt(i);
      case UINT16 -> Short.toUnsignedInt(shortAt(i));
      case INT32 -> intAt(i);
      case UINT32 -> Integer.toUnsignedLong(intAt(i));
      case INT64, UINT64 -> bitsAt(i);
      case FLOAT32, FLOAT64 -> throw new IllegalStateException(name + " has no integers");
    };
  }

  boolean isInteger() {
    return type != ElementType.FLOAT32 && type != ElementType.FLOAT64;
  }

  private short shortAt(long i) {
    short bits = data.get(ValueLayout.JAVA_SHORT_UNALIGNED, i * Short.BYTES);
    return swapped ? Short.reverseBytes(bits) : bits;
  }

  private int intAt(long i) {
    int bits = data.get(ValueLayout.JAVA_INT_UNALIGNED, i * Integer.BYTES);
    return swapped ? Integer.reverseBytes(bits) : bits;
  }

  private long bitsAt(long i) {
    long bits = data.get(ValueLayout.JAVA_LONG_UNALIGNED, i * Long.BYTES);
    return swapped ? Long.reverseBytes(bits) : bits;
  }

  /** Halving first and keeping the lowest bit rounds the doubled result correctly. */
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
