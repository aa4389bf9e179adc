package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;

/**
 * V with its hidden entries filled in, for a start that needs all of it: entry (i, j) becomes the
 * mean of what is observed in row i times that of column j over that of V, each weighted. That is
 * exact for an observed part of rank one, and zero only where a whole row or column is.
 */
public final class Completion {

  private final DenseMatrix v;
  private final DenseMatrix weights;
  private final double mean;
  private final double[] rowMeans;
  private final double[] columnMeans;
  private boolean hides;

  private Completion(DenseMatrix v, DenseMatrix weights, double mean) {
    this.v = v;
    this.weights = weights;
    this.mean = mean;
    int m = v.rows();
    int n = v.columns();
    this.rowMeans = new double[m];
    this.columnMeans = new double[n];
    double[] columnWeights = new double[n];
    for (int i = 0; i < m; i++) {
      double rowWeight = 0;
      for (int j = 0; j < n; j++) {
        double weight = weights.get(i, j);
        hides |= weight == 0;
        rowWeight += weight;
        columnWeights[j] += weight;
        rowMeans[i] += weight * v.get(i, j);
        columnMeans[j] += weight * v.get(i, j);
      }
      rowMeans[i] = rowWeight == 0 ? mean : rowMeans[i] / rowWeight;
    }
    for (int j = 0; j < n; j++) {
      columnMeans[j] = columnWeights[j] == 0 ? mean : columnMeans[j] / columnWeights[j];
    }
  }

  /**
   * V without gaps; V itself if nothing is hidden.
   *
   * @param v m × n
   * @param weights m × n, 0 where V is hidden
   * @param mean Σ m·v / Σ m
   * @throws IllegalArgumentException if V is sparse: filled in it would be dense
   */
  public static Matrix of(Matrix v, Matrix weights, double mean) {
    if (!(v instanceof DenseMatrix dense && weights instanceof DenseMatrix denseWeights)) {
      throw new IllegalArgumentException(
          "an NNDSVD start takes a value for every entry of V, also for those that are not observed:"
              + " a sparse V would become dense; use a random start");
    }
    var completion = new Completion(dense, denseWeights, mean);
    return completion.hides ? completion.filled() : v;
  }

  private DenseMatrix filled() {
    DenseMatrix filled = DenseMatrix.allocate(v.rows(), v.columns(), Precision.DOUBLE);
    for (int i = 0; i < v.rows(); i++) {
      for (int j = 0; j < v.columns(); j++) {
        boolean hidden = weights.get(i, j) == 0;
        filled.set(i, j, hidden ? expected(i, j) : v.get(i, j));
      }
    }
    return filled;
  }

  /** Neither product nor quotient leaves the range of the means by more than they are apart. */
  private double expected(int i, int j) {
    return mean == 0 ? 0 : rowMeans[i] / mean * columnMeans[j];
  }
}
