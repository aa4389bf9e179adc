package io.github.nmf4j.audio.score;

import io.github.nmf4j.audio.Stft;

/**
 * The bins and frames of a spectrogram.
 *
 * @param bins number of bins
 * @param binHertz Hz from one bin to the next
 * @param frames number of frames
 * @param sampleRate samples per second
 * @param hop samples from one frame to the next
 */
record ScoreGrid(int bins, double binHertz, int frames, int sampleRate, int hop) {

  /** Those of a sound of {@code length} samples. */
  static ScoreGrid of(Stft stft, int sampleRate, long length) {
    return new ScoreGrid(
        stft.bins(),
        stft.frequency(1, sampleRate),
        Math.toIntExact(stft.frames(length)),
        sampleRate,
        stft.hop());
  }

  /** Seconds from one frame to the next. */
  double frameSeconds() {
    return (double) hop / sampleRate;
  }

  /** Time of the centre of a frame in seconds. */
  double seconds(int frame) {
    return (double) frame * hop / sampleRate;
  }
}
