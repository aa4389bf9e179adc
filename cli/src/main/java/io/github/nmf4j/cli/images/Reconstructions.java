package io.github.nmf4j.cli.images;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * Some pictures and what W·H makes of them.
 *
 * @param v all pictures, one per column
 * @param examples columns of V
 * @param models the columns of W·H for these
 * @param parts columns of W
 */
record Reconstructions(DenseMatrix v, List<Integer> examples, DenseMatrix models, int parts) {

  /** Of at most {@code most} pictures at equal distances, the first one among them. */
  static Reconstructions of(DenseMatrix v, DenseMatrix w, DenseMatrix h, int most) {
    int count = Math.min(most, v.columns());
    var examples = new ArrayList<Integer>();
    for (int e = 0; e < count; e++) {
      examples.add((int) ((long) e * v.columns() / count));
    }
    return new Reconstructions(v, examples, models(w, h, examples), w.columns());
  }

  private static DenseMatrix models(DenseMatrix w, DenseMatrix h, List<Integer> pictures) {
    DenseMatrix models = DenseMatrix.allocate(w.rows(), pictures.size(), Precision.DOUBLE);
    for (int e = 0; e < pictures.size(); e++) {
      for (int i = 0; i < w.rows(); i++) {
        double sum = 0;
        for (int c = 0; c < w.columns(); c++) {
          sum += w.get(i, c) * h.get(c, pictures.get(e));
        }
        models.set(i, e, sum);
      }
    }
    return models;
  }

  int count() {
    return examples.size();
  }

  /** The column of V. */
  int picture(int example) {
    return examples.get(example);
  }

  /** A picture and its reconstruction have one white: the largest value of the picture. */
  double white(int example) {
    return largest(v, examples.get(example));
  }

  /** The largest entry of a column. */
  static double largest(DenseMatrix matrix, int column) {
    double largest = 0;
    for (int i = 0; i < matrix.rows(); i++) {
      largest = Math.max(largest, matrix.get(i, column));
    }
    return largest;
  }
}
