package io.github.nmf4j.report;

import java.util.Base64;

/** Coloured cells, row by row from the top. */
final class Bitmap {

  private final int width;
  private final int height;
  private final byte[] pixels;
  private final ColorMap map;

  private Bitmap(int width, int height, byte[] pixels, ColorMap map) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.map = map;
  }

  /** Cells in their colours; {@code upwards} puts row 0 at the bottom. */
  static Bitmap of(Cells cells, ColorScale scale, boolean upwards) {
    byte[] pixels = new byte[cells.rows() * cells.columns()];
    for (int i = 0; i < cells.rows(); i++) {
      int line = upwards ? cells.rows() - 1 - i : i;
      for (int j = 0; j < cells.columns(); j++) {
        pixels[line * cells.columns() + j] = ColorMap.indexOf(scale.fraction(cells.get(i, j)));
      }
    }
    return new Bitmap(cells.columns(), cells.rows(), pixels, scale.map());
  }

  /** The colours of a scale from the last one, at the top, to the first one. */
  static Bitmap ramp(ColorMap map) {
    int height = 128;
    byte[] pixels = new byte[height];
    for (int i = 0; i < height; i++) {
      pixels[i] = ColorMap.indexOf(1 - (i + 0.5) / height);
    }
    return new Bitmap(1, height, pixels, map);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The colour, 0xRRGGBB, of the pixel {@code i}, counted row by row. */
  int color(int i) {
    int index = Byte.toUnsignedInt(pixels[i]);
    return map.colorOf(index == ColorMap.MISSING ? Double.NaN : index / (ColorMap.MISSING - 1.0));
  }

  byte[] png() {
    return Png.indexed(width, height, pixels, map.palette());
  }

  String dataUrl() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
  }
}
