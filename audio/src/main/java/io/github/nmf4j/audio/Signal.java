package io.github.nmf4j.audio;

import io.github.nmf4j.matrix.InvalidDataException;
import java.util.Objects;

/** Sound in memory. */
public final class Signal implements AudioSource {

  private final double[][] samples;
  private final int sampleRate;

  private Signal(int sampleRate, double[][] samples) {
    this.sampleRate = sampleRate;
    this.samples = samples;
  }

  /**
   * Sound with these samples, by channel; the arrays are copied.
   *
   * @throws IllegalArgumentException if there is no sample, channels differ in length, or the
   *     sample rate is not positive
   * @throws InvalidDataException if a sample is NaN or infinite
   */
  public static Signal of(int sampleRate, double[]... channels) {
    if (sampleRate < 1) {
      throw new IllegalArgumentException("sampleRate must be at least 1, was " + sampleRate);
    }
    if (channels.length == 0 || channels[0].length == 0) {
      throw new IllegalArgumentException("a signal needs at least one channel and one sample");
    }
    double[][] copy = new double[channels.length][];
    for (int c = 0; c < channels.length; c++) {
      if (channels[c].length != channels[0].length) {
        throw new IllegalArgumentException(
            "channel 0 has %d samples, channel %d has %d"
                .formatted(channels[0].length, c, channels[c].length));
      }
      copy[c] = channels[c].clone();
      requireFinite(copy[c], c);
    }
    return new Signal(sampleRate, copy);
  }

  private static void requireFinite(double[] channel, int c) {
    for (int i = 0; i < channel.length; i++) {
      if (!Double.isFinite(channel[i])) {
        throw new InvalidDataException(
            "sample %d of channel %d is %s; samples must be finite".formatted(i, c, channel[i]));
      }
    }
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public int channels() {
    return samples.length;
  }

  @Override
  public long length() {
    return samples[0].length;
  }

  @Override
  public void read(long start, int count, double[][] target) {
    Objects.checkFromIndexSize(start, count, length());
    for (int c = 0; c < samples.length; c++) {
      System.arraycopy(samples[c], (int) start, target[c], 0, count);
    }
  }

  /** A copy of the samples of one channel. */
  public double[] channel(int channel) {
    return samples[channel].clone();
  }

  /** A copy of the mean of all channels. */
  public double[] mono() {
    double[] mean = samples[0].clone();
    for (int c = 1; c < samples.length; c++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += samples[c][i];
      }
    }
    if (samples.length > 1) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= samples.length;
      }
    }
    return mean;
  }

  @Override
  public String toString() {
    return "Signal[%d channels, %d samples, %d Hz]"
        .formatted(samples.length, samples[0].length, sampleRate);
  }
}
