package io.github.nmf4j.report;

/**
 * The colour space OKLCh and its way to sRGB (Ottosson, "A perceptual color space for image
 * processing", 2020).
 */
final class OkLch {

  private OkLch() {}

  /**
   * The nearest colour, 0xRRGGBB, of the same lightness and hue that a screen can show.
   *
   * @param lightness 0 (black) to 1 (white)
   * @param chroma distance from grey, about 0.3 at most
   * @param hue in degrees
   */
  static int toRgb(double lightness, double chroma, double hue) {
    double low = 0;
    double high = chroma;
    double[] rgb = linear(lightness, chroma, hue);
    if (!isShown(rgb)) {
      for (int step = 0; step < 30; step++) {
        double middle = (low + high) / 2;
        if (isShown(linear(lightness, middle, hue))) {
          low = middle;
        } else {
          high = middle;
        }
      }
      rgb = linear(lightness, low, hue);
    }
    return encoded(rgb[0]) << 16 | encoded(rgb[1]) << 8 | encoded(rgb[2]);
  }

  private static double[] linear(double lightness, double chroma, double hue) {
    double a = chroma * Math.cos(Math.toRadians(hue));
    double b = chroma * Math.sin(Math.toRadians(hue));
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static boolean isShown(double[] rgb) {
    for (double channel : rgb) {
      if (channel < -1e-9 || channel > 1 + 1e-9) {
        return false;
      }
    }
    return true;
  }

  /** sRGB's transfer function, to eight bits. */
  private static int encoded(double channel) {
    double x = Math.clamp(channel, 0, 1);
    double y = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * y);
  }
}
