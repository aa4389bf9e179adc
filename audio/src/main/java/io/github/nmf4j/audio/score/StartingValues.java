package io.github.nmf4j.audio.score;

import java.util.List;

/** How notes become starting values of templates and activations. */
interface StartingValues {

  /**
   * When a note sounds, in seconds.
   *
   * @param start its onset
   * @param end when it ends
   */
  record Span(double start, double end) {}

  /** The template of a pitch, one value for each bin. */
  double[] tone(double hertz);

  /** The activation of a pitch with these notes, one value for each frame. */
  double[] sustained(List<Span> notes);

  /** The activation of the noise with which these notes begin. */
  double[] attacks(List<Span> notes);

  /**
   * The activation of a drum that is struck at these times.
   *
   * @param component which one of the drum's components, from 0 on
   */
  double[] strokes(List<Span> notes, int component);
}
