package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StftTest {

  /** Every hop of some frame sizes for which the constructor takes the window. */
  static List<Stft> accepted(Window window) {
    var accepted = new ArrayList<Stft>();
    for (int size : new int[] {2, 8, 24, 64, 90}) {
      for (int hop = 1; hop <= size; hop++) {
        try {
          accepted.add(new Stft(window, size, hop));
        } catch (IllegalArgumentException e) {
          assertTrue(String.valueOf(e.getMessage()).startsWith("hop " + hop), e.getMessage());
        }
      }
    }
    return accepted;
  }

  @ParameterizedTest
  @EnumSource(Window.class)
  void inverseGivesTheSignalBackForEveryPairThatIsAccepted(Window window) {
    List<Stft> accepted = accepted(window);
    assertTrue(accepted.size() > 10);
    for (Stft stft : accepted) {
      for (int length : new int[] {1, 7, 64, 333}) {
        double[] x = new Random(length).doubles(length, -1, 1).toArray();
        double[] y = stft.inverse(stft.forward(x), length);
        assertArrayEquals(x, y, 1e-12, stft + ", " + length + " samples");
      }
    }
  }

  /** By Poisson's formula a window of J + 1 cosine terms adds up for every hop n/(J + 1 + i). */
  @Test
  void acceptsWhatAddsUpAndRefusesTheRest() {
    assertAccepted(Window.HANN, 64, 32, 16, 8, 4, 2, 1);
    assertRefused(Window.HANN, 64, 64, 48, 33, 31, 24, 20);
    assertAccepted(Window.HANN, 90, 45, 30, 18, 15);
    assertAccepted(Window.HAMMING, 64, 32, 16);
    assertRefused(Window.HAMMING, 64, 64, 48);
    assertAccepted(Window.SQRT_HANN, 64, 32, 16);
    assertRefused(Window.SQRT_HANN, 64, 64, 48);
    assertAccepted(Window.BLACKMAN, 90, 30, 18);
    assertRefused(Window.BLACKMAN, 90, 45);
    assertAccepted(Window.TRIANGULAR, 64, 32, 16);
    assertAccepted(Window.RECTANGULAR, 64, 64, 32);
    assertRefused(Window.RECTANGULAR, 64, 48, 33);
  }

  private static void assertAccepted(Window window, int size, int... hops) {
    for (int hop : hops) {
      assertEquals(hop, new Stft(window, size, hop).hop());
    }
  }

  private static void assertRefused(Window window, int size, int... hops) {
    for (int hop : hops) {
      assertThrows(
          IllegalArgumentException.class, () -> new Stft(window, size, hop), window + " " + hop);
    }
  }

  @Test
  void theRefusalSaysWhatWouldDo() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Stft(Window.HANN, 2048, 1000));
    assertTrue(String.valueOf(e.getMessage()).endsWith("the next smaller hop that does is 512"));
    assertThrows(IllegalArgumentException.class, () -> new Stft(Window.HANN, 7, 1));
    assertThrows(IllegalArgumentException.class, () -> new Stft(Window.HANN, 8, 0));
    assertThrows(IllegalArgumentException.class, () -> new Stft(Window.HANN, 8, 9));
  }

  @Test
  void aSinusoidOnABinIsThere() {
    var stft = Stft.hann(64);
    double[] x = new double[640];
    for (int t = 0; t < x.length; t++) {
      x[t] = Math.cos(2 * Math.PI * 5 * t / 64);
    }
    ComplexSpectrogram spectrogram = stft.forward(x);
    assertEquals(1 + 640 / 16, spectrogram.frames());
    // the mean of a Hann window is a half, and half of that is on the positive frequency
    assertEquals(16, spectrogram.magnitude(5, 20), 1e-12);
    assertEquals(8, spectrogram.magnitude(4, 20), 1e-12);
    assertEquals(0, spectrogram.magnitude(9, 20), 1e-12);
    assertEquals(500, stft.frequency(4, 8000), 0);
    assertEquals(0.04, stft.seconds(20, 8000), 1e-15);
  }

  @Test
  void blocksOfAStreamAreTheTransform() throws Exception {
    var stft = new Stft(Window.HANN, 8, 2);
    double[] left = new Random(1).doubles(101, -1, 1).toArray();
    double[] right = new Random(2).doubles(101, -1, 1).toArray();
    var block = new FrameBlock(Signal.of(8000, left, right), stft);
    ComplexSpectrogram expected = stft.forward(right);
    for (FrameRange range : new FrameRange(0, expected.frames()).split(13)) {
      block.read(range);
      for (int f = 0; f < range.count(); f++) {
        for (int q = 0; q < stft.bins(); q++) {
          int frame = (int) range.first() + f;
          assertEquals(expected.re(q, frame), block.re(1)[f * stft.bins() + q]);
          assertEquals(expected.im(q, frame), block.im(1)[f * stft.bins() + q]);
        }
      }
    }
  }
}
