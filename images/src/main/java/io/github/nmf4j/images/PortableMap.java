package io.github.nmf4j.images;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.io.InputStream;

/** Reads PGM and PPM pictures, plain and raw (netpbm's formats P2, P3, P5 and P6). */
final class PortableMap {

  private static final int LARGEST_SIDE = 1 << 20;

  private final String name;
  private final InputStream in;
  private long offset;

  private PortableMap(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  static Picture read(String name, InputStream in) throws IOException {
    return new PortableMap(name, in).picture();
  }

  private Picture picture() throws IOException {
    int p = next();
    int kind = next();
    if (p != 'P' || (kind != '2' && kind != '3' && kind != '5' && kind != '6')) {
      throw new InvalidDataException(
          name + ": wrong magic at offset 0; a PGM or PPM picture begins with P2, P3, P5 or P6");
    }
    boolean plain = kind < '5';
    boolean colored = kind == '3' || kind == '6';
    int width = number("width", LARGEST_SIDE);
    int height = number("height", LARGEST_SIDE);
    int white = number("largest value", 65535);
    if ((long) width * height > Integer.MAX_VALUE / 8) {
      throw new InvalidDataException(
          "%s: %d × %d pixels are too many".formatted(name, height, width));
    }
    double[] pixels = new double[width * height];
    for (int i = 0; i < pixels.length; i++) {
      if (colored) {
        int red = sample(plain, white);
        int green = sample(plain, white);
        pixels[i] = PictureReader.luma(red, green, sample(plain, white), white);
      } else {
        pixels[i] = sample(plain, white) / (double) white;
      }
    }
    return new Picture(name, height, width, pixels);
  }

  private int next() throws IOException {
    offset++;
    return in.read();
  }

  /** A number ≥ 1 of the header and the white space behind it. */
  private int number(String what, int most) throws IOException {
    int number = digits(what);
    if (number < 1 || number > most) {
      throw new InvalidDataException(
          "%s: %s %d at offset %d; it must be from 1 to %d"
              .formatted(name, what, number, offset, most));
    }
    return number;
  }

  /** Reads digits, after white space and comments, and one character behind them. */
  private int digits(String what) throws IOException {
    int c = next();
    while (c == '#' || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      while (c == '#' && c != -1) {
        do {
          c = next();
        } while (c != '\n' && c != -1);
      }
      c = next();
    }
    long number = 0;
    boolean any = false;
    while (c >= '0' && c <= '9') {
      number = Math.min(Integer.MAX_VALUE, 10 * number + c - '0');
      any = true;
      c = next();
    }
    if (!any) {
      throw c == -1
          ? new InvalidDataException("%s: truncated: no %s".formatted(name, what))
          : new InvalidDataException(
              "%s: byte 0x%02x at offset %d where the %s should be"
                  .formatted(name, c, offset - 1, what));
    }
    return (int) number;
  }

  private int sample(boolean plain, int white) throws IOException {
    int sample;
    if (plain) {
      sample = digits("pixel");
    } else {
      sample = next();
      if (white > 255 && sample >= 0) {
        int low = next();
        sample = low < 0 ? -1 : sample << 8 | low;
      }
      if (sample < 0) {
        throw new InvalidDataException(
            "%s: truncated: the file ends at offset %d, before the last pixel"
                .formatted(name, offset - 1));
      }
    }
    if (sample > white) {
      throw new InvalidDataException(
          "%s: pixel %d at offset %d is larger than the largest value, %d"
              .formatted(name, sample, offset - 1, white));
    }
    return sample;
  }
}
