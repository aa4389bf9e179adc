package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well a source was separated: BSS Eval, version 3, for single sources (Vincent, Gribonval and
 * Févotte 2006).
 *
 * <p>An estimate e of source j is split into e = s_target + e_interf + e_artif, where s_target is
 * the least-squares image of source j through a filter of L taps, and s_target + e_interf that of
 * all sources through one filter each. Then, in decibels,
 *
 * <ul>
 *   <li>SDR = ‖s_target‖² / ‖e_interf + e_artif‖²,
 *   <li>SIR = ‖s_target‖² / ‖e_interf‖²,
 *   <li>SAR = ‖s_target + e_interf‖² / ‖e_artif‖².
 * </ul>
 */
public final class BssEval {

  /** Taps of the filters that are forgiven. */
  public static final int TAPS = 512;

  private static final int MOST_SAMPLES = 1 << 25;
  private static final int MOST_UNKNOWNS = 1 << 14;

  private final int taps;
  private final int length;
  private final RealFft fft;
  private final int size;
  private final List<Spectrum> references = new ArrayList<>();
  private final List<SemidefiniteSolver> alone = new ArrayList<>();
  private final SemidefiniteSolver together;

  /** The transform of a signal, padded with zeros. */
  private static final class Spectrum {
    private final double[] re;
    private final double[] im;

    Spectrum(int bins) {
      re = new double[bins];
      im = new double[bins];
    }
  }

  /** The three ratios in decibels; +∞ where nothing is wrong, −∞ where nothing is right. */
  public record Ratios(double sdr, double sir, double sar) {}

