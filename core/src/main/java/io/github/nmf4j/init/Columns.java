package io.github.nmf4j.init;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The columns of a block, each in an array of its own, and how they are made orthonormal. */
final class Columns {

  private Columns() {}

  /** The columns of a block that is stored row by row. */
  static double[][] split(double[] block, int width) {
    int length = block.length / width;
    double[][] columns = new double[width][length];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < width; j++) {
        columns[j][i] = block[i * width + j];
      }
    }
    return columns;
  }

  /** The block, row by row, of at least one column. */
  static double[] join(double[][] columns) {
    int width = columns.length;
    int length = columns[0].length;
    double[] block = new double[length * width];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < width; j++) {
        block[i * width + j] = columns[j][i];
      }
    }
    return block;
  }

  /** The block of these columns of a block with {@code width} columns. */
  static double[] select(double[] block, int[] chosen, int width) {
    double[] selected = new double[block.length / width * chosen.length];
    int at = 0;
    for (int row = 0; row < block.length; row += width) {
      for (int column : chosen) {
        selected[at++] = block[row + column];
      }
    }
    return selected;
  }

  static double[] norms(double[][] columns) {
    double[] norms = new double[columns.length];
    for (int j = 0; j < columns.length; j++) {
      norms[j] = norm(columns[j]);
    }
    return norms;
  }

  static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Orthonormal vectors that span the columns, by the modified Gram–Schmidt process, done twice
   * where it cancels. A column is left out if no more than the share {@code drop} of its length
   * {@code before} is new.
   *
   * @param columns overwritten
   */
  static double[][] orthonormal(double[][] columns, double[] before, double drop) {
    List<double[]> kept = new ArrayList<>();
    for (int j = 0; j < columns.length; j++) {
      double[] v = columns[j];
      double norm = norm(v);
      // written so that 0 ≤ drop · 0 leaves a zero column out
      if (!(norm > drop * before[j])) {
        continue;
      }
      divide(v, norm);
      double rest = subtractProjections(v, kept);
      if (!(rest > drop)) {
        continue;
      }
      divide(v, rest);
      if (rest < 0.5) {
        rest = subtractProjections(v, kept);
        if (rest < 0.5) {
          continue;
        }
        divide(v, rest);
      }
      kept.add(v);
    }
    return kept.toArray(double[][]::new);
  }

  private static double subtractProjections(double[] v, List<double[]> kept) {
    for (double[] q : kept) {
      double share = dot(q, v);
      for (int i = 0; i < v.length; i++) {
        v[i] -= share * q[i];
      }
    }
    return norm(v);
  }

  private static void divide(double[] v, double norm) {
    for (int i = 0; i < v.length; i++) {
      v[i] /= norm;
    }
  }

  static double norm(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  /** Four partial sums: one chain of additions would wait for itself. */
  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= x.length; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
