package io.github.nmf4j.images;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/**
 * A grid of small grey pictures as one picture file. Pixels become squares of equal size, and
 * pictures are separated by mid-grey lines.
 */
public final class Mosaic {

  private static final int GAP = 2;
  private static final int LINE = 128;

  /** Small pictures are magnified to about this width. */
  private static final int SEEN_WIDTH = 64;

  private final BufferedImage image;
  private final int height;
  private final int width;
  private final int columns;
  private final int zoom;

  /**
   * An empty grid.
   *
   * @param height rows of a picture
   * @param width columns of a picture
   * @param rows of the grid
   * @param columns of the grid
   */
  public Mosaic(int height, int width, int rows, int columns) {
    this.height = height;
    this.width = width;
    this.columns = columns;
    this.zoom = Math.max(1, SEEN_WIDTH / width);
    long down = (long) rows * (height * (long) zoom + GAP) + GAP;
    long across = (long) columns * (width * (long) zoom + GAP) + GAP;
    if (down * across > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "a grid of %d × %d pixels is too large".formatted(down, across));
    }
    this.image = new BufferedImage((int) across, (int) down, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        raster.setSample(x, y, 0, LINE);
      }
    }
  }

  /** The value of a pixel. */
  @FunctionalInterface
  public interface Pixels {
    double at(int row, int column);
  }

  /**
   * Puts a picture into a cell, counted row by row.
   *
   * @param white the value that is shown white; larger ones are too, and all are black if it is 0
   */
  public void put(int cell, Pixels pixels, double white) {
    int left = GAP + cell % columns * (width * zoom + GAP);
    int top = GAP + cell / columns * (height * zoom + GAP);
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < height * zoom; y++) {
      for (int x = 0; x < width * zoom; x++) {
        double value = white > 0 ? pixels.at(y / zoom, x / zoom) / white : 0;
        raster.setSample(left + x, top + y, 0, (int) Math.round(255 * Math.clamp(value, 0, 1)));
      }
    }
  }

  /** Writes the grid as PNG. */
  public void write(OutputStream out) throws IOException {
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java cannot write PNG pictures");
    }
  }
}
