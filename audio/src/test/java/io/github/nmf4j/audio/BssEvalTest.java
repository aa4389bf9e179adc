package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BssEvalTest {

  private static final double A = 2;
  private static final double B = 0.3;
  private static final double C = 0.1;

  private static double[] impulses(int length, double... placeAndHeight) {
    double[] x = new double[length];
    for (int i = 0; i < placeAndHeight.length; i += 2) {
      x[(int) placeAndHeight[i]] = placeAndHeight[i + 1];
    }
    return x;
  }

  private static double decibels(double ratio) {
    return 10 * Math.log10(ratio);
  }

  /**
   * Delayed impulses of two sources fill 0 … 511 and 2000 … 2511; what is elsewhere is artifact.
   */
  @Test
  void impulsesFarApartHaveAClosedForm() {
    var eval =
        new BssEval(List.of(impulses(8000, 0, 1.0), impulses(8000, 2000, -3.0)), BssEval.TAPS);
    double[] estimate = impulses(8000, 100, A, 2100, B, 5000, C);

    BssEval.Ratios first = eval.evaluate(estimate).getFirst();
    assertEquals(decibels(A * A / (B * B + C * C)), first.sdr(), 1e-9);
    assertEquals(decibels(A * A / (B * B)), first.sir(), 1e-9);
    assertEquals(decibels((A * A + B * B) / (C * C)), first.sar(), 1e-9);

    BssEval.Ratios second = eval.evaluate(estimate).getLast();
    assertEquals(decibels(B * B / (A * A + C * C)), second.sdr(), 1e-9);
    assertEquals(decibels(B * B / (A * A)), second.sir(), 1e-9);
    assertEquals(first.sar(), second.sar(), 1e-9);
  }

  @Test
  void oneTapForgivesAFactorOnly() {
    double[] s1 = {1, 1, 1, 1};
    double[] s2 = {1, -1, 1, -1};
    double[] noise = {1, 1, -1, -1};
    double[] estimate = new double[4];
    for (int i = 0; i < 4; i++) {
      estimate[i] = A * s1[i] + B * s2[i] + C * noise[i];
    }
    BssEval.Ratios ratios = new BssEval(List.of(s1, s2), 1).evaluate(estimate).getFirst();
    assertEquals(decibels(A * A / (B * B + C * C)), ratios.sdr(), 1e-9);
    assertEquals(decibels(A * A / (B * B)), ratios.sir(), 1e-9);
    assertEquals(decibels((A * A + B * B) / (C * C)), ratios.sar(), 1e-9);
  }

  @Test
  void aFilterOfTheRightLengthIsForgiven() {
    var random = new Random(5);
    double[] source = new double[4000];
    for (int t = 0; t < 3000; t++) {
      source[t] = random.nextGaussian();
    }
    double[] other = random.doubles(4000, -1, 1).toArray();
    double[] filtered = new double[4000];
    for (int t = 511; t < 4000; t++) {
      filtered[t] = 0.7 * source[t] - 0.2 * source[t - 40] + 0.5 * source[t - 511];
    }
    for (int t = 0; t < 511; t++) {
      source[t] = 0;
    }
    for (int t = 511; t < 4000; t++) {
      filtered[t] = 0.7 * source[t] - 0.2 * (t < 551 ? 0 : source[t - 40]) + 0.5 * source[t - 511];
    }
    var eval = new BssEval(List.of(source, other), BssEval.TAPS);
    assertTrue(eval.evaluate(filtered).getFirst().sdr() > 200);
    double[] late = new double[4000];
    System.arraycopy(source, 0, late, 600, 3400);
    assertTrue(eval.evaluate(late).getFirst().sdr() < 0, "600 samples late is not forgiven");
  }

  @Test
  void dependentSourcesHaveAnAnswer() {
    double[] source = new Random(3).doubles(2000, -1, 1).toArray();
    var eval = new BssEval(List.of(source, source.clone()), 64);
    BssEval.Ratios ratios = eval.evaluate(source).getFirst();
    assertTrue(ratios.sdr() > 150 && ratios.sir() > 150, ratios.toString());
  }

  @Test
  void silenceIsRefusedAsASourceAndWorthNothingAsAnEstimate() {
    assertThrows(IllegalArgumentException.class, () -> new BssEval(List.of(new double[10]), 2));
    var eval = new BssEval(List.of(new double[] {1, 2, 3}), 2);
    assertEquals(Double.NEGATIVE_INFINITY, eval.evaluate(new double[3]).getFirst().sdr());
    assertThrows(IllegalArgumentException.class, () -> eval.evaluate(new double[4]));
  }

  @Test
  void estimatesAreMatchedToSources() {
    var bad = new BssEval.Ratios(0, -5, 0);
    var good = new BssEval.Ratios(0, 9, 0);
    var fair = new BssEval.Ratios(0, 8, 0);
    assertArrayEquals(
        new int[] {2, 0},
        BssEval.match(List.of(List.of(good, fair), List.of(bad, bad), List.of(good, bad))));
    assertThrows(IllegalArgumentException.class, () -> BssEval.match(List.of(List.of(good, good))));
  }
}
