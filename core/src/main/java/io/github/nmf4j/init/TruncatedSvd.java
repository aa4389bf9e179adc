package io.github.nmf4j.init;

import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The largest k singular triplets, V ≈ 2^e · U diag(σ) Vᵀ.
 *
 * <p>A small side's Gram matrix is decomposed as a whole. Otherwise a block Krylov method with
 * restarts (Golub, Luk &amp; Overton 1981; Saad, Numerical Methods for Large Eigenvalue Problems,
 * ch. 6) runs on the smaller side: a block wider than k finds repeated values, every round begins
 * and ends with the triplets on the current block computed from V itself and not from a Gram
 * matrix, so small values do not suffer from squaring. V is only multiplied with blocks; a sparse V
 * is never filled in.
 *
 * <p>The signs are such that the largest entry of each u_j (the first of them) is positive, and all
 * results are the same bits everywhere.
 */
final class TruncatedSvd {

  /** ‖Aᵀu − σv‖ relative to the largest σ at which the iteration stops. */
  private static final double TOLERANCE = 2e-11;

  /** Rounds without progress after which rounding errors are what is left. */
  private static final int PATIENCE = 3;

  private static final int MAX_ROUNDS = 40;

  /** Columns of the block beyond k. */
  private static final int OVERSAMPLING = 10;

  /** Widths up to which the Gram matrix is formed, and up to which all triplets are computed. */
  private static final int GRAM_WIDTH = 400;

  private static final int COMPLETE_WIDTH = 100;

  /** Vectors of a Krylov basis: so many more than the block has, or three blocks. */
  private static final int KRYLOV_EXTRA = 160;

  private static final long START_SEED = 0;

  private final int exponent;
  private final int rank;
  private final double[] sigma;
  private final double[] u;
  private final double[] v;
  private final double residual;

  private TruncatedSvd(
      int exponent, int rank, double[] sigma, double[] u, double[] v, double residual) {
    this.exponent = exponent;
    this.rank = rank;
    this.sigma = sigma;
    this.u = u;
    this.v = v;
    this.residual = residual;
  }

  /**
   * The largest {@code k} triplets.
   *
   * @param summary that of {@code v}
   * @throws IllegalArgumentException if k is not between 1 and min(m, n), an entry is not finite,
   *     or a block of max(m, n) × (k + 10) numbers is too large for an array
   */
  static TruncatedSvd of(Matrix v, MatrixSummary summary, int k) {
    int width = Math.min(v.rows(), v.columns());
    if (k < 1 || k > width) {
      throw new IllegalArgumentException(
          "k must be at least 1 and at most min(m, n) = %d, was %d".formatted(width, k));
    }
    if (summary.nans() + summary.infinities() > 0) {
      throw new IllegalArgumentException("every entry must be finite");
    }
    int block = blockWidth(width, k);
    requireArrays(v, k, block);
    int exponent = exponent(Math.max(Math.abs(summary.minimum()), Math.abs(summary.maximum())));
    TallMatrix a = TallMatrix.of(v, exponent);
    RitzTriplets triplets = iterate(a, k, block);
    return wanted(triplets, k, exponent, v.rows() < v.columns());
  }

  /**
   * What scikit-learn takes for the largest {@code k} triplets: those on a random subspace, up to a
   * few thousandths off.
   *
   * @param summary that of {@code v}, with finite entries
   * @param seed of NumPy's generator
   * @throws IllegalArgumentException if a block of max(m, n) × (k + 10) numbers is too large
   */
  static TruncatedSvd randomized(Matrix v, MatrixSummary summary, int k, long seed) {
    requireArrays(v, k, k + OVERSAMPLING);
    int exponent = exponent(summary.maximum());
    RitzTriplets triplets = RandomizedRange.triplets(TallMatrix.of(v, exponent), k, seed);
    return wanted(triplets, k, exponent, v.rows() >= v.columns());
  }

