package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells sounds that last (notes) from sounds that are struck (drums) by their activation h:
 *
 * <p>sustain = ‖median(h)‖² / ‖h‖², the median over {@value #SECONDS} s around each frame. It is
 * what median filtering (FitzGerald 2010) would leave of the component as harmonic: nearly 1 for
 * what lasts longer than the filter, nearly 0 for a short burst, however loud.
 */
public final class Sustain {

  /** Length of the median filter in seconds. */
  public static final double SECONDS = 0.2;

  /** A component of at least this sustain is taken for harmonic. */
  public static final double HARMONIC = 0.5;

  /** The stem of what lasts. */
  public static final String HARMONIC_STEM = "harmonic";

  /** The stem of what is struck. */
  public static final String PERCUSSIVE_STEM = "percussive";

  private Sustain() {}

  /** The sustain of an activation, 0 … 1; 0 for one that is 0 everywhere. */
  public static double of(double[] activation, double frameSeconds) {
    int half = Math.max(1, (int) Math.round(SECONDS / frameSeconds / 2));
    double[] sorted = new double[2 * half + 1];
    double most = Arrays.stream(activation).max().orElse(0);
    if (!(most > 0)) {
      return 0;
    }
    double all = 0;
    double kept = 0;
    for (int f = 0; f < activation.length; f++) {
      for (int i = 0; i < sorted.length; i++) {
        int g = f - half + i;
        sorted[i] = g >= 0 && g < activation.length ? activation[g] / most : 0;
      }
      Arrays.sort(sorted);
      kept += sorted[half] * sorted[half];
      all += (activation[f] / most) * (activation[f] / most);
    }
    return kept / all;
  }

  /** The stems {@code harmonic} and {@code percussive}, or one of them if the other is empty. */
  public static List<Stem> stems(Decomposition decomposition) {
    var harmonic = new ArrayList<Integer>();
    var percussive = new ArrayList<Integer>();
    for (int r = 0; r < decomposition.rank(); r++) {
      double sustain = of(decomposition.loudness(r), decomposition.frameSeconds());
      (sustain >= HARMONIC ? harmonic : percussive).add(r);
    }
    var stems = new ArrayList<Stem>();
    if (!harmonic.isEmpty()) {
      stems.add(new Stem(HARMONIC_STEM, harmonic));
    }
    if (!percussive.isEmpty()) {
      stems.add(new Stem(PERCUSSIVE_STEM, percussive));
    }
    return stems;
  }
}
