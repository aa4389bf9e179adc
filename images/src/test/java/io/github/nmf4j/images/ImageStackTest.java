package io.github.nmf4j.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.InvalidDataException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of every kind, pixel by pixel, and such as must be refused. */
class ImageStackTest {

  private static final double ROUNDING = 1e-6;

  @TempDir Path folder;

  private void write(String name, String content) throws IOException {
    Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A picture of one row. */
  private void coded(String name, int type, int... rgb) throws IOException {
    var image = new BufferedImage(rgb.length, 1, type);
    for (int j = 0; j < rgb.length; j++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
        image.getRaster().setSample(j, 0, 0, rgb[j]);
      } else {
        image.setRGB(j, 0, rgb[j]);
      }
    }
    String format = name.endsWith("png") ? "png" : "jpg";
    assertTrue(ImageIO.write(image, format, folder.resolve(name).toFile()), name);
  }

  private void assertPixels(double... expected) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ImageStack stack = ImageStack.read(folder, arena);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], stack.v().get(i, 0), ROUNDING, "pixel " + i);
      }
    }
  }

  @Test
  void greyValuesStayWhatTheyAre() throws IOException {
    coded("a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 128, 255);
    assertPixels(0, 128 / 255.0, 1);
  }

  @Test
  void sixteenBitsAreRead() throws IOException {
    coded("a.png", BufferedImage.TYPE_USHORT_GRAY, 0, 1000, 65535);
    assertPixels(0, 1000 / 65535.0, 1);
  }

  @Test
  void coloursBecomeTheirBrightness() throws IOException {
    coded("a.png", BufferedImage.TYPE_INT_RGB, 0xFF0000, 0x00FF00, 0x0000FF, 0x336699);
    assertPixels(0.2126, 0.7152, 0.0722, (0.2126 * 0x33 + 0.7152 * 0x66 + 0.0722 * 0x99) / 255);
  }

  @Test
  void whatIsTransparentLiesOnWhite() throws IOException {
    coded("a.png", BufferedImage.TYPE_INT_ARGB, 0x00123456, 0xFF000000, 0x80000000);
    assertPixels(1, 0, 1 - 128 / 255.0);
  }

  @Test
  void jpegIsRead() throws IOException {
    var image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(new Color(200, 200, 200));
    graphics.fillRect(0, 0, 16, 8);
    graphics.dispose();
    assertTrue(ImageIO.write(image, "jpg", folder.resolve("a.JPG").toFile()));
    try (Arena arena = Arena.ofConfined()) {
      ImageStack stack = ImageStack.read(folder, arena);
      assertEquals(8, stack.height());
      assertEquals(16, stack.width());
      assertEquals(200 / 255.0, stack.v().get(77, 0), 0.01);
    }
  }

  @Test
  void portableMapsPlainAndRaw() throws IOException {
    write("a.pgm", "P2 # a comment\n3 2\n10\n0 5 10\n1 2 3\n");
    assertPixels(0, 0.5, 1, 0.1, 0.2, 0.3);
    write("a.pgm", "P5\n3 2\n255\n\u0000\u0080\u00FF\u0001\u0002\u0003");
    assertPixels(0, 128 / 255.0, 1, 1 / 255.0, 2 / 255.0, 3 / 255.0);
    write("a.pgm", "P5 2 1 65535\n\u0001\u0000\u00FF\u00FF");
    assertPixels(256 / 65535.0, 1);
    Files.delete(folder.resolve("a.pgm"));
    write("a.ppm", "P6 1 2 255\n\u00FF\u0000\u0000\u0000\u0000\u00FF");
    assertPixels(0.2126, 0.0722);
    write("a.ppm", "P3 1 1 100 100 50 0");
    assertPixels(0.2126 + 0.5 * 0.7152);
  }

  @Test
  void filesInTheOrderOfTheirPaths() throws IOException {
    Files.createDirectories(folder.resolve("b"));
    write("b/x.pgm", "P2 1 1 4 3");
    write("a.pgm", "P2 1 1 4 1");
    write(".hidden.pgm", "no");
    write("README.txt", "about");
    try (Arena arena = Arena.ofConfined()) {
      ImageStack stack = ImageStack.read(folder, arena);
      assertEquals(List.of("a.pgm", "b/x.pgm"), stack.names());
      assertEquals(List.of("README.txt"), stack.passedOver());
      assertEquals(0.25, stack.v().get(0, 0));
      assertEquals(0.75, stack.v().get(0, 1));
    }
  }

  private void assertRefused(String... parts) {
    try (Arena arena = Arena.ofConfined()) {
      var e = assertThrows(InvalidDataException.class, () -> ImageStack.read(folder, arena));
      for (String part : parts) {
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
      }
    }
  }

  @Test
  void differentSizesNameTheFile() throws IOException {
    write("a.pgm", "P2 2 1 4 1 1");
    write("b.pgm", "P2 1 2 4 1 1");
    assertRefused("b.pgm: 1 × 2 pixels", "a.pgm has 2 × 1", "one size");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    write("a.png", "\u0089PNG\r\n\u001A\nrubbish");
    assertRefused("a.png");
    write("a.png", "just text");
    assertRefused("a.png", "no PNG or JPEG");
    Files.delete(folder.resolve("a.png"));
    write("a.pgm", "P7 1 1 1");
    assertRefused("wrong magic");
    write("a.pgm", "P5 2 2 255\nabc");
    assertRefused("truncated");
    write("a.pgm", "P2 2 1 4 1 9");
    assertRefused("pixel 9", "largest value, 4");
    write("a.pgm", "P2 0 1 4 1 9");
    assertRefused("width 0");
    write("a.pgm", "P2 2 1 4 1 x");
    assertRefused("0x78", "pixel");
    write("a.pgm", "P5 1048576 1048576 255\n");
    assertRefused("too many");
  }

  @Test
  void nothingIsAnError() {
    assertRefused("no picture in this folder");
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(
          NoSuchFileException.class, () -> ImageStack.read(folder.resolve("nowhere"), arena));
    }
  }

  @Test
  void mosaicHasEachPictureInItsPlace() throws IOException {
    var mosaic = new Mosaic(1, 32, 1, 2);
    mosaic.put(0, (_, j) -> j, 31);
    mosaic.put(1, (_, _) -> 5, 0);
    Path file = folder.resolve("m.png");
    try (var out = Files.newOutputStream(file)) {
      mosaic.write(out);
    }
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(2 + 2 * (64 + 2), image.getWidth());
    assertEquals(2 + 2 + 2, image.getHeight());
    assertEquals(255, image.getRaster().getSample(2 + 63, 2, 0));
    assertEquals(0, image.getRaster().getSample(2, 3, 0));
    assertEquals(128, image.getRaster().getSample(2 + 64, 2, 0));
    assertEquals(0, image.getRaster().getSample(2 + 66, 2, 0));
  }
}