  private static void requireArrays(Matrix v, int k, int block) {
    long needed = (long) Math.max(v.rows(), v.columns()) * block;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          ("the singular value decomposition of a %d × %d matrix with rank %d needs blocks of %d"
                  + " numbers, more than an array holds; use a random start")
              .formatted(v.rows(), v.columns(), k, needed));
    }
  }

  /** Even, so that a square root of the values can be scaled back exactly; 2^−e is finite. */
  private static int exponent(double magnitude) {
    return Math.max(-1022, Math.getExponent(magnitude) & ~1);
  }

  private static int blockWidth(int width, int k) {
    return width <= COMPLETE_WIDTH ? width : Math.min(width, k + OVERSAMPLING);
  }

  private static RitzTriplets iterate(TallMatrix a, int k, int block) {
    int limit = Math.min(a.width(), Math.max(3 * block, block + KRYLOV_EXTRA));
    boolean small = a.width() <= Math.max(GRAM_WIDTH, limit);
    double[] q =
        small
            ? TridiagonalEigen.leading(a.gram(), a.width(), block)
            : randomBlock(a.width(), block);
    var best = new RitzTriplets(a, q, block);
    int idle = 0;
    for (int round = 0; round < MAX_ROUNDS && idle < PATIENCE && block < a.width(); round++) {
      if (best.residual(k) <= TOLERANCE * best.sigma()[0]) {
        return best;
      }
      var next = new RitzTriplets(a, improved(a, best, block, limit), block);
      idle = next.residual(k) < 0.9 * best.residual(k) ? 0 : idle + 1;
      best = next.residual(k) < best.residual(k) ? next : best;
    }
    return best;
  }

  /** The best block of the Krylov space of AᵀA that the triplets' right vectors span. */
  private static double[] improved(TallMatrix a, RitzTriplets from, int block, int limit) {
    double[] squares = new double[block];
    for (int j = 0; j < block; j++) {
      squares[j] = from.sigma()[j] * from.sigma()[j];
    }
    var basis = new KrylovBasis(a.width(), limit);
    basis.start(from.right(), block, squares);
    // AᵀA q = σ Aᵀu, and the length does not matter
    double[] image = from.image();
    int width = block;
    while (!basis.isFull()) {
      width = basis.extend(image, width);
      if (width == 0) {
        break;
      }
      image = a.normal(basis.newest(), width);
      basis.project(image);
    }
    return basis.leading(block);
  }

  private static double[] randomBlock(int width, int block) {
    var random = new CounterRandom(START_SEED);
    double[][] columns = new double[block][width];
    for (int j = 0; j < block; j++) {
      for (int i = 0; i < width; i++) {
        columns[j][i] = random.gaussian(0, i, j);
      }
    }
    return Columns.join(Columns.orthonormal(columns, Columns.norms(columns), 0));
  }

  private static TruncatedSvd wanted(
      RitzTriplets triplets, int k, int exponent, boolean exchanged) {
    double[] left = leading(triplets.left(), triplets.sigma().length, k);
    double[] right = leading(triplets.right(), triplets.sigma().length, k);
    double[] u = exchanged ? right : left;
    double[] v = exchanged ? left : right;
    turnSigns(u, v, k);
    double[] sigma = Arrays.copyOf(triplets.sigma(), k);
    int found = Math.min(k, triplets.sigma().length);
    return new TruncatedSvd(exponent, k, sigma, u, v, triplets.residual(found));
  }

  /** The first k of {@code count} columns; zeros where there are fewer. */
  private static double[] leading(double[] block, int count, int k) {
    if (k <= count) {
      return Columns.select(block, IntStream.range(0, k).toArray(), count);
    }
    double[] padded = new double[block.length / count * k];
    for (int row = 0; row < block.length / count; row++) {
      System.arraycopy(block, row * count, padded, row * k, count);
    }
    return padded;
  }

  /** The first entry of a u_j that is as large as any, but for rounding errors, gets positive. */
  private static void turnSigns(double[] u, double[] v, int k) {
    for (int j = 0; j < k; j++) {
      double largest = 0;
      for (int at = j; at < u.length; at += k) {
        largest = Math.max(largest, Math.abs(u[at]));
      }
      int first = j;
      while (Math.abs(u[first]) < (1 - 1e-9) * largest) {
        first += k;
      }
      if (u[first] < 0) {
        negate(u, j, k);
        negate(v, j, k);
      }
    }
  }

  private static void negate(double[] block, int column, int width) {
    for (int at = column; at < block.length; at += width) {
      block[at] = -block[at];
    }
  }

  /** k. */
  int rank() {
    return rank;
  }

  /** e; even. */
  int exponent() {
    return exponent;
  }

  /** σ_j, that of V times 2^−e; descending; zero at the level of rounding errors. */
  double sigma(int j) {
    return sigma[j];
  }

  /** The m × k left vectors in the columns, row by row. */
  double[] u() {
    return u;
  }

  /** The n × k right vectors in the columns, row by row. */
  double[] v() {
    return v;
  }

  /** The largest residual of a triplet, in the scale of {@link #sigma(int)}. */
  double residual() {
    return residual;
  }
}
