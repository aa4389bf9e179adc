package io.github.nmf4j.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** NumPy files, also such as NumPy would not write. */
final class Npy {

  private Npy() {}

  /** A file with this header and content. */
  static byte[] file(String header, byte[] content) {
    int padded = (10 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer file = ByteBuffer.allocate(padded + content.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) (padded - 10));
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    while (file.position() < padded - 1) {
      file.put((byte) ' ');
    }
    file.put((byte) '\n').put(content);
    return file.array();
  }

  static String header(String type, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
  }

  /** A matrix of doubles. */
  static byte[] of(int rows, int columns, double... values) {
    ByteBuffer content = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      content.putDouble(value);
    }
    return file(header("<f8", rows + ", " + columns), content.array());
  }

  /** The values in a file of doubles in C order. */
  static double[] values(byte[] file) {
    int start =
        10 + Short.toUnsignedInt(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(8));
    double[] values = new double[(file.length - start) / 8];
    ByteBuffer.wrap(file, start, file.length - start)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(values);
    return values;
  }
}
