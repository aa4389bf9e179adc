package io.github.nmf4j.property;

import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/** Problems with weights, for the tests of this package. */
final class Weighted {

  private Weighted() {}

  static NmfOptions options(int rank, double beta) {
    return NmfOptions.rank(rank).loss(new Loss(beta)).backend("reference");
  }

  static NmfOptions everyIteration(int rank, double beta, int iterations) {
    return options(rank, beta)
        .maxIterations(iterations)
        .checkEvery(1)
        // a rule that is never met: the trace then has every iteration
        .stoppingRule(new StoppingRule.Kkt(0));
  }

  static double[][] uniform(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    return a;
  }

  static double[][] mask(SplittableRandom random, int rows, int columns, double observed) {
    double[][] m = new double[rows][columns];
    for (double[] row : m) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextDouble() < observed ? 1 : 0;
      }
    }
    return m;
  }

  /** The entries of {@code a} that {@code m} has, zeros among them stored too. */
  static SparseMatrix stored(double[][] a, double[][] m) {
    var builder =
        new SparseMatrixBuilder(
            a.length, a[0].length, Precision.DOUBLE, (long) a.length * a[0].length, Arena.ofAuto());
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        if (m[i][j] != 0) {
          builder.add(i, j, a[i][j]);
        }
      }
    }
    return builder.build();
  }

  /** The entries, row by row. */
  static double[][] rows(DenseMatrix a) {
    double[][] rows = new double[a.rows()][a.columns()];
    for (int i = 0; i < a.rows(); i++) {
      a.copyRow(i, 0, a.columns(), rows[i]);
    }
    return rows;
  }
}
