package io.github.nmf4j.report;

/**
 * Colours for numbers from 0 to 1. Those that are not grey are computed in OKLCh (Ottosson, "A
 * perceptual color space for image processing", 2020), in which equal steps look equal: their
 * lightness is a straight line, so that they are read the same in print, in grey and by the
 * colour-blind.
 */
public enum ColorMap {
  /** Dark violet over blue and green to light yellow; for quantities ≥ 0. */
  SEQUENTIAL {
    @Override
    int color(double t) {
      double lightness = 0.19 + 0.76 * t;
      double chroma = 0.05 + 0.13 * Math.sin(Math.PI * (0.12 + 0.72 * t));
      double hue = 298 - 193 * t;
      return OkLch.toRgb(lightness, chroma, hue);
    }
  },

  /** Black to white, as a picture file has it; for pictures. */
  GRAY {
    @Override
    int color(double t) {
      return (int) Math.round(255 * t) * 0x010101;
    }
  },

  /** Blue over near white to orange, 0 in the middle; for differences. */
  DIVERGING {
    @Override
    int color(double t) {
      double away = Math.abs(2 * t - 1);
      double lightness = 0.96 - 0.52 * away;
      double chroma = 0.16 * Math.pow(away, 0.85);
      return OkLch.toRgb(lightness, chroma, t < 0.5 ? 255 : 48);
    }
  };

  /** Entries of a palette; the last one is not a colour of the map but stands for no value. */
  static final int PALETTE_SIZE = 256;

  static final int MISSING = PALETTE_SIZE - 1;

  private static final int MISSING_COLOR = 0x9a9a9a;

  /** The colour, 0xRRGGBB, of {@code t} in [0, 1]. */
  abstract int color(double t);

  /**
   * The colour, 0xRRGGBB, of {@code t}; numbers outside [0, 1] have the colour of the nearer end.
   */
  public int colorOf(double t) {
    return Double.isNaN(t) ? MISSING_COLOR : color(Math.clamp(t, 0, 1));
  }

  /** The index in {@link #palette} of {@code t}; that of no value if it is NaN. */
  static byte indexOf(double t) {
    return (byte)
        (Double.isNaN(t) ? MISSING : Math.round(Math.clamp(t, 0, 1) * (PALETTE_SIZE - 2)));
  }

  /** All colours, three bytes each. */
  byte[] palette() {
    byte[] palette = new byte[3 * PALETTE_SIZE];
    for (int i = 0; i < PALETTE_SIZE; i++) {
      int rgb = i == MISSING ? MISSING_COLOR : color(i / (PALETTE_SIZE - 2.0));
      palette[3 * i] = (byte) (rgb >> 16);
      palette[3 * i + 1] = (byte) (rgb >> 8);
      palette[3 * i + 2] = (byte) rgb;
    }
    return palette;
  }
}
