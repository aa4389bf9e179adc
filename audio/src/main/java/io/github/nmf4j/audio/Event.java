package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One sounding of a component.
 *
 * @param firstFrame where it begins
 * @param frames how long it lasts, ≥ 1
 * @param strength its largest activation, relative to the component's largest
 */
public record Event(int firstFrame, int frames, double strength) {

  /** How much an activation must rise, relative to its largest value, to be an onset. */
  private static final double RISE = 0.1;

  /** An event ends where the activation falls below this part of the event's largest value. */
  private static final double END = 0.1;

  /** Two onsets are at least this far apart. */
  private static final double GAP_SECONDS = 0.06;

  /**
   * The events of an activation: each begins where the activation rises, within {@value
   * #GAP_SECONDS} s, by a tenth of its largest value, and ends where it has fallen to a tenth of
   * the event's own, or at the next onset.
   */
  public static List<Event> of(double[] activation, double frameSeconds) {
    double most = Arrays.stream(activation).max().orElse(0);
    if (!(most > 0)) {
      return List.of();
    }
    int gap = Math.max(1, (int) Math.round(GAP_SECONDS / frameSeconds));
    List<Integer> onsets = onsets(activation, most, gap);
    var events = new ArrayList<Event>();
    for (int i = 0; i < onsets.size(); i++) {
      int end = i + 1 < onsets.size() ? onsets.get(i + 1) : activation.length;
      events.add(event(activation, most, onsets.get(i), end));
    }
    return events;
  }

  /** The steepest frame of every rise that is large enough. */
  private static List<Integer> onsets(double[] h, double most, int gap) {
    var onsets = new ArrayList<Integer>();
    int last = -gap - 1;
    for (int f = 0; f < h.length; f++) {
      if (rise(h, f, gap) < RISE * most || f - last <= gap) {
        continue;
      }
      // the steepest frame of this rise is where the event begins
      int steepest = f;
      for (int g = f + 1; g < Math.min(h.length, f + gap); g++) {
        if (rise(h, g, 1) > rise(h, steepest, 1)) {
          steepest = g;
        }
      }
      onsets.add(steepest);
      last = steepest;
    }
    return onsets;
  }

  /** By how much frame f is above the least of the {@code span} frames before it. */
  private static double rise(double[] h, int f, int span) {
    double least = f == 0 ? 0 : h[f - 1];
    for (int g = Math.max(0, f - span); g < f; g++) {
      least = Math.min(least, h[g]);
    }
    return h[f] - least;
  }

  private static Event event(double[] h, double most, int start, int end) {
    int peak = start;
    for (int f = start; f < end; f++) {
      if (h[f] > h[peak]) {
        peak = f;
      }
    }
    int stop = peak + 1;
    while (stop < end && h[stop] >= END * h[peak]) {
      stop++;
    }
    return new Event(start, stop - start, h[peak] / most);
  }
}
