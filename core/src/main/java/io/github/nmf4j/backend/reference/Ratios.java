package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;

/** The two parts of the β-divergence's gradient; the model F·Gᵀ exists one entry at a time. */
final class Ratios {

  private Ratios() {}

  /** N = (X ⊘ F·Gᵀ)·G, or added to N. Entries of V that are zero contribute nothing. */
  static void klCross(
      ReferenceData V,
      Side side,
      double[][] F,
      double[][] G,
      double[][] N,
      boolean add,
      Precision precision) {
    if (!add) {
      Products.clear(N);
    }
    double floor = Floors.model(precision, 1);
    var row = V.newRow();
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      for (int e = 0; e < row.size; e++) {
        int item = side == Side.ROWS ? i : row.columns[e];
        double[] g = G[side == Side.ROWS ? row.columns[e] : i];
        double y = Math.max(floor, Products.dot(F[item], g));
        Products.axpy(row.values[e] / y, g, N[item]);
      }
    }
  }

  /** N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G with Y = F·Gᵀ, or added to N and D. */
  static void betaCross(
      ReferenceData V,
      Side side,
      double[][] F,
      double[][] G,
      double beta,
      double[][] N,
      double[][] D,
      boolean add,
      Precision precision) {
    if (!add) {
      Products.clear(N);
      Products.clear(D);
    }
    double floor = Floors.model(precision, beta);
    var row = V.newRow();
    for (int i = 0; i < V.rows(); i++) {
      V.readAll(i, row);
      for (int j = 0; j < row.size; j++) {
        int item = side == Side.ROWS ? i : j;
        double[] g = G[side == Side.ROWS ? j : i];
        double y = Math.max(floor, Products.dot(F[item], g));
        Products.axpy(row.values[j] * Math.pow(y, beta - 2), g, N[item]);
        Products.axpy(Math.pow(y, beta - 1), g, D[item]);
      }
    }
  }

  /**
   * N = (M ∘ X ∘ Y^(β−2))·G and D = (M ∘ Y^(β−1))·G, or added to N and D, over the entries that V
   * and M store.
   */
  static void weightedCross(
      ReferenceData V,
      ReferenceData M,
      Side side,
      double[][] F,
      double[][] G,
      double beta,
      double[][] N,
      double[][] D,
      boolean add,
      Precision precision) {
    if (!add) {
      Products.clear(N);
      Products.clear(D);
    }
    double floor = Floors.model(precision, beta);
    var row = V.newRow();
    var weights = M.newRow();
    for (int i = 0; i < V.rows(); i++) {
      V.read(i, row);
      M.read(i, weights);
      for (int e = 0; e < row.size; e++) {
        double m = weights.values[e];
        if (m == 0) {
          continue;
        }
        int item = side == Side.ROWS ? i : row.columns[e];
        double[] g = G[side == Side.ROWS ? row.columns[e] : i];
        double y = Math.max(floor, Products.dot(F[item], g));
        Products.axpy(m * row.values[e] * Math.pow(y, beta - 2), g, N[item]);
        Products.axpy(m * Math.pow(y, beta - 1), g, D[item]);
      }
    }
  }
}
