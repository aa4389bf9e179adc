package io.github.nmf4j.tck;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/** Seeded operands. {@code -Dnmf.test.seed=N} changes them all. */
final class Inputs {

  static final long SEED = Long.getLong("nmf.test.seed", 20261121);

  private final SplittableRandom random;

  Inputs(Shape shape, int salt) {
    random = new SplittableRandom(SEED + 31L * shape.hashCode() + salt);
  }

  /** Integers 0 … most. */
  double[][] integers(int rows, int columns, int most) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(most + 1);
      }
    }
    return a;
  }

  /** Powers of two 2^0 … 2^most. */
  double[][] powers(int rows, int columns, int most) {
    double[][] a = integers(rows, columns, most);
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = Math.scalb(1.0, (int) row[j]);
      }
    }
    return a;
  }

  /** Rows with a single nonzero, a power of two: F·Gᵀ is then a power of two if G's entries are. */
  double[][] oneHot(int rows, int columns, int most) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      row[random.nextInt(columns)] = Math.scalb(1.0, random.nextInt(most + 1));
    }
    return a;
  }

  /** Uniform in [low, 1), rounded to {@code precision}. */
  double[][] uniform(int rows, int columns, double low, Precision precision) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = precision.round(low + (1 - low) * random.nextDouble());
      }
    }
    return a;
  }

  /**
   * Sets entries to zero: each with probability 1 − density, the first row and the last column
   * whole, the second row not at all.
   */
  double[][] thinned(double[][] a, double density) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        boolean emptied = (a.length > 2 && i == 0) || (a[i].length > 2 && j == a[i].length - 1);
        boolean full = i == 1;
        if (emptied || (!full && random.nextDouble() >= density)) {
          a[i][j] = 0;
        }
      }
    }
    return a;
  }

  static Matrix matrix(double[][] a, boolean sparse, Precision precision) {
    DenseMatrix dense = DenseMatrix.of(a).copy(precision, 1);
    return sparse ? SparseMatrix.ofDense(dense) : dense;
  }

  /** {@code a} where {@code m} is not zero, else 0: V as it is uploaded beside the weights m. */
  static double[][] observed(double[][] a, double[][] m) {
    double[][] b = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        b[i][j] = m[i][j] == 0 ? 0 : a[i][j];
      }
    }
    return b;
  }

  /** {@code a} as it is uploaded beside the weights m: dense, or with the entries that m has. */
  static Matrix layer(double[][] a, double[][] m, boolean sparse, Precision precision) {
    if (!sparse) {
      return matrix(a, false, precision);
    }
    var builder =
        new SparseMatrixBuilder(
            a.length, a[0].length, precision, (long) a.length * a[0].length, Arena.ofAuto());
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        if (m[i][j] != 0) {
          builder.add(i, j, a[i][j]); // a zero too
        }
      }
    }
    return builder.build();
  }

  static double[][] transpose(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }
}
