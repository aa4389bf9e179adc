package io.github.nmf4j.solver;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.MatrixSummary;

/**
 * Powers of two between the caller's units and those of a session: V = v · V′, W = w · W′, H = h ·
 * H′ with v = w · h, so that V′ has nonzero entries around 1 and W₀′ and H₀′ are of one size.
 * Scaling by a power of two rounds nothing, floors become relative to the data, and neither 1e−300
 * nor 1e300 overflows where powers of the model are taken. Weights have a unit of their own, M = m
 * · M′ with the largest weight in M′ between 1 and 2.
 *
 * @param v unit of V
 * @param w unit of W
 * @param h unit of H
 * @param m unit of the weights
 */
record Scaling(double v, double w, double h, double m) {

  /** Units where every entry weighs 1. */
  Scaling(double v, double w, double h) {
    this(v, w, h, 1);
  }

  /** Units for a V with this summary, these starting values and weights up to this one. */
  static Scaling of(MatrixSummary summary, DenseMatrix w0, DenseMatrix h0, double largestWeight) {
    double mean = summary.sum() / Math.max(1, summary.nonzeros());
    int v = exponent(Double.isInfinite(mean) ? summary.maximum() : mean);
    int w = exponent(w0.summary().maximum());
    int h = exponent(h0.summary().maximum());
    int wUnit = Math.floorDiv(v + w - h, 2);
    return new Scaling(
        Math.scalb(1.0, v),
        Math.scalb(1.0, wUnit),
        Math.scalb(1.0, v - wUnit),
        Math.scalb(1.0, exponent(largestWeight)));
  }

  /** Exponent of the power of two at or below x; 0 for 0. Within what a double can invert. */
  private static int exponent(double x) {
    return x > 0 ? Math.clamp(Math.getExponent(x), -1000, 1000) : 0;
  }

  /** One session loss in the caller's units: D_β(λx | λy) = λ^β D_β(x | y). */
  double loss(double beta) {
    return m * Math.pow(v, beta);
  }

  /** The weight in session units of a penalty of degree {@code degree} on a factor. */
  double penalty(double weight, double unit, int degree, double beta) {
    return weight == 0 ? 0 : weight * Math.pow(unit, degree) / loss(beta);
  }
}
