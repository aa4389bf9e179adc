package io.github.nmf4j.audio;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.SplittableRandom;

/** Where known templates and others, which are to be learned, start together. */
final class SemiFixedStart {

  private SemiFixedStart() {}

  /**
   * The known templates followed by random ones, each with the mean of its own entries as large as
   * that of the known ones, and random activations for which the mean of W·H is that of V.
   */
  static Initialization.Custom of(DenseMatrix known, DenseMatrix v, NmfOptions options) {
    int rank = options.rank();
    var random = new SplittableRandom(options.seed());
    double mean = mean(known);
    DenseMatrix w = DenseMatrix.allocate(v.rows(), rank, Precision.DOUBLE);
    for (int q = 0; q < v.rows(); q++) {
      for (int r = 0; r < rank; r++) {
        w.set(q, r, r < known.columns() ? known.get(q, r) : mean * random.nextDouble(0.1, 1.9));
      }
    }
    double level = v.summary().mean() / (rank * mean(w));
    DenseMatrix h = DenseMatrix.allocate(rank, v.columns(), Precision.DOUBLE);
    for (int r = 0; r < rank; r++) {
      for (int f = 0; f < v.columns(); f++) {
        h.set(r, f, level * random.nextDouble(0.1, 1.9));
      }
    }
    return new Initialization.Custom(w, h);
  }

  /** The mean of all entries, or 1 of zeros alone. */
  private static double mean(DenseMatrix matrix) {
    double mean = matrix.summary().mean();
    return mean > 0 ? mean : 1;
  }
}
