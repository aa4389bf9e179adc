package io.github.nmf4j.io;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes NumPy array files, version 1.0: rows one after the other, little-endian. */
final class NpyWriter {

  /** NumPy starts the data at a multiple of this, so that it can be mapped aligned. */
  private static final int ALIGNMENT = 64;

  private static final int FIXED_BYTES = 10;

  private NpyWriter() {}

  static void write(DenseMatrix matrix, OutputStream out) throws IOException {
    boolean single = matrix.precision() == Precision.FLOAT;
    out.write(header(matrix, single ? "<f4" : "<f8"));
    double[] row = new double[matrix.columns()];
    int bytes = matrix.precision().bytes();
    int chunk = Math.min(row.length, 8192);
    ByteBuffer buffer = ByteBuffer.allocate(chunk * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.copyRow(i, 0, row.length, row);
      for (int from = 0; from < row.length; from += chunk) {
        int to = Math.min(row.length, from + chunk);
        buffer.clear();
        for (int j = from; j < to; j++) {
          if (single) {
            buffer.putFloat((float) row[j]);
          } else {
            buffer.putDouble(row[j]);
          }
        }
        out.write(buffer.array(), 0, buffer.position());
      }
    }
  }

  private static byte[] header(DenseMatrix matrix, String type) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(type, matrix.rows(), matrix.columns());
    int unpadded = FIXED_BYTES + dictionary.length() + 1;
    int padding = Math.floorMod(-unpadded, ALIGNMENT);
    byte[] text = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(FIXED_BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .array();
  }
}
