package io.github.nmf4j.init;

/**
 * The random subspace on which scikit-learn decomposes A (Halko, Martinsson &amp; Tropp, "Finding
 * structure with randomness", 2011, algorithm 4.3): the range of A (AᵀA)^q Ω, Ω from NumPy's
 * generator. Between the products it normalises with LU factors, which changes the basis but not
 * the subspace; here the basis is orthonormal throughout.
 */
final class RandomizedRange {

  private static final int OVERSAMPLING = 10;

  private RandomizedRange() {}

  /** The triplets of A on that subspace, u and v exchanged. */
  static RitzTriplets triplets(TallMatrix a, int k, long seed) {
    int size = k + OVERSAMPLING;
    double[] block = normals(a.width(), size, seed);
    int iterations = k < 0.1 * a.width() ? 7 : 4;
    int columns = size;
    for (int t = 0; t <= iterations; t++) {
      double[][] image = orthonormal(a.multiply(block, columns), columns);
      columns = image.length;
      block = Columns.join(image);
      if (t < iterations) {
        double[][] back = orthonormal(a.multiplyTransposed(block, columns), columns);
        columns = back.length;
        block = Columns.join(back);
      }
    }
    return new RitzTriplets(a.transposed(), block, columns);
  }

  private static double[] normals(int rows, int columns, long seed) {
    var random = new NumpyRandom(seed);
    double[] block = new double[Math.multiplyExact(rows, columns)];
    for (int at = 0; at < block.length; at++) {
      block[at] = random.nextGaussian();
    }
    return block;
  }

  private static double[][] orthonormal(double[] block, int width) {
    double[][] columns = Columns.split(block, width);
    return Columns.orthonormal(columns, Columns.norms(columns), NEW);
  }

  /** Share of a column beyond rounding errors: of a matrix of low rank few columns are kept. */
  private static final double NEW = 1e-13;
}
