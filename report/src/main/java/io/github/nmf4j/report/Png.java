package io.github.nmf4j.report;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG images (ISO/IEC 15948) of up to 256 colours. */
final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int BITS = 8;
  private static final int INDEXED = 3;

  private Png() {}

  /**
   * An image.
   *
   * @param pixels indices into the palette, row by row
   * @param palette three bytes per colour
   */
  static byte[] indexed(int width, int height, byte[] pixels, byte[] palette) {
    var png = new ByteArrayOutputStream(pixels.length / 2 + 1024);
    try (var out = new DataOutputStream(png)) {
      out.write(SIGNATURE);
      chunk(
          out,
          "IHDR",
          header -> {
            header.writeInt(width);
            header.writeInt(height);
            header.write(new byte[] {BITS, INDEXED, 0, 0, 0});
          });
      chunk(out, "PLTE", data -> data.write(palette));
      chunk(out, "IDAT", data -> deflate(width, height, pixels, data));
      chunk(out, "IEND", _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    return png.toByteArray();
  }

  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static void chunk(DataOutputStream out, String type, Content content) throws IOException {
    var body = new ByteArrayOutputStream();
    try (var data = new DataOutputStream(body)) {
      data.write(type.getBytes(StandardCharsets.US_ASCII));
      content.write(data);
    }
    var checksum = new CRC32();
    checksum.update(body.toByteArray());
    out.writeInt(body.size() - type.length());
    body.writeTo(out);
    out.writeInt((int) checksum.getValue());
  }

  /** Each row begins with the number of its filter: none, which suits indices. */
  private static void deflate(int width, int height, byte[] pixels, DataOutputStream out)
      throws IOException {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      var compressed = new DeflaterOutputStream(out, deflater);
      for (int row = 0; row < height; row++) {
        compressed.write(0);
        compressed.write(pixels, row * width, width);
      }
      compressed.finish();
    } finally {
      deflater.end();
    }
  }
}
