package io.github.nmf4j.audio;

import java.io.IOException;
import java.util.Arrays;

/**
 * The inverse transform, frame by frame: y_t = Σ_f w·x̂_f / Σ_f w². Frames come in their order;
 * samples go out as soon as no later frame reaches them.
 */
final class OverlapAdd {

  private final Stft stft;
  private final long length;
  private final Sink sink;
  private final RealFft fft;
  private final double[] frame;
  private final double[] sum;
  private final double[] norm;

  /** Where in the signal the first of the sums is. */
  private long start;

  /** Takes finished samples, {@code samples[0 … count − 1]}; the array is used again. */
  @FunctionalInterface
  interface Sink {
    void take(double[] samples, int count) throws IOException;
  }

  OverlapAdd(Stft stft, long length, Sink sink) {
    this.stft = stft;
    this.length = length;
    this.sink = sink;
    this.fft = new RealFft(stft.size());
    this.frame = new double[stft.size()];
    this.sum = new double[stft.size()];
    this.norm = new double[stft.size()];
    this.start = -stft.size() / 2;
  }

  /** Adds the next frame, whose bins begin at {@code offset}. */
  void add(double[] re, double[] im, int offset) throws IOException {
    fft.inverse(re, im, offset, frame);
    for (int i = 0; i < frame.length; i++) {
      double w = stft.weight(i);
      sum[i] += w * frame[i];
      norm[i] += w * w;
    }
    emit(stft.hop());
  }

  /** Gives out what the last frame left. */
  void finish() throws IOException {
    emit(stft.size());
  }

  /** The first {@code count} sums are complete; those before and after the signal are left out. */
  private void emit(int count) throws IOException {
    int from = Math.clamp(-start, 0, count);
    int to = Math.clamp(length - start, from, count);
    for (int i = from; i < to; i++) {
      frame[i - from] = sum[i] / norm[i];
    }
    if (to > from) {
      sink.take(frame, to - from);
    }
    shift(count);
  }

  private void shift(int count) {
    int rest = sum.length - count;
    System.arraycopy(sum, count, sum, 0, rest);
    System.arraycopy(norm, count, norm, 0, rest);
    Arrays.fill(sum, rest, sum.length, 0);
    Arrays.fill(norm, rest, norm.length, 0);
    start += count;
  }
}
