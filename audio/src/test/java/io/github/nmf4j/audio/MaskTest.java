package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** The NMF toolbox's alphaWienerFilter with its α = 1.2, number by number. */
final class MaskTest {

  private static double[] shares(double first, double second) {
    double[] shares = {first, second};
    Mask.divide(shares, 2, new Mask.Rule.Wiener(1.2));
    return shares;
  }

  /** X = [[1, 2], [3, 4]] for magnitudes [[1, 1], [2, 0]] and [[1, 3], [1, 0]]. */
  @Test
  void theToolboxsNumbers() {
    assertArrayEquals(new double[] {.5, .5}, shares(1, 1), 1e-15);
    double[] quiet = shares(1, 3);
    assertArrayEquals(
        new double[] {.42219096340, 1.57780903660},
        new double[] {2 * quiet[0], 2 * quiet[1]},
        6e-12);
    double[] loud = shares(2, 1);
    assertArrayEquals(
        new double[] {2.09019136493, .90980863507}, new double[] {3 * loud[0], 3 * loud[1]}, 6e-12);
  }

  /** Where nothing is heard the toolbox drops the bin; here parts always add up to the mixture. */
  @Test
  void silenceIsShared() {
    assertArrayEquals(new double[] {.5, .5}, shares(0, 0));
  }
}
