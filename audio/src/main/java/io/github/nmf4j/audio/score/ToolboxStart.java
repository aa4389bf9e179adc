package io.github.nmf4j.audio.score;

import java.util.Arrays;
import java.util.List;

/**
 * The NMF toolbox's starting values, {@code initTemplates} and {@code initActivations} with {@code
 * pitched} and {@code drums}: 2⁻⁵² where the score has nothing, so that the updates may bring it
 * back; the first bin and frame have the number 1.
 */
record ToolboxStart(ScoreGrid grid, ScoreModel.Settings settings, int harmonics)
    implements StartingValues {

  /** The toolbox's number of harmonics. */
  static final int HARMONICS = 25;

  /** What is left of a stroke one frame later. */
  private static final double DECAY = 0.75;

  private static final double NOTHING = 0x1p-52;

  /** 1/m from m·f / (1 + x) to m·f · (1 + x), rounded, to sum 1. */
  @Override
  public double[] tone(double hertz) {
    double[] template = new double[grid.bins()];
    Arrays.fill(template, NOTHING);
    double reach = 1 + settings.pitchTolerance();
    for (int m = 1; m <= harmonics; m++) {
      long from = Math.round(m * hertz / reach / grid.binHertz());
      long to = Math.round(m * hertz * reach / grid.binHertz());
      fill(template, from, to, 1.0 / m);
    }
    double sum = NOTHING + Arrays.stream(template).sum();
    for (int q = 0; q < template.length; q++) {
      template[q] /= sum;
    }
    return template;
  }

  @Override
  public double[] sustained(List<Span> notes) {
    double[] h = new double[grid.frames()];
    Arrays.fill(h, NOTHING);
    for (Span note : notes) {
      long from = Math.round((note.start() - settings.before()) / grid.frameSeconds());
      long to = Math.round((note.end() + settings.after()) / grid.frameSeconds());
      fill(h, from, to, 1);
    }
    return h;
  }

  /** Entries number {@code from} to {@code to}, the first one's number being 1. */
  private static void fill(double[] values, long from, long to, double value) {
    int first = Math.clamp(from - 1, 0, values.length);
    int end = Math.clamp(to, first, values.length);
    Arrays.fill(values, first, end, value);
  }

  @Override
  public double[] attacks(List<Span> notes) {
    throw new IllegalStateException("the settings refuse it");
  }

  @Override
  public double[] strokes(List<Span> notes, int component) {
    double[] h = new double[grid.frames()];
    Arrays.fill(h, NOTHING);
    for (Span note : notes) {
      // a stroke in frame 0 is one in the first frame
      long frame = Math.max(1, Math.round(note.start() / grid.frameSeconds()));
      fill(h, frame, frame, 1);
    }
    fade(h, DECAY);
    return h;
  }

  /**
   * The toolbox's NEMA, a decay that lets rises through: y_n = max(x_n, λ·y_(n−1) + (1 − λ)·x_n),
   * y_0 = x_0.
   */
  static void fade(double[] values, double decay) {
    for (int n = 1; n < values.length; n++) {
      double faded = decay * values[n - 1] + (1 - decay) * values[n];
      values[n] = Math.max(values[n], faded);
    }
  }
}
