package io.github.nmf4j.matrix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads and writes entries of one storage type and byte order. Indices count entries. The common
 * types in the machine's own order have loops of their own; the rest goes entry by entry.
 */
sealed interface Entries {

  ByteOrder order();

  double get(MemorySegment data, long index);

  void set(MemorySegment data, long index, double value);

  /** {@code target[i] = data[start + i · stride]} for {@code 0 ≤ i < length}. */
  void copy(MemorySegment data, long start, long stride, int length, double[] target);

  static Entries of(ElementType type, ByteOrder order) {
    return switch (type) {
      case FLOAT32 -> new Floats(order, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order));
      case FLOAT64 -> new Doubles(order, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order));
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> new Integers(type, order);
    };
  }

  /** 32-bit floats. */
  record Floats(ByteOrder order, ValueLayout.OfFloat layout) implements Entries {
    private static final ValueLayout.OfFloat NATIVE = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public double get(MemorySegment data, long index) {
      return data.getAtIndex(layout, index);
    }

    @Override
    public void set(MemorySegment data, long index, double value) {
      data.setAtIndex(layout, index, (float) value);
    }

    @Override
    public void copy(MemorySegment data, long start, long stride, int length, double[] target) {
      if (order == ByteOrder.nativeOrder()) {
        // a constant layout: a layout from a field makes the access ten times slower
        for (int i = 0; i < length; i++) {
          target[i] = data.get(NATIVE, (start + i * stride) * Float.BYTES);
        }
      } else {
        for (int i = 0; i < length; i++) {
          target[i] = data.getAtIndex(layout, start + i * stride);
        }
      }
    }
  }

  /** 64-bit floats. */
  record Doubles(ByteOrder order, ValueLayout.OfDouble layout) implements Entries {
    private static final ValueLayout.OfDouble NATIVE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    @Override
    public double get(MemorySegment data, long index) {
      return data.getAtIndex(layout, index);
    }

    @Override
    public void set(MemorySegment data, long index, double value) {
      data.setAtIndex(layout, index, value);
    }

    @Override
    public void copy(MemorySegment data, long start, long stride, int length, double[] target) {
      if (order != ByteOrder.nativeOrder()) {
        for (int i = 0; i < length; i++) {
          target[i] = data.getAtIndex(layout, start + i * stride);
        }
      } else if (stride == 1) {
        MemorySegment.copy(data, NATIVE, start * Double.BYTES, target, 0, length);
      } else {
        for (int i = 0; i < length; i++) {
          target[i] = data.get(NATIVE, (start + i * stride) * Double.BYTES);
        }
      }
    }
  }

  /** Integers of one to eight bytes, signed or not; read-only. */
  record Integers(ElementType type, ByteOrder order) implements Entries {

    @Override
    public double get(MemorySegment data, long index) {
      return switch (type) {
        case INT8 -> data.get(ValueLayout.JAVA_BYTE, index);
        case UINT8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index));
        case INT16 -> shortAt(data, index);
        case UINT16 -> Short.toUnsignedInt(shortAt(data, index));
        case INT32 -> intAt(data, index);
        case UINT32 -> Integer.toUnsignedLong(intAt(data, index));
        case INT64 -> longAt(data, index);
        case UINT64 -> unsigned(longAt(data, index));
        case FLOAT32, FLOAT64 -> throw new AssertionError(type);
      };
    }

    @Override
    public void set(MemorySegment data, long index, double value) {
      throw new UnsupportedOperationException("a matrix of " + type + " is read-only");
    }

    @Override
    public void copy(MemorySegment data, long start, long stride, int length, double[] target) {
      for (int i = 0; i < length; i++) {
        target[i] = get(data, start + i * stride);
      }
    }

    private short shortAt(MemorySegment data, long index) {
      return data.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), index * Short.BYTES);
    }

    private int intAt(MemorySegment data, long index) {
      return data.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), index * Integer.BYTES);
    }

    private long longAt(MemorySegment data, long index) {
      return data.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), index * Long.BYTES);
    }

    /** Halving first and keeping the lowest bit rounds the doubled result correctly. */
    private static double unsigned(long bits) {
      return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
  }
}
