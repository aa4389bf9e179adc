package io.github.nmf4j.audio;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.matrix.DenseMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A sound's spectrogram as V ≈ W·H: templates and their activations.
 *
 * @param stft the transform behind V
 * @param scale what V's entries are
 * @param sampleRate samples per second
 * @param length samples per channel
 * @param w templates, bins × k; with T taps bins × k·T, tap t of component c in column c·T + t
 * @param h activations over the whole sound, k × frames
 * @param run the factorisation that found the templates, if it is known; of a long sound it saw a
 *     part of the frames
 * @param learnedFrames how many frames that run saw
 */
public record Decomposition(
    Stft stft,
    Scale scale,
    int sampleRate,
    long length,
    DenseMatrix w,
    DenseMatrix h,
    Optional<NmfResult> run,
    int learnedFrames) {

  public Decomposition {
    if (w.rows() != stft.bins()
        || w.columns() % h.rows() != 0
        || h.columns() != stft.frames(length)) {
      throw new IllegalArgumentException(
          "W is %d × %d and H %d × %d, but %d samples have %d bins and %d frames"
              .formatted(
                  w.rows(),
                  w.columns(),
                  h.rows(),
                  h.columns(),
                  length,
                  stft.bins(),
                  stft.frames(length)));
    }
  }

  /**
   * Templates and activations from elsewhere, such as from files.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Decomposition of(
      Stft stft, Scale scale, int sampleRate, long length, DenseMatrix w, DenseMatrix h) {
    return new Decomposition(stft, scale, sampleRate, length, w, h, Optional.empty(), h.columns());
  }

  /**
   * The run that found the templates.
   *
   * @throws java.util.NoSuchElementException if it is not known
   */
  public NmfResult learned() {
    return run.orElseThrow();
  }

  /**
   * The decomposition of a piece of the sound: as many whole hops as there are from {@code
   * firstFrame} on, {@code frames} at most.
   *
   * @throws IndexOutOfBoundsException if there is no such frame
   */
  public Decomposition excerpt(int firstFrame, int frames) {
    Objects.checkIndex(firstFrame, frames());
    long start = (long) firstFrame * stft.hop();
    long samples = Math.max(1, Math.min((long) frames * stft.hop(), length - start));
    int count = Math.toIntExact(stft.frames(samples));
    DenseMatrix part = DenseMatrix.allocate(h.rows(), count, h.precision());
    for (int r = 0; r < h.rows(); r++) {
      for (int f = 0; f < count && firstFrame + f < h.columns(); f++) {
        part.set(r, f, h.get(r, firstFrame + f));
      }
    }
    return new Decomposition(stft, scale, sampleRate, samples, w, part, run, learnedFrames);
  }

  /**
   * Where a piece of {@code frames} frames begins in which all stems can be heard: the one with the
   * largest product of the stems' levels, each against the highest that the stem reaches.
   */
  public int telling(List<Stem> stems, int frames) {
    if (frames >= frames()) {
      return 0;
    }
    int step = Math.max(1, frames / 8);
    int places = (frames() - frames) / step + 1;
    double[] score = new double[places];
    for (Stem stem : stems) {
      double[] level = levels(stem, frames, step, places);
      double highest = Arrays.stream(level).max().orElse(0);
      for (int p = 0; highest > 0 && p < places; p++) {
        // a stem that is not there at all costs as much as one at a thousandth
        score[p] += Math.log(level[p] / highest + 1e-3);
      }
    }
    int best = 0;
    for (int p = 1; p < places; p++) {
      if (score[p] > score[best] + 1e-9) {
        best = p;
      }
    }
    return best * step;
  }

  /** The sum of a stem's part of the model in each place. */
  private double[] levels(Stem stem, int frames, int step, int places) {
    double[] until = new double[frames() + 1];
    for (int component : stem.components()) {
      double weight = sum(template(component));
      double[] activation = activation(component);
      for (int f = 0; f < activation.length; f++) {
        until[f + 1] += weight * activation[f];
      }
    }
    for (int f = 0; f < frames(); f++) {
      until[f + 1] += until[f];
    }
    double[] levels = new double[places];
    for (int p = 0; p < places; p++) {
      levels[p] = until[p * step + frames] - until[p * step];
    }
    return levels;
  }

  /** Number of components. */
  public int rank() {
    return h.rows();
  }

  /** Frames of a template T: 1, or the taps of the convolutive model. */
  public int taps() {
    return w.columns() / h.rows();
  }

  /** Number of frames of the sound. */
  public int frames() {
    return h.columns();
  }

  /** Seconds from one frame to the next. */
  public double frameSeconds() {
    return stft.seconds(1, sampleRate);
  }

  /** The template of a component, the mean of its frames if there are several. */
  public double[] template(int component) {
    double[] mean = new double[w.rows()];
    for (int t = 0; t < taps(); t++) {
      double[] frame = template(component, t);
      for (int q = 0; q < mean.length; q++) {
        mean[q] += frame[q] / taps();
      }
    }
    return mean;
  }

  /** One frame of the template of a component. */
  public double[] template(int component, int tap) {
    double[] frame = new double[w.rows()];
    w.transpose().copyRow(component * taps() + tap, 0, frame.length, frame);
    return frame;
  }

  /** The activation of a component. */
  public double[] activation(int component) {
    double[] activation = new double[h.columns()];
    h.copyRow(component, 0, activation.length, activation);
    return activation;
  }

  /** How loud a component is over time: its activation, the root of it if V holds powers. */
  public double[] loudness(int component) {
    double[] loudness = activation(component);
    if (scale instanceof Scale.Power) {
      for (int f = 0; f < loudness.length; f++) {
        loudness[f] = Math.sqrt(loudness[f]);
      }
    }
    return loudness;
  }

  /** The sum of a component's part of W·H over all bins and frames, for every component. */
  public double[] weights() {
    double[] weights = new double[rank()];
    for (int r = 0; r < weights.length; r++) {
      weights[r] = taps() * sum(template(r)) * sum(activation(r));
    }
    return weights;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
