package io.github.nmf4j.audio.score;

import java.util.Arrays;
import java.util.List;

/**
 * libfmp's starting values (Müller, Fundamentals of Music Processing, 8.3.2): {@code
 * init_nmf_template_pitch}, {@code init_nmf_activation_score} and the onsets of {@code
 * init_nmf_activation_score_onset}.
 */
record LibfmpStart(ScoreGrid grid, ScoreModel.Settings settings) implements StartingValues {

  /** Seconds before an onset in which its noise may begin. */
  private static final double ONSET_BEFORE = 0.3;

  /** Seconds after an onset in which its noise may last. */
  private static final double ONSET_AFTER = 0.1;

  /** 1/m from (1 − x)·m·f to (1 + x)·m·f, rounded down; where bands meet, the later one's. */
  @Override
  public double[] tone(double hertz) {
    double[] template = new double[grid.bins()];
    double low = 1 - settings.pitchTolerance();
    double high = 1 + settings.pitchTolerance();
    int harmonics = (int) Math.ceil(grid.bins() * grid.binHertz() / (low * hertz));
    for (int m = 1; m <= harmonics; m++) {
      int from = (int) Math.floor(low * m * hertz / grid.binHertz());
      int to = (int) Math.floor(high * m * hertz / grid.binHertz());
      if (from < template.length) {
        Arrays.fill(template, from, Math.min(template.length, to + 1), 1.0 / m);
      }
    }
    return template;
  }

  @Override
  public double[] sustained(List<Span> notes) {
    double[] h = new double[grid.frames()];
    for (Span note : notes) {
      fill(h, note.start() - settings.before(), note.end() + settings.after());
    }
    return h;
  }

  @Override
  public double[] attacks(List<Span> notes) {
    double[] h = new double[grid.frames()];
    for (Span note : notes) {
      fill(h, note.start() - ONSET_BEFORE, note.start() + ONSET_AFTER);
    }
    return h;
  }

  /** Frames are rounded towards 0; the last one is left out. */
  private void fill(double[] h, double from, double to) {
    int first = (int) Math.clamp(from / grid.frameSeconds(), 0, h.length);
    int end = (int) Math.clamp(to / grid.frameSeconds(), first, h.length);
    Arrays.fill(h, first, end, 1);
  }

  @Override
  public double[] strokes(List<Span> notes, int component) {
    throw new IllegalArgumentException(
        "libfmp's start is for notes with a pitch; the score has notes without one");
  }
}