  /**
   * Prepares for these true sources.
   *
   * @param taps L, {@value #TAPS} in BSS Eval
   * @throws IllegalArgumentException if there is no source, one is silent, or they differ in length
   *     or are too long
   */
  public BssEval(List<double[]> sources, int taps) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("there is no true source to compare with");
    }
    if (taps < 1 || (long) taps * sources.size() > MOST_UNKNOWNS) {
      throw new IllegalArgumentException(
          "%d filters of %d taps: at least 1 tap, at most %d unknowns"
              .formatted(sources.size(), taps, MOST_UNKNOWNS));
    }
    this.taps = taps;
    this.length = sources.getFirst().length;
    if (length == 0 || length > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "sources of %d samples; 1 to %d are possible".formatted(length, MOST_SAMPLES));
    }
    int padded = 2;
    while (padded < length + taps) {
      padded *= 2;
    }
    this.size = padded;
    this.fft = new RealFft(size);
    for (int j = 0; j < sources.size(); j++) {
      requireSound(sources.get(j), j);
      references.add(transform(sources.get(j)));
    }
    double[][] gram = gram();
    for (int j = 0; j < sources.size(); j++) {
      int from = j * taps;
      double[][] block = new double[taps][];
      for (int a = 0; a < taps; a++) {
        block[a] = Arrays.copyOfRange(gram[from + a], from, from + taps);
      }
      alone.add(new SemidefiniteSolver(block));
    }
    this.together = new SemidefiniteSolver(gram);
  }

  private void requireSound(double[] source, int j) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "source 0 has %d samples, source %d has %d".formatted(length, j, source.length));
    }
    for (double sample : source) {
      if (sample != 0) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "source %d is silent: nothing can be compared with it".formatted(j));
  }

  /** Number of true sources. */
  public int sources() {
    return references.size();
  }

  private Spectrum transform(double[] signal) {
    double[] padded = Arrays.copyOf(signal, size);
    var spectrum = new Spectrum(size / 2 + 1);
    fft.forward(padded, spectrum.re, spectrum.im, 0);
    return spectrum;
  }

  /** Σ_t a(t + lag)·b(t) at index lag, negative ones from the end. */
  private double[] correlation(Spectrum a, Spectrum b) {
    double[] re = new double[size / 2 + 1];
    double[] im = new double[size / 2 + 1];
    for (int q = 0; q < re.length; q++) {
      re[q] = a.re[q] * b.re[q] + a.im[q] * b.im[q];
      im[q] = a.im[q] * b.re[q] - a.re[q] * b.im[q];
    }
    double[] lags = new double[size];
    fft.inverse(re, im, 0, lags);
    return lags;
  }

  /** Inner products of all sources delayed by 0 … L−1 samples. */
  private double[][] gram() {
    int n = references.size() * taps;
    double[][] gram = new double[n][n];
    for (int i = 0; i < references.size(); i++) {
      for (int j = 0; j <= i; j++) {
        double[] lags = correlation(references.get(i), references.get(j));
        for (int a = 0; a < taps; a++) {
          for (int b = 0; b < taps; b++) {
            // Σ_t s_i(t − a)·s_j(t − b)
            double product = lags[(b - a + size) % size];
            gram[i * taps + a][j * taps + b] = product;
            gram[j * taps + b][i * taps + a] = product;
          }
        }
      }
    }
    return gram;
  }

  /**
   * Evaluates one estimate as an estimate of each of the sources.
   *
   * @return ratios by source
   * @throws IllegalArgumentException if the estimate has another length than the sources
   */
  public List<Ratios> evaluate(double[] estimate) {
    if (estimate.length != length) {
      throw new IllegalArgumentException(
          "the estimate has %d samples, the sources have %d".formatted(estimate.length, length));
    }
    Spectrum spectrum = transform(estimate);
    double[] products = new double[references.size() * taps];
    for (int j = 0; j < references.size(); j++) {
      System.arraycopy(correlation(spectrum, references.get(j)), 0, products, j * taps, taps);
    }
    double[] filters = together.solve(products);
    double[] projection = new double[size];
    for (int j = 0; j < references.size(); j++) {
      addImage(j, Arrays.copyOfRange(filters, j * taps, (j + 1) * taps), projection);
    }
    var ratios = new ArrayList<Ratios>();
    for (int j = 0; j < references.size(); j++) {
      double[] target = new double[size];
      double[] part = Arrays.copyOfRange(products, j * taps, (j + 1) * taps);
      addImage(j, alone.get(j).solve(part), target);
      ratios.add(ratios(estimate, target, projection));
    }
    return ratios;
  }

  /** Adds source j through a filter. */
  private void addImage(int j, double[] filter, double[] sum) {
    Spectrum response = transform(filter);
    Spectrum source = references.get(j);
    double[] re = new double[size / 2 + 1];
    double[] im = new double[size / 2 + 1];
    for (int q = 0; q < re.length; q++) {
      re[q] = source.re[q] * response.re[q] - source.im[q] * response.im[q];
      im[q] = source.re[q] * response.im[q] + source.im[q] * response.re[q];
    }
    double[] image = new double[size];
    fft.inverse(re, im, 0, image);
    for (int t = 0; t < size; t++) {
      sum[t] += image[t];
    }
  }

  private Ratios ratios(double[] estimate, double[] target, double[] projection) {
    double targets = 0;
    double interferences = 0;
    double projections = 0;
    double artifacts = 0;
    double distortions = 0;
    for (int t = 0; t < length + taps - 1; t++) {
      double e = t < length ? estimate[t] : 0;
      targets += square(target[t]);
      interferences += square(projection[t] - target[t]);
      projections += square(projection[t]);
      artifacts += square(e - projection[t]);
      distortions += square(e - target[t]);
    }
    return new Ratios(
        decibels(targets, distortions),
        decibels(targets, interferences),
        decibels(projections, artifacts));
  }

  private static double square(double x) {
    return x * x;
  }

  private static double decibels(double good, double bad) {
    if (good == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return 10 * Math.log10(good / bad);
  }

  /**
   * Which estimate is which source: the assignment of different estimates to all sources whose mean
   * SIR is largest.
   *
   * @param ratios by estimate, then by source, as {@link #evaluate} gives them
   * @return the estimate of each source
   * @throws IllegalArgumentException if there are fewer estimates than sources, or more than 16
   *     sources
   */
  public static int[] match(List<List<Ratios>> ratios) {
    int sources = ratios.isEmpty() ? 0 : ratios.getFirst().size();
    if (sources > ratios.size() || sources > 16 || sources == 0) {
      throw new IllegalArgumentException(
          "%d estimates of %d sources; there must be one for each, and at most 16 sources"
              .formatted(ratios.size(), sources));
    }
    int sets = 1 << sources;
    // best[set]: the largest sum when the estimates seen so far serve exactly these sources
    double[] best = new double[sets];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    int[][] taken = new int[ratios.size()][sets];
    for (int e = 0; e < ratios.size(); e++) {
      double[] next = best.clone();
      Arrays.fill(taken[e], -1);
      for (int set = 0; set < sets; set++) {
        for (int j = 0; j < sources; j++) {
          if ((set & (1 << j)) == 0) {
            int with = set | (1 << j);
            double sum = best[set] + Math.clamp(ratios.get(e).get(j).sir, -1000, 1000);
            if (sum > next[with]) {
              next[with] = sum;
              taken[e][with] = j;
            }
          }
        }
      }
      best = next;
    }
    int[] estimates = new int[sources];
    int set = sets - 1;
    for (int e = ratios.size() - 1; e >= 0; e--) {
      int j = taken[e][set];
      if (j >= 0) {
        estimates[j] = e;
        set &= ~(1 << j);
      }
    }
    return estimates;
  }
}
