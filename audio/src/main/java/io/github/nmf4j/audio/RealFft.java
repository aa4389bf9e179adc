package io.github.nmf4j.audio;

/**
 * The discrete Fourier transform of n real numbers, n even, by a complex one of half the length:
 * bins 0 … n/2, X_q = Σ_p x_p·e^(−2πi·pq/n). Instances have scratch memory and belong to one
 * thread.
 */
final class RealFft {

  private final int n;
  private final ComplexFft half;
  private final double[] cos;
  private final double[] sin;
  private final double[] re;
  private final double[] im;

  RealFft(int n) {
    this.n = n;
    half = ComplexFft.of(n / 2);
    re = new double[n / 2];
    im = new double[n / 2];
    cos = new double[n / 2 + 1];
    sin = new double[n / 2 + 1];
    for (int q = 0; q <= n / 2; q++) {
      cos[q] = StrictMath.cos(2 * Math.PI * q / n);
      sin[q] = StrictMath.sin(2 * Math.PI * q / n);
    }
  }

  /** Bins of {@code x[0 … n−1]} into {@code toRe, toIm[offset … offset + n/2]}. */
  void forward(double[] x, double[] toRe, double[] toIm, int offset) {
    int m = n / 2;
    for (int p = 0; p < m; p++) {
      re[p] = x[2 * p];
      im[p] = x[2 * p + 1];
    }
    half.forward(re, im);
    for (int q = 0; q <= m; q++) {
      int a = q == m ? 0 : q;
      int b = q == 0 ? 0 : m - q;
      // spectra of the even and the odd samples
      double evenRe = 0.5 * (re[a] + re[b]);
      double evenIm = 0.5 * (im[a] - im[b]);
      double oddRe = 0.5 * (im[a] + im[b]);
      double oddIm = 0.5 * (re[b] - re[a]);
      toRe[offset + q] = evenRe + oddRe * cos[q] + oddIm * sin[q];
      toIm[offset + q] = evenIm + oddIm * cos[q] - oddRe * sin[q];
    }
  }

  /** The n real numbers whose bins these are; imaginary parts of bins 0 and n/2 do not count. */
  void inverse(double[] fromRe, double[] fromIm, int offset, double[] x) {
    int m = n / 2;
    for (int q = 0; q < m; q++) {
      int a = offset + q;
      int b = offset + m - q;
      double aIm = q == 0 ? 0 : fromIm[a];
      double bIm = q == 0 ? 0 : fromIm[b];
      double evenRe = fromRe[a] + fromRe[b];
      double evenIm = aIm - bIm;
      double differenceRe = fromRe[a] - fromRe[b];
      double differenceIm = aIm + bIm;
      double oddRe = differenceRe * cos[q] - differenceIm * sin[q];
      double oddIm = differenceRe * sin[q] + differenceIm * cos[q];
      re[q] = evenRe - oddIm;
      im[q] = evenIm + oddRe;
    }
    half.inverse(re, im);
    for (int p = 0; p < m; p++) {
      x[2 * p] = re[p] / n;
      x[2 * p + 1] = im[p] / n;
    }
  }
}
