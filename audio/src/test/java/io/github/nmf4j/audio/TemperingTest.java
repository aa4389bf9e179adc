package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StopReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The way from Kullback–Leibler to Itakura–Saito. */
class TemperingTest {

  private static final Signal NOISE =
      Signal.of(8000, new double[][] {new Random(5).doubles(4000, -1, 1).toArray()});

  private static Decomposer decomposer(Loss loss) {
    return new Decomposer(
        new Stft(Window.HANN, 64, 16),
        new Scale.Power(),
        NmfOptions.rank(3).loss(loss).maxIterations(20));
  }

  @Test
  void onlyLossesBelowKullbackLeiblerAreLedUpTo() throws IOException {
    for (Loss loss : List.of(Loss.KULLBACK_LEIBLER, Loss.FROBENIUS)) {
      Decomposer decomposer = decomposer(loss);
      assertEquals(
          decomposer.tempering(0).decompose(NOISE).w().get(3, 1),
          decomposer.decompose(NOISE).w().get(3, 1));
    }
    Decomposer decomposer = decomposer(Loss.ITAKURA_SAITO);
    double without = decomposer.tempering(0).decompose(NOISE).w().get(3, 1);
    double with = decomposer.decompose(NOISE).w().get(3, 1);
    assertNotEquals(without, with);
    assertEquals(with, decomposer.decompose(NOISE).w().get(3, 1));
    assertThrows(IllegalArgumentException.class, () -> decomposer.tempering(-1));
  }

  /** All entries stay positive: a zero could not be left any more. */
  @Test
  void nothingIsLockedAtZero() throws IOException {
    double[] tone = new double[4000];
    for (int t = 0; t < tone.length; t++) {
      tone[t] = t < 2000 ? 0 : Math.sin(0.3 * t);
    }
    Decomposition found =
        decomposer(Loss.ITAKURA_SAITO).decompose(Signal.of(8000, new double[][] {tone}));
    assertTrue(Double.isFinite(found.learned().loss()));
    for (int c = 0; c < 3; c++) {
      for (double value : found.template(c)) {
        assertTrue(value > 0 && Double.isFinite(value), () -> "entry " + value);
      }
    }
  }

  @Test
  void progressGoesOnAndAnInterruptionEndsIt() throws IOException {
    var seen = new ArrayList<Integer>();
    Decomposer decomposer = decomposer(Loss.ITAKURA_SAITO).tempering(3);
    NmfOptions options =
        decomposer
            .options()
            .listener(
                progress -> {
                  if (progress.maxIterations() == 3 * Tempering.LOSSES) {
                    seen.add(progress.iteration());
                    assertTrue(progress.loss().isEmpty());
                  }
                  return seen.size() < 17;
                });
    Decomposition found = decomposer.options(options).decompose(NOISE);
    assertEquals(StopReason.INTERRUPTED, found.learned().stopReason());
    assertEquals(17, seen.size());
    assertEquals(seen.stream().sorted().toList(), seen);
  }
}
