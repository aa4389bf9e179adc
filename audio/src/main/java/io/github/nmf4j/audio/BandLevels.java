package io.github.nmf4j.audio;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;

/**
 * How loud each mel band of a sound is in each step of time.
 *
 * @param bandCount bands
 * @param step seconds of a step
 */
record BandLevels(int bandCount, double step) {

  private static final double FRAME_SECONDS = 0.04;

  static Stft stft(int sampleRate) {
    int size = 32;
    while (size < FRAME_SECONDS * sampleRate && size < 1 << 16) {
      size *= 2;
    }
    return new Stft(Window.HANN, size, size / 4);
  }

  /**
   * The square root of the mean power of each band in each step, bands × steps.
   *
   * @throws IllegalArgumentException if the sound is shorter than two steps
   * @throws IOException if the sound cannot be read
   */
  DenseMatrix of(AudioSource sound) throws IOException {
    Stft stft = stft(sound.sampleRate());
    long length = (long) Math.ceil(sound.seconds() / step);
    if (length < 2 || length > Integer.MAX_VALUE / bandCount) {
      throw new IllegalArgumentException(
          "%.3f s of sound are %d steps of %.3f s; at least 2 are needed, at most %d possible"
              .formatted(sound.seconds(), length, step, Integer.MAX_VALUE / bandCount));
    }
    int steps = (int) length;
    double[][] power = new double[steps][bandCount];
    int[] frames = new int[steps];
    var bands = new MelBands(bandCount, stft, sound.sampleRate());
    var block = new FrameBlock(sound, stft);
    int all = Math.toIntExact(stft.frames(sound.length()));
    for (FrameRange range : new FrameRange(0, all).split(FrameBlock.mostFrames(stft))) {
      block.read(range);
      for (int f = 0; f < range.count(); f++) {
        int at = (int) (stft.seconds(range.first() + f, sound.sampleRate()) / step);
        if (at < steps) {
          frames[at]++;
          for (int c = 0; c < block.channels(); c++) {
            bands.add(block.re(c), block.im(c), f * stft.bins(), power[at]);
          }
        }
      }
    }
    return magnitudes(power, frames, block.channels());
  }

  /** Magnitudes, with a mean column sum of 1: weights then mean the same for every recording. */
  private DenseMatrix magnitudes(double[][] power, int[] frames, int channels) {
    int steps = power.length;
    DenseMatrix v = DenseMatrix.allocate(bandCount, steps, Precision.DOUBLE);
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < bandCount; b++) {
        double magnitude = Math.sqrt(power[t][b] / Math.max(1, frames[t] * channels));
        v.set(b, t, magnitude);
        sum += magnitude;
      }
    }
    return sum > 0 ? v.copy(Precision.DOUBLE, steps / sum) : v;
  }
}
