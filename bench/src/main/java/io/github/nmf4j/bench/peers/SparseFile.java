package io.github.nmf4j.bench.peers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A sparse matrix as SciPy stores one (CSR in an {@code .npz}), written without being held in
 * memory: every row has the same number of entries, one in each of as many equal ranges of columns.
 */
final class SparseFile {

  private final PeerCase shape;
  private final int perRow;

  private SparseFile(PeerCase shape) {
    this.shape = shape;
    this.perRow = shape.entries() / shape.rows();
  }

  static void write(PeerCase shape, Path file) throws IOException {
    new SparseFile(shape).write(file);
  }

  private void write(Path file) throws IOException {
    long entries = (long) perRow * shape.rows();
    try (var zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      begin(zip, "shape", "<i8", 2);
      writeLong(zip, shape.rows());
      writeLong(zip, shape.columns());
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("format.npy"));
      header(zip, "|S3", "()");
      zip.write("csr".getBytes(StandardCharsets.US_ASCII));
      zip.closeEntry();
      begin(zip, "indptr", "<i8", shape.rows() + 1L);
      for (long i = 0; i <= shape.rows(); i++) {
        writeLong(zip, i * perRow);
      }
      zip.closeEntry();
      begin(zip, "indices", "<i4", entries);
      rows(zip, new SplittableRandom(1), this::columns);
      begin(zip, "data", "<f4", entries);
      rows(zip, new SplittableRandom(2), this::values);
    }
  }

  /** Fills what is written of one row. */
  private interface Row {
    void fill(SplittableRandom random, ByteBuffer row);
  }

  private void rows(ZipOutputStream zip, SplittableRandom random, Row row) throws IOException {
    byte[] bytes = new byte[4 * perRow];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < shape.rows(); i++) {
      row.fill(random, buffer.clear());
      zip.write(bytes);
    }
    zip.closeEntry();
  }

  private void columns(SplittableRandom random, ByteBuffer row) {
    int width = shape.columns() / perRow;
    for (int e = 0; e < perRow; e++) {
      row.putInt(e * width + random.nextInt(width));
    }
  }

  private void values(SplittableRandom random, ByteBuffer row) {
    for (int e = 0; e < perRow; e++) {
      row.putFloat(1 + random.nextInt(5));
    }
  }

  private static void writeLong(OutputStream out, long value) throws IOException {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    out.write(bytes);
  }

  private static void begin(ZipOutputStream zip, String name, String type, long length)
      throws IOException {
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    header(zip, type, "(" + length + ",)");
  }

  /** The header of NumPy's format 1.0: magic, version, length, a literal, spaces to 64 bytes. */
  private static void header(OutputStream out, String type, String shape) throws IOException {
    String literal =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    byte[] header = new byte[128];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) 118)
        .put(literal.getBytes(StandardCharsets.US_ASCII));
    header[127] = '\n';
    out.write(header);
  }
}
