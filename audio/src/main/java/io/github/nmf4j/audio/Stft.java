package io.github.nmf4j.audio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The short-time Fourier transform and its inverse.
 *
 * <p>Frame f is centred on sample f·hop: X_(q,f) = Σ_i w_i·x_(f·hop − n/2 + i)·e^(−2πi·qi/n), with
 * zeros before the first and after the last sample. There are 1 + ⌈length/hop⌉ frames of n/2 + 1
 * bins.
 *
 * <p>The inverse is weighted overlap-add, y_t = Σ_f w·x̂_f / Σ_f w², the signal whose transform is
 * closest to the given one (Griffin and Lim 1984). It gives back the signal to rounding.
 */
public final class Stft {

  private static final int MOST_SAMPLES = 1 << 20;

  /** How far sums of shifted windows may be from constant, relative to their mean. */
  private static final double FLAT = 1e-9;

  private final Window window;
  private final int size;
  private final int hop;
  private final double[] weights;

  /**
   * A transform.
   *
   * @param size samples of a frame n, even
   * @param hop samples from one frame to the next, 1 … n
   * @throws IllegalArgumentException if the window or its square, shifted by the hop, does not add
   *     up to a constant (COLA): a modified spectrogram would come back with a ripple
   */
  public Stft(Window window, int size, int hop) {
    if (size < 2 || size % 2 != 0 || size > MOST_SAMPLES) {
      throw new IllegalArgumentException(
          "a frame needs an even number of samples from 2 to %d, was %d"
              .formatted(MOST_SAMPLES, size));
    }
    if (hop < 1 || hop > size) {
      throw new IllegalArgumentException(
          "the hop must be 1 to %d samples, the size of a frame, was %d".formatted(size, hop));
    }
    this.window = window;
    this.size = size;
    this.hop = hop;
    this.weights = window.samples(size);
    requireOverlapAdd();
  }

  /** A Hann window of {@code size} samples, a quarter of it from frame to frame. */
  public static Stft hann(int size) {
    return new Stft(Window.HANN, size, Math.max(1, size / 4));
  }

  private void requireOverlapAdd() {
    if (isFlat(weights, hop, 1) || isFlat(weights, hop, 2)) {
      return;
    }
    int best = hop;
    while (best > 1 && !isFlat(weights, best, 1) && !isFlat(weights, best, 2)) {
      best--;
    }
    double[] sums = sums(weights, hop, 1);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double sum : sums) {
      least = Math.min(least, sum);
      most = Math.max(most, sum);
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "hop %d does not suit a %s window of %d samples: its shifted copies add up to %.3g … %.3g"
                + " instead of a constant; the next smaller hop that does is %d",
            hop,
            window,
            size,
            least,
            most,
            best));
  }

  private static boolean isFlat(double[] weights, int hop, int power) {
    double[] sums = sums(weights, hop, power);
    double mean = 0;
    for (double sum : sums) {
      mean += sum / hop;
    }
    for (double sum : sums) {
      if (Math.abs(sum - mean) > FLAT * mean) {
        return false;
      }
    }
    return mean > 0;
  }

  private static double[] sums(double[] weights, int hop, int power) {
    double[] sums = new double[hop];
    for (int i = 0; i < weights.length; i++) {
      sums[i % hop] += power == 1 ? weights[i] : weights[i] * weights[i];
    }
    return sums;
  }

  /** The window. */
  public Window window() {
    return window;
  }

  /** Samples of a frame. */
  public int size() {
    return size;
  }

  /** Samples from one frame to the next. */
  public int hop() {
    return hop;
  }

  /** Bins of a frame, n/2 + 1. */
  public int bins() {
    return size / 2 + 1;
  }

  /** Frames of a signal of {@code length} samples. */
  public long frames(long length) {
    return 1 + Math.ceilDiv(length, hop);
  }

  /** Frequency of a bin in Hz. */
  public double frequency(int bin, int sampleRate) {
    return (double) bin * sampleRate / size;
  }

  /** Time of the centre of a frame in seconds. */
  public double seconds(long frame, int sampleRate) {
    return (double) frame * hop / sampleRate;
  }

  double weight(int i) {
    return weights[i];
  }

  /**
   * Transforms a signal.
   *
   * @throws IllegalArgumentException if the signal is empty or its transform exceeds an array
   */
  public ComplexSpectrogram forward(double[] signal) {
    if (signal.length == 0) {
      throw new IllegalArgumentException("the signal is empty");
    }
    long frames = frames(signal.length);
    if (frames * bins() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a signal of %d samples has %d × %d entries, more than one array holds"
              .formatted(signal.length, bins(), frames));
    }
    var result = new ComplexSpectrogram(this, (int) frames);
    var fft = new RealFft(size);
    double[] frame = new double[size];
    for (int f = 0; f < frames; f++) {
      int start = f * hop - size / 2;
      for (int i = 0; i < size; i++) {
        int t = start + i;
        frame[i] = t >= 0 && t < signal.length ? weights[i] * signal[t] : 0;
      }
      fft.forward(frame, result.re(), result.im(), f * bins());
    }
    return result;
  }

  /**
   * The signal of {@code length} samples whose transform is closest to {@code spectrogram}.
   *
   * @throws IllegalArgumentException if the spectrogram is of another transform or length
   */
  public double[] inverse(ComplexSpectrogram spectrogram, int length) {
    if (spectrogram.stft() != this || spectrogram.frames() != frames(length)) {
      throw new IllegalArgumentException(
          "the spectrogram has %d frames of another transform or length; %d samples have %d"
              .formatted(spectrogram.frames(), length, frames(length)));
    }
    double[] signal = new double[length];
    int[] at = {0};
    var overlap =
        new OverlapAdd(
            this,
            length,
            (samples, count) -> {
              System.arraycopy(samples, 0, signal, at[0], count);
              at[0] += count;
            });
    try {
      for (int f = 0; f < spectrogram.frames(); f++) {
        overlap.add(spectrogram.re(), spectrogram.im(), f * bins());
      }
      overlap.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return signal;
  }

  @Override
  public String toString() {
    return "Stft[%s, %d samples, hop %d]".formatted(window, size, hop);
  }
}
