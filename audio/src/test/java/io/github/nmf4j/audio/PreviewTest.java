package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Excerpts: what is heard of them, and where they are taken from. */
class PreviewTest {

  private static double[] sine(int rate, double hertz, int length) {
    double[] sine = new double[length];
    for (int t = 0; t < length; t++) {
      sine[t] = Math.sin(2 * Math.PI * hertz * t / rate);
    }
    return sine;
  }

  private static double rms(double[] samples) {
    return Math.sqrt(Arrays.stream(samples).map(x -> x * x).average().orElse(0));
  }

  @Test
  void keepsWhatFitsAndDropsWhatWouldFoldBack() throws IOException {
    int rate = 44100;
    for (double hertz : new double[] {100, 1000, 5000, 8000}) {
      Preview preview = Preview.of(Signal.of(rate, sine(rate, hertz, rate)), 5000, 20000, 24000);
      assertEquals(22050, preview.sampleRate());
      assertEquals(10000, preview.samples().length);
      assertEquals(Math.sqrt(0.5), rms(preview.samples()), 0.01, hertz + " Hz");
      // the phase is that of the sound
      double[] expected = sine(rate, hertz, rate);
      assertEquals(expected[5000 + 2 * 300], preview.samples()[300], 0.02);
    }
    for (double hertz : new double[] {12500, 15000, 20000}) {
      Preview preview = Preview.of(Signal.of(rate, sine(rate, hertz, rate)), 5000, 20000, 24000);
      assertTrue(rms(preview.samples()) < 1e-3, hertz + " Hz: " + rms(preview.samples()));
    }
  }

  @Test
  void channelsAreAveragedAndEndsAreKept() throws IOException {
    Signal sound = Signal.of(8000, new double[] {1, 0.5, 0.25}, new double[] {0, 0.5, -0.25});
    Preview preview = Preview.of(sound, 1, 100, 24000);
    assertArrayEquals(new double[] {0.5, 0}, preview.samples(), 1e-15);
    assertEquals(8000, preview.sampleRate());
    byte[] wav = preview.wav(0.5);
    assertEquals(44 + 2 * 2, wav.length);
    assertEquals(0.25 * 32768, (wav[44] & 0xFF) | wav[45] << 8, 1);
    assertThrows(IllegalArgumentException.class, () -> Preview.of(sound, 3, 1, 8000));
  }

  @Test
  void theExcerptIsWhereAllAreHeard() {
    var stft = new Stft(Window.HANN, 64, 16);
    long length = 1600L * 16;
    int frames = (int) stft.frames(length);
    DenseMatrix w = DenseMatrix.allocate(stft.bins(), 2, Precision.DOUBLE);
    DenseMatrix h = DenseMatrix.allocate(2, frames, Precision.DOUBLE);
    for (int q = 0; q < stft.bins(); q++) {
      w.set(q, 0, 1);
      w.set(q, 1, 0.01);
    }
    for (int f = 0; f < frames; f++) {
      h.set(0, f, f < 1000 ? 1 : 0);
      h.set(1, f, f >= 800 ? 1 : 0);
    }
    Decomposition all = Decomposition.of(stft, new Scale.Magnitude(), 8000, length, w, h);
    int first = all.telling(Stem.each(2), 160);
    assertTrue(first >= 800 && first + 160 <= 1000, "begins at frame " + first);
    assertEquals(0, all.telling(Stem.each(2), frames));
  }

  @Test
  void anExcerptSeparatesLikeTheWhole() throws IOException {
    var random = new SplittableRandom(3);
    double[] samples = random.doubles(16 * 400, -1, 1).toArray();
    Signal sound = Signal.of(8000, samples);
    var stft = new Stft(Window.HANN, 64, 16);
    int frames = (int) stft.frames(sound.length());
    DenseMatrix w = DenseMatrix.allocate(stft.bins(), 2, Precision.DOUBLE);
    DenseMatrix h = DenseMatrix.allocate(2, frames, Precision.DOUBLE);
    for (int r = 0; r < 2; r++) {
      for (int q = 0; q < stft.bins(); q++) {
        w.set(q, r, random.nextDouble());
      }
      for (int f = 0; f < frames; f++) {
        h.set(r, f, random.nextDouble());
      }
    }
    Decomposition all = Decomposition.of(stft, new Scale.Magnitude(), 8000, sound.length(), w, h);
    Decomposition part = all.excerpt(100, 50);
    assertEquals(50 * 16, part.length());
    Signal piece = Signal.of(8000, Arrays.copyOfRange(samples, 1600, 1600 + 800));
    var rule = new Mask.Rule.Wiener(2);
    List<Signal> whole = new Separator(all, Stem.each(2), rule).separate(sound);
    List<Signal> excerpt = new Separator(part, Stem.each(2), rule).separate(piece);
    for (int r = 0; r < 2; r++) {
      double[] expected = whole.get(r).channel(0);
      double[] found = excerpt.get(r).channel(0);
      // but for a frame at each end
      for (int t = 64; t < 800 - 64; t++) {
        assertEquals(expected[1600 + t], found[t], 1e-12);
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> all.excerpt(frames, 1));
  }

  @Test
  void piecesOfASpectrogramAreTheWhole() throws IOException {
    Signal sound = Signal.of(8000, new SplittableRandom(1).doubles(5000, -1, 1).toArray());
    var stft = new Stft(Window.HANN, 128, 32);
    try (Arena arena = Arena.ofConfined()) {
      DenseMatrix whole =
          Spectrogram.of(sound, stft, new Scale.Power(), Precision.DOUBLE, arena).values();
      int[] seen = {0};
      Spectrogram.forEachPiece(
          sound,
          stft,
          new Scale.Power(),
          Precision.DOUBLE,
          50,
          (piece, first) -> {
            assertEquals(seen[0], first);
            for (int f = 0; f < piece.values().columns(); f++) {
              assertEquals(whole.get(7, first + f), piece.values().get(7, f));
            }
            seen[0] += piece.values().columns();
          });
      assertEquals(whole.columns(), seen[0]);
    }
  }
}
