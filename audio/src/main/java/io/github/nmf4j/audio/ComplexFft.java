package io.github.nmf4j.audio;

/**
 * X_q = Σ_p x_p·e^(−2πi·pq/n), in place, without scaling. Instances have scratch memory and belong
 * to one thread.
 */
abstract sealed class ComplexFft permits PowerOfTwoFft, BluesteinFft {

  /** A transform of any length ≥ 1. */
  static ComplexFft of(int n) {
    return Integer.bitCount(n) == 1 ? new PowerOfTwoFft(n) : new BluesteinFft(n);
  }

  abstract void forward(double[] re, double[] im);

  /** The sum with the opposite sign, without the factor 1/n: forward with the parts exchanged. */
  final void inverse(double[] re, double[] im) {
    forward(im, re);
  }
}
