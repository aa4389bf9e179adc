package io.github.nmf4j.audio;

import java.io.IOException;

/** Sampled sound that can be read piece by piece, from any place, as often as needed. */
public interface AudioSource {

  /** Samples per second of each channel. */
  int sampleRate();

  /** Number of channels, ≥ 1. */
  int channels();

  /** Number of samples of each channel, ≥ 1. */
  long length();

  /**
   * Reads {@code count} samples of every channel, from {@code start} on, into {@code
   * target[channel][0…]}.
   *
   * @throws IndexOutOfBoundsException if there are no such samples
   * @throws io.github.nmf4j.matrix.InvalidDataException if a sample is NaN or infinite
   * @throws IOException if reading fails
   */
  void read(long start, int count, double[][] target) throws IOException;

  /** Length in seconds. */
  default double seconds() {
    return (double) length() / sampleRate();
  }
}
