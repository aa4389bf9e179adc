package io.github.nmf4j.io;

import io.github.nmf4j.matrix.ElementType;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** NumPy's names of element types, such as {@code <f8}: byte order, kind, size in bytes. */
final class ArrayType {

  private static final Map<String, ElementType> NUMBERS =
      Map.ofEntries(
          Map.entry("f4", ElementType.FLOAT32),
          Map.entry("f8", ElementType.FLOAT64),
          Map.entry("b1", ElementType.UINT8),
          Map.entry("i1", ElementType.INT8),
          Map.entry("u1", ElementType.UINT8),
          Map.entry("i2", ElementType.INT16),
          Map.entry("u2", ElementType.UINT16),
          Map.entry("i4", ElementType.INT32),
          Map.entry("u4", ElementType.UINT32),
          Map.entry("i8", ElementType.INT64),
          Map.entry("u8", ElementType.UINT64));

  private ArrayType() {}

  /** How an entry of the type is stored, if it is a real number that the matrices understand. */
  static Optional<ElementType> number(String name) {
    if (name.length() != 3 || "<>=|".indexOf(name.charAt(0)) < 0) {
      return Optional.empty();
    }
    Optional<ElementType> type = Optional.ofNullable(NUMBERS.get(name.substring(1)));
    // without a byte order there can be but one byte
    return type.filter(t -> name.charAt(0) != '|' || t.bytes() == 1);
  }

  /** The byte order that the type's name says. */
  static ByteOrder order(String name) {
    return switch (name.charAt(0)) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  /** What is wrong with a type that is not a real number that the matrices understand. */
  static String complaint(String name) {
    char kind = name.length() < 2 ? '?' : name.charAt(1);
    String what =
        switch (kind) {
          case 'O' -> "Python objects, which are never unpickled";
          case 'c' -> "complex numbers";
          case 'S', 'a' -> "byte strings";
          case 'U' -> "strings";
          case 'V' -> "raw bytes or records";
          case 'M', 'm' -> "dates or durations";
          case 'f' -> name.endsWith("f2") ? "half-precision numbers" : "extended-precision numbers";
          default -> "an unknown type";
        };
    return "dtype '%s' (%s); allowed are float32, float64, integers and bool; in NumPy: V.astype('float32')"
        .formatted(name, what);
  }
}
