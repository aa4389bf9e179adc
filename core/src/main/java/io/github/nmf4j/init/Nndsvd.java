package io.github.nmf4j.init;

import io.github.nmf4j.Initialization.Fill;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Replay;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import java.util.List;

/**
 * Nonnegative double singular value decomposition (Boutsidis &amp; Gallopoulos, "SVD based
 * initialization: a head start for nonnegative matrix factorization", 2008). From each triplet (σ,
 * u, v) the larger of the products of the positive parts u⁺v⁺ᵀ and of the negative parts u⁻v⁻ᵀ is
 * kept: with m = ‖u^±‖‖v^±‖ the column of W is √(σm) u^±/‖u^±‖ and the row of H is √(σm) v^±/‖v^±‖.
 *
 * <p>What a fill puts in place of zeros is in the scale of V, as the method defines it, while the
 * rest of W and H is in that of √V. So that data of extreme scale cannot make one drown the other,
 * the mean of V counts as no further than a factor of 2²⁰ from its root.
 */
final class Nndsvd {

  /**
   * Entries below this share of √σ₁ are zero: rounding errors of the singular vectors. Of a matrix
   * with σ₁ = 10⁴ these are the entries below 10⁻⁶.
   */
  private static final double NEGLIGIBLE = 1e-8;

  /** scikit-learn's bound, whatever the scale of the data. */
  private static final double SCIKIT_LEARN_NEGLIGIBLE = 1e-6;

  /** Products of parts that differ less than this are equal, and rounding must not choose. */
  private static final double EQUAL = 1e-12;

  private static final double FURTHEST_FILL = 0x1p20;

  private Nndsvd() {}

  static Start start(Matrix v, MatrixSummary summary, double mean, Fill fill, NmfOptions options) {
    int k = options.rank();
    int limit = Math.min(v.rows(), v.columns());
    if (k > limit) {
      throw new IllegalArgumentException(
          ("an NNDSVD start needs rank ≤ min(m, n), but rank is %d and min(%d, %d) = %d;"
                  + " a random start has no such limit")
              .formatted(k, v.rows(), v.columns(), limit));
    }
    boolean replayed = options.replay() == Replay.SCIKIT_LEARN;
    TruncatedSvd svd =
        replayed && summary.maximum() > 0
            ? TruncatedSvd.randomized(v, summary, k, options.seed())
            : TruncatedSvd.of(v, summary, k);
    double[] w = new double[v.rows() * k];
    double[] h = new double[v.columns() * k];
    for (int j = 0; j < k; j++) {
      component(svd, j, w, h);
    }
    double threshold =
        replayed
            ? Math.scalb(SCIKIT_LEARN_NEGLIGIBLE, -svd.exponent() / 2)
            : NEGLIGIBLE * Math.sqrt(svd.sigma(0));
    unscale(w, threshold, svd.exponent());
    unscale(h, threshold, svd.exponent());
    fill(w, h, mean, fill, options);
    return new Start(
        DenseMatrix.of(v.rows(), k, w),
        DenseMatrix.of(v.columns(), k, h).transpose().copy(Precision.DOUBLE, 1));
  }

  /** Column j of W and row j of H, both item by item, in the scale of the decomposition. */
  private static void component(TruncatedSvd svd, int j, double[] w, double[] h) {
    int k = svd.rank();
    if (j == 0) {
      double root = Math.sqrt(svd.sigma(0));
      for (Part part : List.of(Part.POSITIVE, Part.NEGATIVE)) {
        part.addTo(w, svd.u(), 0, k, root);
        part.addTo(h, svd.v(), 0, k, root);
      }
      return;
    }
    double positive = Part.POSITIVE.norm(svd.u(), j, k) * Part.POSITIVE.norm(svd.v(), j, k);
    double negative = Part.NEGATIVE.norm(svd.u(), j, k) * Part.NEGATIVE.norm(svd.v(), j, k);
    boolean up = positive > negative * (1 + EQUAL);
    Part part = up ? Part.POSITIVE : Part.NEGATIVE;
    double root = Math.sqrt(svd.sigma(j) * (up ? positive : negative));
    // a zero root has no direction either: both parts vanish, and the component stays zero
    if (root > 0) {
      part.addTo(w, svd.u(), j, k, root / part.norm(svd.u(), j, k));
      part.addTo(h, svd.v(), j, k, root / part.norm(svd.v(), j, k));
    }
  }

  private enum Part {
    POSITIVE(1),
    NEGATIVE(-1);

    private final int sign;

    Part(int sign) {
      this.sign = sign;
    }

    /** Length of this part of column j. */
    double norm(double[] block, int j, int k) {
      double squares = 0;
      for (int at = j; at < block.length; at += k) {
        double entry = Math.max(0, sign * block[at]);
        squares += entry * entry;
      }
      return Math.sqrt(squares);
    }

    /** Adds this part of column j, times {@code factor}. */
    void addTo(double[] target, double[] block, int j, int k, double factor) {
      for (int at = j; at < block.length; at += k) {
        target[at] += factor * Math.max(0, sign * block[at]);
      }
    }
  }

  private static void unscale(double[] factor, double threshold, int exponent) {
    for (int at = 0; at < factor.length; at++) {
      factor[at] = factor[at] < threshold ? 0 : Math.scalb(factor[at], exponent / 2);
    }
  }

  /** W before H, each row by row, numbers drawn for zeros only: the order of scikit-learn. */
  private static void fill(double[] w, double[] h, double mean, Fill fill, NmfOptions options) {
    double root = Math.sqrt(mean);
    double level =
        options.replay() == Replay.SCIKIT_LEARN
            ? mean
            : Math.clamp(mean, root / FURTHEST_FILL, root * FURTHEST_FILL);
    int k = options.rank();
    switch (fill) {
      case ZERO -> {}
      case MEAN -> {
        replaceZeros(w, level);
        replaceZeros(h, level);
      }
      case RANDOM -> {
        Normals normals = Normals.of(options.randomSource(), options.seed());
        for (int i = 0; i < w.length / k; i++) {
          for (int c = 0; c < k; c++) {
            if (w[i * k + c] == 0) {
              w[i * k + c] = Math.abs(level * normals.next(Normals.W, i, c) / 100);
            }
          }
        }
        for (int c = 0; c < k; c++) {
          for (int j = 0; j < h.length / k; j++) {
            if (h[j * k + c] == 0) {
              h[j * k + c] = Math.abs(level * normals.next(Normals.H, j, c) / 100);
            }
          }
        }
      }
    }
  }

  private static void replaceZeros(double[] factor, double level) {
    for (int at = 0; at < factor.length; at++) {
      if (factor[at] == 0) {
        factor[at] = level;
      }
    }
  }
}
