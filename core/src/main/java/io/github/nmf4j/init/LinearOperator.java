package io.github.nmf4j.init;

/** A matrix A (items × width) that is only multiplied with blocks, stored row by row. */
interface LinearOperator {

  /** Number of rows of A. */
  int items();

  /** Number of columns of A. */
  int width();

  /** A X for a width × columns block. */
  double[] multiply(double[] x, int columns);

  /** Aᵀ Y for an items × columns block. */
  double[] multiplyTransposed(double[] y, int columns);

  /** Aᵀ. */
  default LinearOperator transposed() {
    LinearOperator a = this;
    return new LinearOperator() {
      @Override
      public int items() {
        return a.width();
      }

      @Override
      public int width() {
        return a.items();
      }

      @Override
      public double[] multiply(double[] x, int columns) {
        return a.multiplyTransposed(x, columns);
      }

      @Override
      public double[] multiplyTransposed(double[] y, int columns) {
        return a.multiply(y, columns);
      }
    };
  }
}
