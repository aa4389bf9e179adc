package io.github.nmf4j.audio;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.matrix.DenseMatrix;

/**
 * A sound's spectrogram as V ≈ W·H: templates and their activations.
 *
 * @param stft the transform behind V
 * @param scale what V's entries are
 * @param sampleRate samples per second
 * @param length samples per channel
 * @param w templates, bins × k; with T taps bins × k·T, tap t of component c in column c·T + t
 * @param h activations over the whole sound, k × frames
 * @param learned the run that found the templates; of a long sound it saw a part of the frames
 * @param learnedFrames how many frames that run saw
 */
public record Decomposition(
    Stft stft,
    Scale scale,
    int sampleRate,
    long length,
    DenseMatrix w,
    DenseMatrix h,
    NmfResult learned,
    int learnedFrames) {

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
