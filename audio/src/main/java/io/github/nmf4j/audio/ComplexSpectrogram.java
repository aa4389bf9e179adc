package io.github.nmf4j.audio;

/** A short-time Fourier transform X, frame after frame of complex bins. */
public final class ComplexSpectrogram {

  private final Stft stft;
  private final int frames;
  private final double[] re;
  private final double[] im;

  ComplexSpectrogram(Stft stft, int frames) {
    this.stft = stft;
    this.frames = frames;
    this.re = new double[frames * stft.bins()];
    this.im = new double[frames * stft.bins()];
  }

  /** The transform that made it and that inverts it. */
  public Stft stft() {
    return stft;
  }

  /** Number of frames. */
  public int frames() {
    return frames;
  }

  /** Real part of a bin. */
  public double re(int bin, int frame) {
    return re[frame * stft.bins() + bin];
  }

  /** Imaginary part of a bin. */
  public double im(int bin, int frame) {
    return im[frame * stft.bins() + bin];
  }

  /** |X| of a bin. */
  public double magnitude(int bin, int frame) {
    return Math.hypot(re(bin, frame), im(bin, frame));
  }

  /**
   * A copy in which every bin is multiplied with the mask's, the phase staying what it is.
   *
   * @throws IllegalArgumentException if the mask has another shape
   */
  public ComplexSpectrogram times(Mask mask) {
    if (mask.bins() != stft.bins() || mask.frames() != frames) {
      throw new IllegalArgumentException(
          "the mask is %d × %d, the spectrogram %d × %d"
              .formatted(mask.bins(), mask.frames(), stft.bins(), frames));
    }
    var product = new ComplexSpectrogram(stft, frames);
    for (int i = 0; i < re.length; i++) {
      double m = mask.at(i);
      product.re[i] = m * re[i];
      product.im[i] = m * im[i];
    }
    return product;
  }

  double[] re() {
    return re;
  }

  double[] im() {
    return im;
  }
}
