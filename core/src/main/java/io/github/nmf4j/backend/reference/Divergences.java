package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.matrix.Precision;

/** The loss and norms of V. */
final class Divergences {

  private Divergences() {}

  /** D(V | W·Hᵀ). */
  static double divergence(
      ReferenceData V, double[][] W, double[][] H, double beta, Precision precision) {
    if (V.isSparse() && beta == 2) {
      return sparseFrobenius(V, W, H);
    }
    if (V.isSparse() && beta == 1) {
      return sparseKullbackLeibler(V, W, H, Floors.model(precision, 1));
    }
    double floor = beta < 2 ? Floors.model(precision, beta) : 0;
    var row = V.newRow();
    double sum = 0;
    for (int i = 0; i < V.rows(); i++) {
      V.readAll(i, row);
      double rowSum = 0;
      for (int j = 0; j < row.size; j++) {
        rowSum += d(row.values[j], Math.max(floor, Products.dot(W[i], H[j])), beta);
      }
      sum += rowSum;
    }
    return Math.max(0, sum);
  }

  /** Σ m·d(v | y) over the entries that V and M store. */
  static double weighted(
      ReferenceData V,
      ReferenceData M,
      double[][] W,
      double[][] H,
      double beta,
      Precision precision) {
    double floor = beta < 2 ? Floors.model(precision, beta) : 0;
    var row = V.newRow();
    var weights = M.newRow();
    double sum = 0;
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      M.read(i, weights);
      double rowSum = 0;
      for (int e = 0; e < row.size; e++) {
        double m = weights.values[e];
        if (m > 0) {
          double y = Math.max(floor, Products.dot(W[i], H[row.columns[e]]));
          rowSum += m * d(row.values[e], y, beta);
        }
      }
      sum += rowSum;
    }
    return Math.max(0, sum);
  }

  /** d(v | y). */
  static double d(double v, double y, double beta) {
    if (beta == 2) {
      return (v - y) * (v - y) / 2;
    }
    if (beta == 1) {
      return v == 0 ? y : v * Math.log(v / y) - v + y;
    }
    if (beta == 0) {
      return v / y - Math.log(v / y) - 1;
    }
    return (Math.pow(v, beta) + (beta - 1) * Math.pow(y, beta) - beta * v * Math.pow(y, beta - 1))
        / (beta * (beta - 1));
  }

  /** ½ Σ (v − y)² = ½ (Σ over entries of (v − y)² − y²) + ½ ⟨WᵀW, HᵀH⟩. */
  private static double sparseFrobenius(ReferenceData V, double[][] W, double[][] H) {
    int k = W.length == 0 ? 0 : W[0].length;
    var row = V.newRow();
    double sum = 0;
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      for (int e = 0; e < row.size; e++) {
        double v = row.values[e];
        double y = Products.dot(W[i], H[row.columns[e]]);
        sum += v * (v - 2 * y);
      }
    }
    double[][] S = new double[k][k];
    double[][] T = new double[k][k];
    Products.gram(W, S, false);
    Products.gram(H, T, false);
    return Math.max(0, (sum + Products.dot(S, T)) / 2);
  }

  /** Σ over entries of v log(v/y) − v, plus Σ y = ⟨1ᵀW, 1ᵀH⟩. */
  private static double sparseKullbackLeibler(
      ReferenceData V, double[][] W, double[][] H, double floor) {
    int k = W.length == 0 ? 0 : W[0].length;
    var row = V.newRow();
    double sum = 0;
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      for (int e = 0; e < row.size; e++) {
        double v = row.values[e];
        if (v > 0) {
          double y = Math.max(floor, Products.dot(W[i], H[row.columns[e]]));
          sum += v * Math.log(v / y) - v;
        }
      }
    }
    double[] w = new double[k];
    double[] h = new double[k];
    Products.columnSums(W, w, false);
    Products.columnSums(H, h, false);
    return Math.max(0, sum + Products.dot(w, h));
  }

  /** Σ v². */
  static double squaredNorm(ReferenceData V) {
    var row = V.newRow();
    double sum = 0;
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      for (int e = 0; e < row.size; e++) {
        sum += row.values[e] * row.values[e];
      }
    }
    return sum;
  }
}
