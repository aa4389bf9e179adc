package io.github.nmf4j.audio;

import java.util.Arrays;

/**
 * The pitch of a template.
 *
 * @param hertz fundamental frequency
 * @param salience how harmonic the template is: the share of its energy near multiples of the
 *     fundamental, beyond what a flat spectrum would have there, times how far it falls between
 *     them; 1 is purely harmonic, 0 is noise
 */
public record PitchEstimate(double hertz, double salience) {

  /** Below this salience a template has no pitch to speak of. */
  public static final double PITCHED = 0.5;

  private static final double LOWEST = 27.5;
  private static final double HIGHEST = 4186.01;
  private static final int HARMONICS = 12;

  /** What the next harmonic counts for: so much that octaves are told apart. */
  private static final double DECAY = 0.84;

  private static final double CANDIDATES_PER_OCTAVE = 240;

  /** Width of the main lobe of a Hann window in bins: closer harmonics are not told apart. */
  private static final double RESOLVED = 4;

  /** How far from a harmonic its energy is looked for, in bins. */
  private static final double NEAR = 1.5;

  /** The nearest note. */
  public Pitch pitch() {
    return Pitch.nearest(hertz);
  }

  /** Whether the template is harmonic enough to be called by its note. */
  public boolean isPitched() {
    return salience >= PITCHED;
  }

  /**
   * Estimates the pitch of a magnitude spectrum a by harmonic summation: the candidate f with the
   * largest Σ_h 0.84^(h−1)·a(h·f), then refined to the peaks found there. Fundamentals below four
   * bins are not looked for: their harmonics would be one blur.
   *
   * @param magnitudes |X| by bin
   * @param binHertz from one bin to the next
   */
  public static PitchEstimate of(double[] magnitudes, double binHertz) {
    double most = Arrays.stream(magnitudes).max().orElse(0);
    double lowest = Math.max(LOWEST, RESOLVED * binHertz);
    double highest = Math.min(HIGHEST, (magnitudes.length - 2) * binHertz);
    if (!(most > 0) || highest <= lowest) {
      return new PitchEstimate(lowest, 0);
    }
    double[] a = Arrays.stream(magnitudes).map(x -> x / most).toArray();
    double best = lowest;
    double bestSum = -1;
    int candidates = (int) (CANDIDATES_PER_OCTAVE * Math.log(highest / lowest) / Math.log(2));
    for (int c = 0; c <= candidates; c++) {
      double f = lowest * Math.pow(2, c / CANDIDATES_PER_OCTAVE);
      double sum = harmonicSum(a, f / binHertz);
      if (sum > bestSum) {
        bestSum = sum;
        best = f;
      }
    }
    double refined = refine(a, best / binHertz);
    return new PitchEstimate(refined * binHertz, salience(a, refined));
  }

  private static double harmonicSum(double[] a, double bin) {
    double sum = 0;
    double weight = 1;
    for (int h = 1; h <= HARMONICS && h * bin < a.length - 1; h++) {
      sum += weight * at(a, h * bin);
      weight *= DECAY;
    }
    return sum;
  }

  /** The spectrum between two bins. */
  private static double at(double[] a, double bin) {
    int below = (int) bin;
    double part = bin - below;
    return (1 - part) * a[below] + part * a[below + 1];
  }

  /** The fundamental that fits the peaks near its multiples best, weighted by their height. */
  private static double refine(double[] a, double bin) {
    double products = 0;
    double squares = 0;
    for (int h = 1; h <= HARMONICS / 2 && h * bin < a.length - 2; h++) {
      int peak = peak(a, h * bin);
      if (peak < 1) {
        continue;
      }
      double left = Math.log(a[peak - 1] + 1e-12);
      double middle = Math.log(a[peak] + 1e-12);
      double right = Math.log(a[peak + 1] + 1e-12);
      double bend = left - 2 * middle + right;
      double place = bend < 0 ? peak + Math.clamp((left - right) / (2 * bend), -0.5, 0.5) : peak;
      products += a[peak] * h * place;
      squares += a[peak] * h * h;
    }
    return squares > 0 ? products / squares : bin;
  }

  /** The local maximum next to a place, within one bin, or −1. */
  private static int peak(double[] a, double place) {
    int centre = (int) Math.round(place);
    for (int offset : new int[] {0, -1, 1}) {
      int q = centre + offset;
      if (q >= 1 && q < a.length - 1 && a[q] > 0 && a[q] >= a[q - 1] && a[q] >= a[q + 1]) {
        return q;
      }
    }
    return -1;
  }

  private static double salience(double[] a, double bin) {
    boolean[] near = new boolean[a.length];
    for (int h = 1; h * bin < a.length; h++) {
      int from = Math.max(0, (int) Math.ceil(h * bin - NEAR));
      int to = Math.min(a.length - 1, (int) Math.floor(h * bin + NEAR));
      Arrays.fill(near, from, to + 1, true);
    }
    double inside = 0;
    double all = 0;
    int covered = 0;
    for (int q = 0; q < a.length; q++) {
      all += a[q] * a[q];
      if (near[q]) {
        inside += a[q] * a[q];
        covered++;
      }
    }
    double coverage = (double) covered / a.length;
    double excess = coverage >= 1 ? 0 : Math.max(0, (inside / all - coverage) / (1 - coverage));
    return excess * contrast(a, bin);
  }

  /** How far the spectrum falls halfway between harmonics: 1 to nothing, 0 for noise. */
  private static double contrast(double[] a, double bin) {
    double peaks = harmonicSum(a, bin);
    double valleys = 0;
    double weight = 1;
    for (int h = 1; h <= HARMONICS && (h + 0.5) * bin < a.length - 1; h++) {
      valleys += weight * 0.5 * (at(a, (h - 0.5) * bin) + at(a, (h + 0.5) * bin));
      weight *= DECAY;
    }
    return peaks > 0 ? Math.max(0, 1 - valleys / peaks) : 0;
  }
}
