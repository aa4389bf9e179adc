package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.List;

/** Frames {@code first … first + count − 1} of a sound. */
record FrameRange(long first, int count) {

  /** Ranges of at most {@code most} frames that make up this one. */
  List<FrameRange> split(int most) {
    var parts = new ArrayList<FrameRange>();
    for (int done = 0; done < count; done += most) {
      parts.add(new FrameRange(first + done, Math.min(most, count - done)));
    }
    return parts;
  }

  /**
   * Frames to learn from: all of them, or, of more than {@code most}, pieces of {@code piece}
   * frames that lie evenly over the whole.
   */
  static List<FrameRange> sample(long frames, int most, int piece) {
    if (frames <= most) {
      return List.of(new FrameRange(0, (int) frames));
    }
    int pieces = Math.max(1, most / piece);
    int count = Math.min(piece, most);
    var ranges = new ArrayList<FrameRange>();
    for (int p = 0; p < pieces; p++) {
      long first = pieces == 1 ? 0 : Math.round((double) p * (frames - count) / (pieces - 1));
      ranges.add(new FrameRange(first, count));
    }
    return ranges;
  }
}
