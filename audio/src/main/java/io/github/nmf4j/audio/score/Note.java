package io.github.nmf4j.audio.score;

import io.github.nmf4j.audio.Pitch;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A note of a score.
 *
 * @param start when it begins, in seconds, ≥ 0
 * @param duration how long it lasts, in seconds, > 0; empty if the score does not say
 * @param pitch its pitch; empty for a drum
 * @param label whose it is: a hand, a voice, an instrument; may be empty
 */
public record Note(double start, OptionalDouble duration, Optional<Pitch> pitch, String label) {

  public Note {
    if (!(start >= 0 && start <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("a note's start must be finite and ≥ 0, was " + start);
    }
    if (duration.isPresent()
        && !(duration.getAsDouble() > 0 && duration.getAsDouble() <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a note's duration must be finite and > 0, was " + duration.getAsDouble());
    }
  }
}
