package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.audio.wav.WavReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PitchTest {

  @ParameterizedTest
  @CsvSource({
    "60, C4, 261.6256",
    "69, A4, 440",
    "61, Db4, 277.1826",
    "0, C-1, 8.1758",
    "127, G9, 12543.854"
  })
  void namesAndFrequencies(int midi, String name, double hertz) {
    Pitch pitch = new Pitch(midi);
    assertEquals(name, pitch.toString());
    assertEquals(pitch, Pitch.parse(name));
    assertEquals(pitch, Pitch.parse(Integer.toString(midi)));
    assertEquals(hertz, pitch.hertz(), 1e-3);
    assertEquals(pitch, Pitch.nearest(hertz * 1.02));
    assertEquals(0, pitch.cents(pitch.hertz()), 1e-9);
  }

  @Test
  void spellsLikeMusicians() {
    for (String name : List.of("C#4", "C♯4", "Db4", "D♭4", "db4", "61")) {
      assertEquals(new Pitch(61), Pitch.parse(name), name);
    }
    assertEquals(new Pitch(59), Pitch.parse("Cb4"));
    for (String bad : List.of("", "H4", "C", "C4x", "128", "-1", "C99999999999", "1.5")) {
      assertThrows(IllegalArgumentException.class, () -> Pitch.parse(bad), bad);
    }
    assertEquals(100, new Pitch(69).cents(440 * Math.pow(2, 1 / 12.0)), 1e-9);
  }

  /** Tones with falling harmonics, anywhere between two bins, through a real transform. */
  @ParameterizedTest
  @ValueSource(ints = {45, 50, 57, 61, 65, 68, 72, 81, 90})
  void findsThePitchOfATone(int midi) {
    int rate = 22050;
    double cents = 100 * (new Random(midi).nextDouble() - 0.5) * 0.6;
    double f = new Pitch(midi).hertz() * Math.pow(2, cents / 1200);
    double[] x = new double[8192];
    for (int t = 0; t < x.length; t++) {
      for (int h = 1; h <= 8 && h * f < rate / 2.0; h++) {
        x[t] += Math.sin(2 * Math.PI * h * f * t / rate) / h;
      }
    }
    var stft = Stft.hann(2048);
    ComplexSpectrogram spectrogram = stft.forward(x);
    double[] template = new double[stft.bins()];
    for (int q = 0; q < template.length; q++) {
      template[q] = spectrogram.magnitude(q, 8);
    }
    PitchEstimate estimate = PitchEstimate.of(template, stft.frequency(1, rate));
    assertEquals(new Pitch(midi), estimate.pitch());
    assertEquals(cents, new Pitch(midi).cents(estimate.hertz()), 8);
    assertTrue(estimate.salience() > 0.95, estimate.toString());
  }

  @Test
  void noiseAndSilenceHaveNone() {
    for (int seed = 0; seed < 20; seed++) {
      double[] noise = new Random(seed).doubles(1025, 0.5, 1).toArray();
      assertFalse(PitchEstimate.of(noise, 10).isPitched(), "seed " + seed);
    }
    assertFalse(PitchEstimate.of(new double[1025], 10).isPitched());
    assertFalse(PitchEstimate.of(new double[] {1, 2}, 10).isPitched());
  }

  @Test
  void eventsBeginWithARiseAndEndWithAFall() {
    double[] h = new double[200];
    for (int f = 0; f < 50; f++) {
      h[20 + f] += Math.exp(-0.1 * f);
      h[100 + f] += 0.5 * Math.exp(-0.1 * f);
      h[120 + f] += 0.6 * Math.exp(-0.1 * f);
    }
    List<Event> events = Event.of(h, 0.02);
    assertEquals(List.of(20, 100, 120), events.stream().map(Event::firstFrame).toList());
    assertEquals(List.of(24, 20), events.stream().map(Event::frames).limit(2).toList());
    assertEquals(1, events.getFirst().strength());
    assertEquals(List.of(), Event.of(new double[10], 0.02));
    double[] atOnce = {1, 1, 1};
    assertEquals(List.of(new Event(0, 3, 1)), Event.of(atOnce, 0.02));
  }

  /** Four notes in all combinations: Db4, F4, Ab4, C5; frames of the literature and the default. */
  @ParameterizedTest
  @CsvSource({"1024, 512", "2048, 512"})
  void theNotesOfThePianoAreFound(int size, int hop) throws IOException {
    Path piano = Path.of("../../shared/data/audio-piano/piano.wav");
    assumeTrue(Files.exists(piano), "the recording " + piano + " is not here");
    try (WavReader sound = WavReader.open(piano)) {
      var decomposition =
          new Decomposer(
                  new Stft(Window.HANN, size, hop),
                  new Scale.Power(),
                  NmfOptions.rank(8).loss(Loss.ITAKURA_SAITO))
              .decompose(sound);
      var names = new TreeSet<String>();
      for (ComponentAnalysis component : ComponentAnalysis.of(decomposition)) {
        if (component.pitch().isPitched() && component.share() > 0.001) {
          names.add(component.pitch().pitch().toString());
        }
      }
      assertEquals(new TreeSet<>(List.of("Db4", "F4", "Ab4", "C5")), names);
    }
  }
}
