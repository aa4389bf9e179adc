package io.github.nmf4j.audio.score;

import java.util.List;

/** This library's starting values. */
record OwnStart(ScoreGrid grid, ScoreModel.Settings settings) implements StartingValues {

  /** How much of a stroke is left after a second, as a power of e, of the first drum component. */
  private static final double SLOWEST_FADE = 4;

  /** By how much each further drum component fades faster. */
  private static final double FADE_FACTOR = 5;

  /** Before the onset. */
  private static final double EARLY = 0.1;

  /** 1/m around the m-th harmonic; where bands meet, the later one's. */
  @Override
  public double[] tone(double hertz) {
    double[] template = new double[grid.bins()];
    double f = hertz / grid.binHertz();
    double tolerance = settings.pitchTolerance();
    for (int m = 1; (1 - tolerance) * m * f < template.length; m++) {
      // no narrower than the main lobe of the window
      double reach = Math.max(tolerance * m * f, 1.5);
      int from = (int) Math.max(0, Math.floor(m * f - reach));
      int to = (int) Math.min(template.length - 1, Math.ceil(m * f + reach));
      for (int q = from; q <= to; q++) {
        template[q] = 1.0 / m;
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
      fill(h, note.start() - settings.before() - 0.02, note.start() + 0.1);
    }
    return h;
  }

  private void fill(double[] h, double from, double to) {
    for (int f = frame(from); f < Math.min(h.length, frame(to) + 1); f++) {
      h[f] = 1;
    }
  }

  /** Strokes that fade, those of each component faster than those of the one before. */
  @Override
  public double[] strokes(List<Span> notes, int component) {
    double fade = SLOWEST_FADE * Math.pow(FADE_FACTOR, component);
    double[] h = new double[grid.frames()];
    for (Span note : notes) {
      int to = Math.min(h.length, frame(note.end() + settings.after()) + 1);
      for (int f = frame(note.start() - settings.before()); f < to; f++) {
        double since = grid.seconds(f) - note.start();
        h[f] = Math.max(h[f], since < 0 ? EARLY : Math.max(1e-6, Math.exp(-fade * since)));
      }
    }
    return h;
  }

  private int frame(double seconds) {
    return (int) Math.clamp(seconds * grid.sampleRate() / grid.hop(), 0, grid.frames());
  }
}
