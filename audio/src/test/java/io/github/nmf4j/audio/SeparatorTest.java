package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeparatorTest {

  private static final NmfOptions OPTIONS =
      NmfOptions.rank(3).loss(Loss.KULLBACK_LEIBLER).maxIterations(20).backend("reference");

  private static final Mask.Rule WIENER = new Mask.Rule.Wiener(2);

  static Signal noise(int length, int channels) {
    double[][] samples = new double[channels][];
    for (int c = 0; c < channels; c++) {
      samples[c] = new Random(c).doubles(length, -1, 1).toArray();
    }
    return Signal.of(8000, samples);
  }

  private static void assertAddUp(Signal mixture, List<Signal> stems, String what) {
    for (int c = 0; c < mixture.channels(); c++) {
      double[] x = mixture.channel(c);
      double[] sum = new double[x.length];
      for (Signal stem : stems) {
        double[] y = stem.channel(c);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += y[i];
        }
      }
      for (int i = 0; i < sum.length; i++) {
        assertEquals(x[i], sum[i], 1e-12, what + ", sample " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Window.class)
  void stemsAddUpForEveryPairThatIsAccepted(Window window) throws Exception {
    Signal mixture = noise(333, 1);
    for (Stft stft : StftTest.accepted(window)) {
      if (stft.size() != 24) {
        continue;
      }
      var decomposition = new Decomposer(stft, new Scale.Magnitude(), OPTIONS).decompose(mixture);
      var separator = new Separator(decomposition, Stem.each(3), WIENER);
      assertAddUp(mixture, separator.separate(mixture), stft.toString());
    }
  }

  @Test
  void stemsAddUpForEveryRuleScaleAndChannel() throws Exception {
    Signal mixture = noise(2000, 2);
    for (Scale scale : List.of(new Scale.Magnitude(), new Scale.Power(), new Scale.Log(10))) {
      var decomposition = new Decomposer(Stft.hann(64), scale, OPTIONS).decompose(mixture);
      for (Mask.Rule rule : List.of(WIENER, new Mask.Rule.Wiener(1.2), new Mask.Rule.Binary())) {
        List<Stem> stems = Stem.parse("one=2", 3);
        assertEquals(List.of(new Stem("one", List.of(2)), new Stem("rest", List.of(0, 1))), stems);
        var separator = new Separator(decomposition, stems, rule);
        assertAddUp(mixture, separator.separate(mixture), scale + " " + rule);
      }
    }
  }

  @Test
  void silenceSeparatesIntoSilence() throws Exception {
    Signal silence = Signal.of(8000, new double[500]);
    for (Loss loss : List.of(Loss.FROBENIUS, Loss.KULLBACK_LEIBLER, Loss.ITAKURA_SAITO)) {
      var decomposition =
          new Decomposer(Stft.hann(64), new Scale.Power(), OPTIONS.loss(loss)).decompose(silence);
      for (Signal stem : new Separator(decomposition, Stem.each(3), WIENER).separate(silence)) {
        for (double sample : stem.channel(0)) {
          assertEquals(0, sample);
        }
      }
    }
  }

  @Test
  void longSoundsAreLearnedInPartAndSeparatedAsAWhole() throws Exception {
    Signal mixture = noise(20_000, 1);
    var stft = Stft.hann(16);
    var decomposition =
        new Decomposer(stft, new Scale.Magnitude(), OPTIONS)
            .mostFrames(Decomposer.PIECE)
            .decompose(mixture);
    assertEquals(Decomposer.PIECE, decomposition.learnedFrames());
    assertEquals(stft.frames(20_000), decomposition.h().columns());
    assertTrue(decomposition.frames() > 2 * Decomposer.PIECE);
    var separator = new Separator(decomposition, Stem.each(3), WIENER);
    assertAddUp(mixture, separator.separate(mixture), "long");
  }

  @Test
  void convolutiveTemplatesUnfoldAlsoAcrossPieces() throws Exception {
    Signal mixture = noise(9000, 1);
    var options = OPTIONS.model(Model.convolutive(4));
    var decomposer = new Decomposer(new Stft(Window.HANN, 16, 4), new Scale.Magnitude(), options);
    for (int most : new int[] {Decomposer.MOST_FRAMES, Decomposer.PIECE}) {
      var decomposition = decomposer.mostFrames(most).decompose(mixture);
      assertEquals(4, decomposition.taps());
      assertEquals(3, decomposition.rank());
      List<Stem> stems = Stem.each(3);
      assertAddUp(mixture, new Separator(decomposition, stems, WIENER).separate(mixture), "taps");
      // frames of a block far from the start, against the sum that defines the model
      var shares = new StemShares(decomposition, stems, WIENER);
      shares.compute(1000, 5);
      for (int f = 0; f < 5; f++) {
        for (int q = 0; q < 9; q++) {
          double[] a = new double[3];
          for (int r = 0; r < 3; r++) {
            for (int t = 0; t < 4; t++) {
              a[r] += decomposition.w().get(q, 4 * r + t) * decomposition.h().get(r, 1000 + f - t);
            }
          }
          Mask.divide(a, 3, WIENER);
          for (int r = 0; r < 3; r++) {
            assertEquals(a[r], shares.of(r)[9 * f + q], 1e-12);
          }
        }
      }
    }
  }

  @Test
  void twoTonesComeApart() throws Exception {
    double[] low = new double[8000];
    double[] high = new double[8000];
    double[] both = new double[8000];
    for (int t = 0; t < 8000; t++) {
      // swelling and fading slowly: a sudden end would be a click, which is neither of the two
      low[t] = Math.pow(Math.cos(Math.PI * t / 16000), 2) * Math.sin(2 * Math.PI * 500 * t / 8000);
      high[t] =
          Math.pow(Math.sin(Math.PI * t / 16000), 2) * Math.sin(2 * Math.PI * 1500 * t / 8000);
      both[t] = low[t] + high[t];
    }
    Signal mixture = Signal.of(8000, both);
    var decomposition =
        new Decomposer(
                Stft.hann(256),
                new Scale.Magnitude(),
                NmfOptions.rank(2).loss(Loss.KULLBACK_LEIBLER))
            .decompose(mixture);
    List<Signal> stems = new Separator(decomposition, Stem.each(2), WIENER).separate(mixture);
    boolean swapped = energy(stems.getFirst(), 0, 2000) < energy(stems.getLast(), 0, 2000);
    double[] first = (swapped ? stems.getLast() : stems.getFirst()).channel(0);
    double error = 0;
    double all = 0;
    for (int t = 0; t < 8000; t++) {
      error += (first[t] - low[t]) * (first[t] - low[t]);
      all += low[t] * low[t];
    }
    assertTrue(error < 1e-3 * all, "error " + error / all);
  }

  private static double energy(Signal signal, int from, int to) {
    double energy = 0;
    double[] x = signal.channel(0);
    for (int t = from; t < to; t++) {
      energy += x[t] * x[t];
    }
    return energy;
  }

  @Test
  void groupsAreChecked() {
    assertEquals(3, Stem.parse("a=0-2,5;b=3", 7).size());
    assertEquals(List.of(0, 1, 2, 5), Stem.parse("a=0-2,5;b=3", 7).getFirst().components());
    for (String bad :
        List.of(
            "", "a", "=1", "a=7", "a=1;a=2", "a=1;b=1", "a=x", "a=3-1", "a/b=1", "rest=1", "a=")) {
      assertThrows(IllegalArgumentException.class, () -> Stem.parse(bad, 7), bad);
    }
    assertEquals("component-03", Stem.each(12).get(3).name());
  }

  @Test
  void wienerMasksAreTheTextbook() {
    double[] a = {1, 3, 0};
    Mask.divide(a, 3, new Mask.Rule.Wiener(1.2));
    double power = Math.pow(3, 1.2);
    assertEquals(1 / (1 + power), a[0], 1e-15);
    assertEquals(power / (1 + power), a[1], 1e-15);
    assertEquals(0, a[2]);
    double[] tiny = {1e-300, 1e-300};
    Mask.divide(tiny, 2, WIENER);
    assertEquals(0.5, tiny[0]);
    double[] binary = {2, 5, 5};
    Mask.divide(binary, 3, new Mask.Rule.Binary());
    assertEquals(1, binary[1]);
    assertEquals(0, binary[2]);
  }

  @Test
  void sustainTellsNotesFromStrokes() {
    double[] note = new double[100];
    double[] stroke = new double[100];
    for (int f = 10; f < 60; f++) {
      note[f] = Math.exp(-0.02 * (f - 10));
    }
    for (int f = 10; f < 100; f += 25) {
      stroke[f] = 1;
      stroke[f + 1] = 0.4;
    }
    assertTrue(Sustain.of(note, 0.03) > 0.9);
    assertEquals(0, Sustain.of(stroke, 0.03));
    assertEquals(0, Sustain.of(new double[10], 0.03));
    for (int i = 0; i < 100; i++) {
      note[i] *= 1e-200;
    }
    assertTrue(Sustain.of(note, 0.03) > 0.9);
  }
}
