package io.github.nmf4j.init;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;

/** Starting values for W and H as the options ask for. */
public final class Starts {

  private Starts() {}

  /**
   * The start of a factorisation of V; the same bits on every machine.
   *
   * @param v finite and nonnegative
   * @param summary that of {@code v}
   * @throws IllegalArgumentException if given factors have the wrong shape, NNDSVD is asked for
   *     more than min(m, n) components, or NumPy's generator for a seed that it does not have
   * @throws io.github.nmf4j.matrix.InvalidDataException if given factors have an entry that is
   *     negative or not finite, or are zero where a multiplicative update would leave them so
   */
  public static Start of(Matrix v, MatrixSummary summary, NmfOptions options) {
    return of(v, summary, mean(v, summary), options);
  }

  /**
   * The same for a V with this mean of its observed entries; NNDSVD takes the others to be zero.
   *
   * @param mean Σ m·v / Σ m
   */
  public static Start of(Matrix v, MatrixSummary summary, double mean, NmfOptions options) {
    if (options.initialization() instanceof Initialization.Random) {
      Start replayed = ReplayedStart.of(v, options);
      if (replayed != null) {
        return replayed;
      }
    }
    if (options.initialization() instanceof Initialization.Random
        && options.model() instanceof Model.Smooth smooth
        && smooth.convex()) {
      return ConvexStart.random(v, mean, options);
    }
    return switch (options.initialization()) {
      case Initialization.Random() -> random(v, mean, options);
      case Initialization.Nndsvd(Initialization.Fill fill) ->
          Nndsvd.start(v, summary, mean, fill, options);
      case Initialization.Convex convex -> ConvexStart.given(convex, v, options.rank());
      case Initialization.Custom custom -> CustomStart.of(custom, v, mean, options);
    };
  }

  /** Every entry |N(0, 1)| · √(mean(V) / k); scikit-learn draws H before W. */
  static Start random(Matrix v, double mean, NmfOptions options) {
    if (options.model() instanceof Model.Convolutive convolutive) {
      return ConvolutiveStart.random(convolutive, v, mean, options);
    }
    int k = options.rank();
    double level = level(mean, k);
    Normals normals = Normals.of(options.randomSource(), options.seed());
    DenseMatrix h = DenseMatrix.allocate(k, v.columns(), Precision.DOUBLE);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < v.columns(); j++) {
        h.set(c, j, Math.abs(level * normals.next(Normals.H, j, c)));
      }
    }
    DenseMatrix w = DenseMatrix.allocate(v.rows(), k, Precision.DOUBLE);
    for (int i = 0; i < v.rows(); i++) {
      for (int c = 0; c < k; c++) {
        w.set(i, c, Math.abs(level * normals.next(Normals.W, i, c)));
      }
    }
    return new Start(w, h);
  }

  /** √(mean(V) / k): with factors of this level W·H is as large as V. */
  static double level(double mean, int k) {
    return Math.sqrt(mean / k);
  }

  /** The mean over all m · n entries, also where their sum overflows. */
  public static double mean(Matrix v, MatrixSummary summary) {
    if (Double.isFinite(summary.sum())) {
      return summary.mean();
    }
    double sum =
        switch (v) {
          case DenseMatrix dense -> shrunkSum(dense);
          case SparseMatrix sparse -> shrunkSum(sparse);
        };
    return sum / ((double) v.rows() * v.columns()) * 0x1p64;
  }

  /** Σ V · 2⁻⁶⁴: there are fewer than 2⁶² entries. */
  private static double shrunkSum(DenseMatrix v) {
    double[] row = new double[v.columns()];
    double sum = 0;
    for (int i = 0; i < v.rows(); i++) {
      v.copyRow(i, 0, row.length, row);
      for (double entry : row) {
        sum += entry * 0x1p-64;
      }
    }
    return sum;
  }

  private static double shrunkSum(SparseMatrix v) {
    double sum = 0;
    for (long p = 0; p < v.storedEntries(); p++) {
      sum += v.value(p) * 0x1p-64;
    }
    return sum;
  }
}
