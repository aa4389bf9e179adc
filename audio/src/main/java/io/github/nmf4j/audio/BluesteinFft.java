package io.github.nmf4j.audio;

import java.util.Arrays;

/**
 * Any length n as a convolution with a chirp (Bluestein 1970): with c_p = e^(−πi·p²/n), X_q = c_q ·
 * Σ_p (x_p·c_p)·conj(c_(q−p)), the convolution by transforms of a power of two.
 */
final class BluesteinFft extends ComplexFft {

  private final int n;
  private final PowerOfTwoFft fft;
  private final double[] chirpRe;
  private final double[] chirpIm;
  private final double[] kernelRe;
  private final double[] kernelIm;
  private final double[] scratchRe;
  private final double[] scratchIm;

  BluesteinFft(int n) {
    this.n = n;
    int size = 1;
    while (size < 2 * n - 1) {
      size *= 2;
    }
    fft = new PowerOfTwoFft(size);
    chirpRe = new double[n];
    chirpIm = new double[n];
    kernelRe = new double[size];
    kernelIm = new double[size];
    scratchRe = new double[size];
    scratchIm = new double[size];
    for (int p = 0; p < n; p++) {
      // p² modulo 2n first: the angle stays exact however large p is
      double angle = Math.PI * (((long) p * p) % (2L * n)) / n;
      chirpRe[p] = StrictMath.cos(angle);
      chirpIm[p] = -StrictMath.sin(angle);
      int mirrored = (size - p) % size;
      kernelRe[p] = kernelRe[mirrored] = chirpRe[p] / size;
      kernelIm[p] = kernelIm[mirrored] = -chirpIm[p] / size;
    }
    fft.forward(kernelRe, kernelIm);
  }

  @Override
  void forward(double[] re, double[] im) {
    double[] a = scratchRe;
    double[] b = scratchIm;
    for (int p = 0; p < n; p++) {
      a[p] = re[p] * chirpRe[p] - im[p] * chirpIm[p];
      b[p] = re[p] * chirpIm[p] + im[p] * chirpRe[p];
    }
    Arrays.fill(a, n, a.length, 0);
    Arrays.fill(b, n, b.length, 0);
    fft.forward(a, b);
    for (int q = 0; q < a.length; q++) {
      double r = a[q] * kernelRe[q] - b[q] * kernelIm[q];
      b[q] = a[q] * kernelIm[q] + b[q] * kernelRe[q];
      a[q] = r;
    }
    fft.inverse(a, b);
    for (int q = 0; q < n; q++) {
      re[q] = a[q] * chirpRe[q] - b[q] * chirpIm[q];
      im[q] = a[q] * chirpIm[q] + b[q] * chirpRe[q];
    }
  }
}
