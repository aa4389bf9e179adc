package io.github.nmf4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Images are read back by another implementation, pixel by pixel. */
class PngTest {

  @Test
  void everyPixelComesBack() throws IOException {
    Cells cells =
        Cells.of(3, 5, new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, Double.NaN});
    ColorScale scale = ColorScale.linear(14);
    for (boolean upwards : new boolean[] {false, true}) {
      Bitmap bitmap = Bitmap.of(cells, scale, upwards);
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bitmap.png()));
      assertEquals(5, image.getWidth());
      assertEquals(3, image.getHeight());
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          double t = cells.get(upwards ? 2 - i : i, j) / 14;
          double shown = Double.isNaN(t) ? t : Math.round(t * 254) / 254.0;
          assertEquals(
              ColorMap.SEQUENTIAL.colorOf(shown), image.getRGB(j, i) & 0xFFFFFF, i + ", " + j);
        }
      }
    }
  }
}
