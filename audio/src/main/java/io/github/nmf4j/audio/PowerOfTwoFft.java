package io.github.nmf4j.audio;

/** Radix 2, decimation in time (Cooley and Tukey 1965); the first two stages are one. */
final class PowerOfTwoFft extends ComplexFft {

  private final int n;
  private final int[] reversed;
  private final double[] cos;
  private final double[] sin;

  PowerOfTwoFft(int n) {
    this.n = n;
    reversed = new int[n];
    int bits = Integer.numberOfTrailingZeros(n);
    for (int i = 0; i < n; i++) {
      reversed[i] = bits == 0 ? 0 : Integer.reverse(i) >>> (32 - bits);
    }
    // stage after stage, so that each reads its factors one after the other: entry half + j is
    // e^(−πi·j/half)
    cos = new double[Math.max(1, n)];
    sin = new double[Math.max(1, n)];
    for (int half = 1; half < n; half *= 2) {
      for (int j = 0; j < half; j++) {
        cos[half + j] = StrictMath.cos(Math.PI * j / half);
        sin[half + j] = -StrictMath.sin(Math.PI * j / half);
      }
    }
  }

  @Override
  void forward(double[] re, double[] im) {
    permute(re, im);
    if (n >= 4) {
      firstTwoStages(re, im);
      for (int half = 4; half < n; half *= 2) {
        stage(re, im, half);
      }
    } else if (n == 2) {
      stage(re, im, 1);
    }
  }

  private void permute(double[] re, double[] im) {
    for (int i = 0; i < n; i++) {
      int j = reversed[i];
      if (i < j) {
        double r = re[i];
        re[i] = re[j];
        re[j] = r;
        double m = im[i];
        im[i] = im[j];
        im[j] = m;
      }
    }
  }

  private void firstTwoStages(double[] re, double[] im) {
    for (int i = 0; i < n; i += 4) {
      double ar = re[i] + re[i + 1];
      double ai = im[i] + im[i + 1];
      double br = re[i] - re[i + 1];
      double bi = im[i] - im[i + 1];
      double cr = re[i + 2] + re[i + 3];
      double ci = im[i + 2] + im[i + 3];
      double dr = re[i + 2] - re[i + 3];
      double di = im[i + 2] - im[i + 3];
      re[i] = ar + cr;
      im[i] = ai + ci;
      re[i + 1] = br + di;
      im[i + 1] = bi - dr;
      re[i + 2] = ar - cr;
      im[i + 2] = ai - ci;
      re[i + 3] = br - di;
      im[i + 3] = bi + dr;
    }
  }

  private void stage(double[] re, double[] im, int half) {
    for (int start = 0; start < n; start += 2 * half) {
      butterflies(re, im, start, half);
    }
  }

  /** One loop in a method of its own is what the compiler vectorises. */
  private void butterflies(double[] re, double[] im, int start, int half) {
    for (int j = 0; j < half; j++) {
      int a = start + j;
      int b = a + half;
      double c = cos[half + j];
      double s = sin[half + j];
      double tr = re[b] * c - im[b] * s;
      double ti = re[b] * s + im[b] * c;
      re[b] = re[a] - tr;
      im[b] = im[a] - ti;
      re[a] += tr;
      im[a] += ti;
    }
  }
}
