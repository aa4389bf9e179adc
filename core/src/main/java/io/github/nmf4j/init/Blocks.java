package io.github.nmf4j.init;

/**
 * Products of tall thin blocks: items × columns, row by row in one array. The inner loops run over
 * contiguous columns and take four terms at a time, so that each store pays for four products.
 */
final class Blocks {

  private Blocks() {}

  /**
   * Y += A X for the first {@code items} rows of A (items × inner) and X (inner × columns).
   *
   * @param yOffset where the first row of Y begins
   */
  static void addProduct(
      double[] a, int items, int inner, double[] x, int columns, double[] y, int yOffset) {
    for (int i = 0; i < items; i++) {
      int row = i * inner;
      int out = yOffset + i * columns;
      int j = 0;
      for (; j + 4 <= inner; j += 4) {
        addFour(
            a[row + j],
            a[row + j + 1],
            a[row + j + 2],
            a[row + j + 3],
            x,
            j * columns,
            columns,
            y,
            out);
      }
      for (; j < inner; j++) {
        addOne(a[row + j], x, j * columns, columns, y, out);
      }
    }
  }

  /**
   * Z += Aᵀ Y for the first {@code items} rows of A (items × inner) and as many of Y.
   *
   * @param yOffset where the first row of Y begins
   */
  static void addCross(
      double[] a, int items, int inner, double[] y, int yOffset, int columns, double[] z) {
    int i = 0;
    for (; i + 4 <= items; i += 4) {
      int row = i * inner;
      int in = yOffset + i * columns;
      for (int j = 0; j < inner; j++) {
        addFour(
            a[row + j],
            a[row + inner + j],
            a[row + 2 * inner + j],
            a[row + 3 * inner + j],
            y,
            in,
            columns,
            z,
            j * columns);
      }
    }
    for (; i < items; i++) {
      for (int j = 0; j < inner; j++) {
        addOne(a[i * inner + j], y, yOffset + i * columns, columns, z, j * columns);
      }
    }
  }

  /** The inner × columns matrix XᵀY of two blocks with as many items. */
  static double[] cross(double[] x, int inner, double[] y, int columns, int items) {
    double[] z = new double[inner * columns];
    addCross(x, items, inner, y, 0, columns, z);
    return z;
  }

  /** The items × columns block X·C. */
  static double[] product(double[] x, int items, int inner, double[] c, int columns) {
    double[] y = new double[items * columns];
    addProduct(x, items, inner, c, columns, y, 0);
    return y;
  }

  /** {@code y += Σ a_i · x_i} over four neighbouring rows of x. */
  private static void addFour(
      double a0,
      double a1,
      double a2,
      double a3,
      double[] x,
      int from,
      int columns,
      double[] y,
      int out) {
    for (int c = 0; c < columns; c++) {
      int at = from + c;
      y[out + c] +=
          (a0 * x[at] + a1 * x[at + columns])
              + (a2 * x[at + 2 * columns] + a3 * x[at + 3 * columns]);
    }
  }

  /** {@code y += a · x} for one row each. */
  static void addOne(double a, double[] x, int from, int columns, double[] y, int out) {
    for (int c = 0; c < columns; c++) {
      y[out + c] += a * x[from + c];
    }
  }
}
