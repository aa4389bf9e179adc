package io.github.nmf4j.audio;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A window function w_i, i = 0 … n−1, in its periodic form (one period of n samples), which is the
 * one whose shifted copies add up to a constant.
 */
public enum Window {
  /** ½ − ½·cos(2πi/n). */
  HANN,
  /** 0.54 − 0.46·cos(2πi/n). */
  HAMMING,
  /** sin(πi/n), the square root of Hann. */
  SQRT_HANN,
  /** 0.42 − ½·cos(2πi/n) + 0.08·cos(4πi/n). */
  BLACKMAN,
  /** 1 − |2i/n − 1|. */
  TRIANGULAR,
  /** 1. */
  RECTANGULAR;

  /**
   * The window that a user names.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Window parse(String name) {
    for (Window window : values()) {
      if (window.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return window;
      }
    }
    throw new IllegalArgumentException(
        "window must be one of %s, was '%s'"
            .formatted(
                Stream.of(values()).map(Window::toString).collect(Collectors.joining(", ")), name));
  }

  /** The window for {@code n} samples. */
  public double[] samples(int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      double turn = 2 * Math.PI * i / n;
      w[i] =
          switch (this) {
            case HANN -> 0.5 - 0.5 * StrictMath.cos(turn);
            case HAMMING -> 0.54 - 0.46 * StrictMath.cos(turn);
            case SQRT_HANN -> StrictMath.sin(turn / 2);
            case BLACKMAN -> 0.42 - 0.5 * StrictMath.cos(turn) + 0.08 * StrictMath.cos(2 * turn);
            case TRIANGULAR -> 1 - Math.abs(2.0 * i / n - 1);
            case RECTANGULAR -> 1;
          };
    }
    return w;
  }

  /** {@code sqrt-hann} and the like. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
