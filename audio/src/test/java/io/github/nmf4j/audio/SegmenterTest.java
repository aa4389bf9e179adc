package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is heard when, of two players who each have several sounds. */
class SegmenterTest {

  private static final int RATE = 16000;
  private static final int SECONDS = 24;

  /** Every four seconds the other player; each plays one of three notes every 0.3 s. */
  private static Signal duet() {
    double[][] notes = {{220, 523, 1976}, {330, 1245, 4186}};
    var random = new SplittableRandom(5);
    double[] samples = new double[SECONDS * RATE];
    double hertz = 0;
    for (int t = 0; t < samples.length; t++) {
      if (t % (3 * RATE / 10) == 0) {
        hertz = notes[player(t)][random.nextInt(3)];
      }
      double since = (double) (t % (3 * RATE / 10)) / RATE;
      samples[t] =
          Math.exp(-6 * since) * 0.4 * Math.sin(2 * Math.PI * hertz * t / RATE)
              + 1e-3 * (random.nextDouble() - 0.5);
    }
    return Signal.of(RATE, samples);
  }

  private static int player(int sample) {
    return sample / (4 * RATE) % 2;
  }

  /** The share of time with the right label. */
  private static double right(Segmenter.Result result) {
    double[] right = new double[2];
    for (Segment segment : result.segments()) {
      for (double t = segment.start(); t < segment.end() - 1e-9; t += 0.1) {
        int other = (player((int) ((t + 0.05) * RATE)) + segment.label()) % 2;
        right[other] += 0.1 / SECONDS;
      }
    }
    return Math.max(right[0], right[1]);
  }

  private static NmfOptions labels(int count) {
    return NmfOptions.rank(count).loss(Loss.KULLBACK_LEIBLER).backend("reference");
  }

  @Test
  void soundsThatGoTogetherAreOneLabel() throws IOException {
    Signal duet = duet();
    for (NmfOptions options :
        new NmfOptions[] {
          labels(2), labels(2).model(Model.smooth(1)), labels(2).model(Model.smooth(1).withConvex())
        }) {
      Segmenter.Result result =
          new Segmenter(0.1, 1, Segmenter.PARTS, Segmenter.TEXTURE, options, 1).segment(duet);
      assertTrue(right(result) > 0.95, options.model() + ": " + right(result));
      assertEquals(64, result.w().rows());
      assertEquals(2, result.w().columns());
      // shares of V, not more than there is
      for (int t = 0; t < result.h().columns(); t++) {
        double sum = 0;
        double level = 0;
        for (int b = 0; b < 64; b++) {
          level += result.features().get(b, t);
          for (int r = 0; r < 2; r++) {
            sum += result.w().get(b, r) * result.h().get(r, t);
          }
        }
        assertEquals(level, sum, 1e-9 * level + 1e-12);
      }
    }
    // one component cannot be three notes
    double single = right(new Segmenter(0.1, 1, 1, 0, labels(2), 1).segment(duet));
    assertTrue(single < 0.9, "one part: " + single);
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> new Segmenter(0.1, 1, 0, 2, labels(2), 1));
    assertThrows(IllegalArgumentException.class, () -> new Segmenter(0.1, 1, 6, -1, labels(2), 1));
  }
}
