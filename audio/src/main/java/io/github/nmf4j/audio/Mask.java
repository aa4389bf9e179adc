package io.github.nmf4j.audio;

import java.util.Arrays;
import java.util.List;

/**
 * A share of every bin of a spectrogram, 0 … 1. The masks of all parts of a mixture add up to 1, so
 * that the masked spectrograms add up to the mixture's.
 */
public final class Mask {

  private final int bins;
  private final int frames;
  private final double[] values;

  private Mask(int bins, int frames) {
    this.bins = bins;
    this.frames = frames;
    this.values = new double[bins * frames];
  }

  /** How bins are divided among parts. */
  public sealed interface Rule {

    /**
     * m_g = A_g^α / Σ A^α for the parts' magnitudes A: the Wiener filter for α = 2, the ratio of
     * magnitudes for α = 1 (Liutkus and Badeau 2015).
     *
     * @param alpha α > 0
     */
    record Wiener(double alpha) implements Rule {
      public Wiener {
        if (!(alpha > 0 && alpha <= 1000)) {
          throw new IllegalArgumentException("alpha must be > 0 and at most 1000, was " + alpha);
        }
      }
    }

    /** Every bin belongs to the part that is loudest there; of equal ones to the first. */
    record Binary() implements Rule {}
  }

  /**
   * The masks of parts whose magnitudes these spectrograms model. Where all are zero, each part
   * gets the same share.
   *
   * @param parts magnitude, power or log spectrograms of one shape
   * @throws IllegalArgumentException if there is no part, or shapes differ
   */
  public static List<Mask> of(List<Spectrogram> parts, Rule rule) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("masks need at least one part");
    }
    int bins = parts.getFirst().values().rows();
    int frames = parts.getFirst().values().columns();
    for (Spectrogram part : parts) {
      if (part.values().rows() != bins || part.values().columns() != frames) {
        throw new IllegalArgumentException(
            "the parts are %d × %d and %d × %d; they must be of one shape"
                .formatted(bins, frames, part.values().rows(), part.values().columns()));
      }
    }
    List<Mask> masks = parts.stream().map(part -> new Mask(bins, frames)).toList();
    double[] share = new double[parts.size()];
    for (int f = 0; f < frames; f++) {
      for (int q = 0; q < bins; q++) {
        for (int g = 0; g < share.length; g++) {
          share[g] = parts.get(g).magnitude(q, f);
        }
        divide(share, share.length, rule);
        for (int g = 0; g < share.length; g++) {
          masks.get(g).values[f * bins + q] = share[g];
        }
      }
    }
    return masks;
  }

  /** Turns the magnitudes {@code a[0 … count − 1]} of one bin into shares that add up to 1. */
  static void divide(double[] a, int count, Rule rule) {
    int loudest = 0;
    for (int g = 1; g < count; g++) {
      if (a[g] > a[loudest]) {
        loudest = g;
      }
    }
    double most = a[loudest];
    if (!(most > 0)) {
      Arrays.fill(a, 0, count, 1.0 / count);
      return;
    }
    switch (rule) {
      case Rule.Binary _ -> {
        Arrays.fill(a, 0, count, 0);
        a[loudest] = 1;
      }
      case Rule.Wiener wiener -> {
        // relative to the loudest, so that no power over- or underflows
        double sum = 0;
        for (int g = 0; g < count; g++) {
          a[g] = power(a[g] / most, wiener.alpha);
          sum += a[g];
        }
        for (int g = 0; g < count; g++) {
          a[g] /= sum;
        }
      }
    }
  }

  private static double power(double x, double alpha) {
    if (alpha == 1) {
      return x;
    }
    return alpha == 2 ? x * x : Math.pow(x, alpha);
  }

  /** Number of bins of a frame. */
  public int bins() {
    return bins;
  }

  /** Number of frames. */
  public int frames() {
    return frames;
  }

  /** The share of one bin. */
  public double get(int bin, int frame) {
    return values[frame * bins + bin];
  }

  double at(int index) {
    return values[index];
  }
}
