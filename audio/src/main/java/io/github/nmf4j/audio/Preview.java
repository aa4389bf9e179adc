package io.github.nmf4j.audio;

import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.audio.wav.WavWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A short piece of a sound that takes little room: the mean of its channels, at a sampling rate of
 * at most what was asked for, as 16-bit integers.
 *
 * <p>Rates are divided by a whole number, behind a low-pass filter (a windowed sinc, its −6 dB
 * point at 0.45 of the new rate) that keeps what is above half the new rate from folding back.
 */
public final class Preview {

  /** Half the length of the filter, in samples of the new rate. */
  private static final int HALF = 16;

  private static final double CUT_OFF = 0.45;

  private final double[] samples;
  private final int sampleRate;

  private Preview(double[] samples, int sampleRate) {
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  /** The sampling rate that a preview of a sound has. */
  public static int sampleRate(int rate, int most) {
    return rate / factor(rate, most);
  }

  private static int factor(int rate, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a sampling rate is at least 1, was " + most);
    }
    return Math.ceilDiv(rate, most);
  }

  /**
   * A preview of the samples from {@code start} on, {@code length} of them or as many as there are.
   *
   * @param mostRate samples per second at most
   * @throws IllegalArgumentException if there are no such samples, or more than 2²⁸
   * @throws IOException if the sound cannot be read
   */
  public static Preview of(AudioSource sound, long start, long length, int mostRate)
      throws IOException {
    long there = Math.min(length, sound.length() - start);
    if (start < 0 || there < 1 || there > 1 << 28) {
      throw new IllegalArgumentException(
          "%d samples from %d on, of %d".formatted(length, start, sound.length()));
    }
    int factor = factor(sound.sampleRate(), mostRate);
    int reach = factor == 1 ? 0 : HALF * factor;
    long from = Math.max(0, start - reach);
    long to = Math.min(sound.length(), start + there + reach);
    double[][] read = new double[sound.channels()][(int) (to - from)];
    sound.read(from, read[0].length, read);
    double[] mono = mono(read);
    double[] filter = filter(factor);
    double[] samples = new double[(int) Math.ceilDiv(there, factor)];
    int offset = (int) (start - from);
    for (int i = 0; i < samples.length; i++) {
      int centre = offset + i * factor;
      int first = Math.max(0, centre - reach);
      int last = Math.min(mono.length - 1, centre + reach);
      for (int t = first; t <= last; t++) {
        samples[i] += filter[t - centre + reach] * mono[t];
      }
    }
    return new Preview(samples, sound.sampleRate() / factor);
  }

  private static double[] mono(double[][] channels) {
    double[] mean = channels[0];
    for (int c = 1; c < channels.length; c++) {
      for (int t = 0; t < mean.length; t++) {
        mean[t] += channels[c][t];
      }
    }
    for (int t = 0; t < mean.length; t++) {
      mean[t] /= channels.length;
    }
    return mean;
  }

  /** Adds up to 1. */
  private static double[] filter(int factor) {
    if (factor == 1) {
      return new double[] {1};
    }
    int reach = HALF * factor;
    double[] filter = new double[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < filter.length; i++) {
      double x = Math.PI * 2 * CUT_OFF / factor * (i - reach);
      double sinc = x == 0 ? 1 : Math.sin(x) / x;
      filter[i] = sinc * (0.5 + 0.5 * Math.cos(Math.PI * (i - reach) / (reach + 1)));
      sum += filter[i];
    }
    for (int i = 0; i < filter.length; i++) {
      filter[i] /= sum;
    }
    return filter;
  }

  /** The largest absolute sample of several previews. */
  public static double peak(List<Preview> previews) {
    double peak = 0;
    for (Preview preview : previews) {
      for (double sample : preview.samples) {
        peak = Math.max(peak, Math.abs(sample));
      }
    }
    return peak;
  }

  /** Samples per second. */
  public int sampleRate() {
    return sampleRate;
  }

  /** Length in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /** A copy of the samples. */
  public double[] samples() {
    return samples.clone();
  }

  /** A WAV file of 16-bit integers, with all samples times {@code gain}. */
  public byte[] wav(double gain) {
    double[] scaled = samples.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= gain;
    }
    var out = new ByteArrayOutputStream(2 * scaled.length + 44);
    try {
      WavWriter.write(out, Signal.of(sampleRate, scaled), SampleFormat.PCM16);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }
}
