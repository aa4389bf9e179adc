package io.github.nmf4j.images;

import io.github.nmf4j.matrix.InvalidDataException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Reads one picture as grey. */
final class PictureReader {

  private static final Set<String> PORTABLE = Set.of("pgm", "ppm", "pnm");
  private static final Set<String> CODED = Set.of("png", "jpg", "jpeg");

  /** Weights of red, green and blue in brightness: ITU-R BT.709. */
  private static final double[] LUMA = {0.2126, 0.7152, 0.0722};

  private PictureReader() {}

  /** Whether a file's name says that it is a picture of a kind that can be read. */
  static boolean reads(Path file) {
    String suffix = suffix(file);
    return PORTABLE.contains(suffix) || CODED.contains(suffix);
  }

  private static String suffix(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidDataException if it is damaged or no picture
   */
  static Picture read(Path file) throws IOException {
    if (PORTABLE.contains(suffix(file))) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        return PortableMap.read(file.toString(), in);
      }
    }
    return grey(file, image(file));
  }

  private static BufferedImage image(Path file) throws IOException {
    @Nullable BufferedImage image;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      image = ImageIO.read(in);
    } catch (IOException | RuntimeException e) {
      // the codecs throw whatever a damaged file leads them to
      throw new InvalidDataException("%s: damaged picture: %s".formatted(file, e.getMessage()), e);
    }
    if (image == null) {
      throw new InvalidDataException(
          file + ": this is no PNG or JPEG picture, whatever its name says");
    }
    return image;
  }

  private static Picture grey(Path file, BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    double[] pixels = new double[height * width];
    Raster raster = image.getRaster();
    boolean isGrey =
        raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
    double white = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        // the colours of a grey picture are converted by the JDK as if they were linear light
        double value =
            isGrey ? raster.getSample(j, i, 0) / white : luma(image.getRGB(j, i) & 0xFFFFFF);
        double alpha = image.getColorModel().hasAlpha() ? alpha(image, raster, i, j) : 1;
        pixels[i * width + j] = alpha * value + (1 - alpha);
      }
    }
    return new Picture(file.toString(), height, width, pixels);
  }

  private static double alpha(BufferedImage image, Raster raster, int i, int j) {
    return raster.getNumBands() == 2
        ? raster.getSample(j, i, 1) / (double) ((1 << raster.getSampleModel().getSampleSize(1)) - 1)
        : (image.getRGB(j, i) >>> 24) / 255.0;
  }

  private static double luma(int rgb) {
    return luma(rgb >> 16, (rgb >> 8) & 0xFF, rgb & 0xFF, 255);
  }

  static double luma(int red, int green, int blue, int white) {
    return (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) / white;
  }
}
