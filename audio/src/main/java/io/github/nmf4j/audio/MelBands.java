package io.github.nmf4j.audio;

/**
 * Bands of equal width on the mel scale, m = 2595·log₁₀(1 + f/700): triangles that overlap by half,
 * each as high as its neighbours are far.
 */
final class MelBands {

  private final double[][] weights;
  private final int[] first;
  private final double[] centres;

  MelBands(int bands, Stft stft, int sampleRate) {
    weights = new double[bands][];
    first = new int[bands];
    centres = new double[bands];
    double binHertz = stft.frequency(1, sampleRate);
    double top = mel(sampleRate / 2.0);
    for (int b = 0; b < bands; b++) {
      double low = hertz(top * b / (bands + 1));
      double centre = hertz(top * (b + 1) / (bands + 1));
      double high = hertz(top * (b + 2) / (bands + 1));
      centres[b] = centre;
      // a band that falls between two bins takes the nearer one
      int from = Math.min((int) Math.ceil(low / binHertz), (int) Math.round(centre / binHertz));
      int to = Math.max((int) Math.floor(high / binHertz), (int) Math.round(centre / binHertz));
      first[b] = from;
      weights[b] = new double[Math.min(to, stft.bins() - 1) - from + 1];
      double sum = 0;
      for (int i = 0; i < weights[b].length; i++) {
        double f = (from + i) * binHertz;
        weights[b][i] =
            Math.max(0, Math.min((f - low) / (centre - low), (high - f) / (high - centre)));
        sum += weights[b][i];
      }
      if (sum == 0) {
        weights[b][(int) Math.round(centre / binHertz) - from] = 1;
      }
    }
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  private static double hertz(double mel) {
    return 700 * (Math.pow(10, mel / 2595) - 1);
  }

  int count() {
    return weights.length;
  }

  /** Middle frequencies in Hz. */
  double[] centres() {
    return centres.clone();
  }

  /** Adds a frame's power, by band, to {@code sums}. */
  void add(double[] re, double[] im, int offset, double[] sums) {
    for (int b = 0; b < weights.length; b++) {
      double sum = 0;
      for (int i = 0; i < weights[b].length; i++) {
        int q = offset + first[b] + i;
        sum += weights[b][i] * (re[q] * re[q] + im[q] * im[q]);
      }
      sums[b] += sum;
    }
  }
}
