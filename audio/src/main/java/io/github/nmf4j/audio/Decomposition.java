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
 * @param w templates, bins × k
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
    return w.columns();
  }

  /** Number of frames of the sound. */
  public int frames() {
    return h.columns();
  }

  /** Seconds from one frame to the next. */
  public double frameSeconds() {
    return stft.seconds(1, sampleRate);
  }

  /** The template of a component. */
  public double[] template(int component) {
    double[] template = new double[w.rows()];
    w.transpose().copyRow(component, 0, template.length, template);
    return template;
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
      weights[r] = sum(template(r)) * sum(activation(r));
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
