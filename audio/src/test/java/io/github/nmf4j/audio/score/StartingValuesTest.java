package io.github.nmf4j.audio.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.Window;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Starting values of libfmp and of the NMF toolbox, number by number. */
final class StartingValuesTest {

  private static final double A4 = 440;

  /** Bins of 100 Hz, frames of 0.1 s. */
  private static ScoreGrid grid(int bins, int frames) {
    return new ScoreGrid(bins, 100, frames, 1000, 100);
  }

  private static StartingValues libfmp(int bins, int frames) {
    return new LibfmpStart(
        grid(bins, frames), ScoreModel.Settings.defaults(ScoreModel.Start.LIBFMP));
  }

  private static StartingValues toolbox(int bins, int frames, int harmonics) {
    return new ToolboxStart(
        grid(bins, frames), ScoreModel.Settings.defaults(ScoreModel.Start.NMF_TOOLBOX), harmonics);
  }

  private static StartingValues.Span span(double start, double end) {
    return new StartingValues.Span(start, end);
  }

  @Test
  void libfmpsTemplates() {
    double half = 1.0 / 2;
    double third = 1.0 / 3;
    double fourth = 1.0 / 4;
    assertArrayEquals(
        new double[] {
          0, 0, 0, 0, 1, 0, 0, 0, half, half, 0, 0, third, third, 0, 0, fourth, fourth, fourth, 0
        },
        libfmp(20, 1).tone(A4));
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 1, 0, 0, 0, half, half, 0, 0}, libfmp(12, 1).tone(A4));
  }

  /** From 0.2 s before to 0.5 s after the note, cut to whole frames, the last one left out. */
  @Test
  void libfmpsActivations() {
    double[] h = libfmp(4, 16).sustained(List.of(span(0.05, 0.18), span(1.25, 9)));
    // int(-1.5) = 0 to int(6.8) = 6, and int(10.5) = 10 to the end
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, h);
    double[] onsets = libfmp(4, 10).attacks(List.of(span(0.55, 0.9)));
    // int(2.5) = 2 to int(6.5) = 6
    assertArrayEquals(new double[] {0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, onsets);
  }

  @Test
  void theToolboxsTemplates() {
    double[] expected = new double[20];
    expected[3] = expected[4] = .24;
    expected[7] = expected[8] = .12;
    expected[12] = expected[13] = .08;
    expected[16] = expected[17] = .06; // round(16.85) = 17 to round(18.38) = 18, counted from 1
    assertArrayEquals(expected, toolbox(20, 1, 4).tone(A4), 1e-14);
    // harmonics beyond the last bin are left out
    double[] few = toolbox(9, 1, ToolboxStart.HARMONICS).tone(A4);
    assertEquals(1, few[3] + few[4] + few[7] + few[8], 1e-14);
  }

  /** Frames round((0.3 − 0.025) / 0.1) = 3 to round((0.6 + 0.025) / 0.1) = 6, counted from 1. */
  @Test
  void theToolboxsActivations() {
    double[] h = toolbox(4, 8, 1).sustained(List.of(span(0.3, 0.6), span(0, 0.04)));
    double no = 0x1p-52;
    assertArrayEquals(new double[] {1, no, 1, 1, 1, 1, no, no}, h);
    double[] strokes = toolbox(4, 6, 1).strokes(List.of(span(0, 0.2), span(0.4, 0.5)), 0);
    assertArrayEquals(new double[] {1, .75, .5625, 1, .75, .5625}, strokes, 1e-14);
  }

  @Test
  void fades() {
    double[] x = {0, 1, 0, 0, .5, 0};
    ToolboxStart.fade(x, 0.75);
    assertArrayEquals(new double[] {0, 1, .75, .5625, .546875, .41015625}, x);
  }

  @Test
  void modelsWithTheirStarts() {
    var note = new Note(0.2, OptionalDouble.of(0.5), Optional.of(new Pitch(69)), "left");
    var stft = new Stft(Window.HANN, 256, 64);
    for (ScoreModel.Start start : ScoreModel.Start.values()) {
      ScoreModel model =
          ScoreModel.of(List.of(note), stft, 8000, 16000, ScoreModel.Settings.defaults(start));
      assertEquals(1, model.h().get(0, 40), start.toString());
      boolean soft = start == ScoreModel.Start.NMF_TOOLBOX;
      assertEquals(soft ? 0x1p-52 : 0, model.h().get(0, 240), start.toString());
      assertEquals(soft, model.w().get(0, 0) > 0, start.toString());
    }
    var drum = new Note(0.2, OptionalDouble.empty(), Optional.empty(), "kick");
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ScoreModel.of(
                    List.of(drum),
                    stft,
                    8000,
                    8000,
                    ScoreModel.Settings.defaults(ScoreModel.Start.LIBFMP)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("without one"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ScoreModel.Settings(0, 0, 0.03, true, 1, ScoreModel.Start.NMF_TOOLBOX));
  }
}
