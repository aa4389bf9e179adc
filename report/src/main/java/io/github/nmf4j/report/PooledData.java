package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;

/**
 * V beside W·H for the pictures of a report, from a V that comes in pieces of columns because it is
 * too large to be held, such as the spectrogram of an hour. What is kept has the size of a picture.
 */
public final class PooledData {

  private final DenseMatrix w;
  private final Panels.Pieces pieces;

  /**
   * Nothing yet.
   *
   * @param w all columns of W
   * @param columns of V in all
   */
  public PooledData(DenseMatrix w, int columns) {
    this.w = w;
    this.pieces = new Panels.Pieces(w, columns);
  }

  /**
   * Takes the next columns.
   *
   * @param v these columns of V
   * @param h the activations of the columns from {@code before} columns earlier on
   * @param before 0, or with taps up to one less than these: templates that began before this piece
   *     reach into it
   * @throws IllegalArgumentException if the shapes do not fit, or V has fewer columns than that
   */
  public void add(Matrix v, DenseMatrix h, int before) {
    if (v.rows() != w.rows()
        || w.columns() % h.rows() != 0
        || before < 0
        || h.columns() < before
        || h.columns() - before > v.columns()) {
      throw new IllegalArgumentException(
          "V is %d × %d, W %d × %d, H %d × %d with %d columns before"
              .formatted(
                  v.rows(), v.columns(), w.rows(), w.columns(), h.rows(), h.columns(), before));
    }
    pieces.add(v, h, before);
  }

  DenseMatrix w() {
    return w;
  }

  /** All pieces together. */
  Panels panels() {
    return pieces.panels();
  }
}
