package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.DoubleScoreTiles.GROUP;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The β-divergence of blocks of V and the model, in double whatever the session's precision: its
 * terms cancel where the fit is good, and it is computed far less often than an update.
 */
final class Divergence {

  /** Columns of a block: its arrays stay in the second-level cache. */
  static final int WIDTH = DoubleLanes.TILE / 2;

  /** A group pack of the items of the row factor. */
  final double[] a;

  /** A lane pack of a block of items of the column factor. */
  final double[] h;

  /** A block of V. */
  final double[] x;

  /** The weights of its entries. */
  final double[] m;

  /** The model of its entries. */
  final double[] y;

  private final double[] ones;
  private final double[] p;
  private final double[] q;

  /** Arrays for blocks of up to {@code rows} × WIDTH entries. */
  Divergence(int rows, int rank) {
    a = new double[rows * rank];
    h = new double[WIDTH * rank];
    x = new double[rows * WIDTH];
    m = new double[rows * WIDTH];
    ones = new double[rows * WIDTH];
    Arrays.fill(ones, 1);
    y = new double[rows * WIDTH];
    p = new double[rows * WIDTH];
    q = new double[rows * WIDTH];
  }

  /** Entries that the arrays hold. */
  int capacity() {
    return x.length;
  }

  /** Σ d over rows × columns entries of x and ⟨a_i, h_j⟩. */
  double sum(int rows, int columns, int rank, double beta, double floor) {
    model(rows, columns, rank);
    return sum(rows * WIDTH, beta, floor, ones);
  }

  /** Σ m·d over rows × columns entries of x and ⟨a_i, h_j⟩. */
  double weightedSum(int rows, int columns, int rank, double beta, double floor) {
    model(rows, columns, rank);
    skipUnobserved(rows * WIDTH);
    return sum(rows * WIDTH, beta, floor, m);
  }

  /** Σ m·d over the first {@code count} entries of x, y and m. */
  double weightedSum(int count, double beta, double floor) {
    int whole = DoubleLanes.roundUp(count);
    Arrays.fill(m, count, whole, 0);
    skipUnobserved(whole);
    return sum(whole, beta, floor, m);
  }

  private void model(int rows, int columns, int rank) {
    for (int j = 0; j < columns; j += PAIR) {
      DoubleScoreTiles.setRows(a, 0, GROUP, rows, h, j * rank, rank, y, j, WIDTH);
    }
    for (int i = 0; columns < WIDTH && i < rows; i++) {
      // d(1 | 1) is 0 for every β
      Arrays.fill(x, i * WIDTH + columns, (i + 1) * WIDTH, 1);
      Arrays.fill(y, i * WIDTH + columns, (i + 1) * WIDTH, 1);
    }
  }

  /** x = y = 1 where m = 0: d may be infinite there, and 0 · ∞ is not 0. */
  private void skipUnobserved(int count) {
    for (int o = 0; o < count; o += LANES) {
      VectorMask<Double> unobserved =
          DoubleVector.fromArray(SPECIES, m, o).compare(VectorOperators.EQ, 0);
      DoubleVector.fromArray(SPECIES, x, o).blend(1, unobserved).intoArray(x, o);
      DoubleVector.fromArray(SPECIES, y, o).blend(1, unobserved).intoArray(y, o);
    }
  }

  private double sum(int count, double beta, double floor, double[] weights) {
    if (beta == 2) {
      return frobenius(x, y, weights, count);
    }
    // for β > 2 the floor is 0, of which there is no logarithm
    atLeast(y, Math.max(floor, Double.MIN_NORMAL), count);
    if (beta == 1) {
      return kullbackLeibler(x, y, p, weights, count);
    }
    if (beta == 0) {
      return itakuraSaito(x, y, p, weights, count);
    }
    return general(x, y, p, q, weights, count, beta);
  }

  private static void atLeast(double[] y, double floor, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromArray(SPECIES, y, o).max(floor).intoArray(y, o);
    }
  }

  private static double frobenius(double[] x, double[] y, double[] m, int count) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector d =
          DoubleVector.fromArray(SPECIES, x, o).sub(DoubleVector.fromArray(SPECIES, y, o));
      sum = d.mul(DoubleVector.fromArray(SPECIES, m, o)).fma(d, sum);
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0) / 2;
  }

  /** p = log(x/y), of the smallest normal number where x is zero. */
  private static void logRatio(double[] x, double[] y, double[] p, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromArray(SPECIES, x, o)
          .div(DoubleVector.fromArray(SPECIES, y, o))
          .max(Double.MIN_NORMAL)
          .intoArray(p, o);
    }
    DoubleMath.log(p, 0, count);
  }

  private static double kullbackLeibler(double[] x, double[] y, double[] p, double[] m, int count) {
    logRatio(x, y, p, count);
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector log = DoubleVector.fromArray(SPECIES, p, o);
      DoubleVector d = v.mul(log).sub(v).add(DoubleVector.fromArray(SPECIES, y, o));
      sum = d.fma(DoubleVector.fromArray(SPECIES, m, o), sum);
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }

  private static double itakuraSaito(double[] x, double[] y, double[] p, double[] m, int count) {
    logRatio(x, y, p, count);
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector d =
          v.div(DoubleVector.fromArray(SPECIES, y, o))
              .sub(DoubleVector.fromArray(SPECIES, p, o))
              .sub(1);
      VectorMask<Double> zero = v.compare(VectorOperators.EQ, 0);
      d = d.blend(Double.POSITIVE_INFINITY, zero);
      sum = d.fma(DoubleVector.fromArray(SPECIES, m, o), sum);
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }

  /** (x^β + (β−1) y^β − β x y^(β−1)) / (β(β−1)). */
  private static double general(
      double[] x, double[] y, double[] p, double[] q, double[] m, int count, double beta) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromArray(SPECIES, x, o).max(Double.MIN_NORMAL).intoArray(p, o);
      DoubleVector.fromArray(SPECIES, y, o).intoArray(q, o);
    }
    DoubleMath.log(p, 0, count);
    DoubleMath.exp(p, 0, count, beta);
    DoubleMath.log(q, 0, count);
    DoubleMath.exp(q, 0, count, beta - 1);
    double ofZero = beta > 0 ? 0 : Double.POSITIVE_INFINITY;
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector w = DoubleVector.fromArray(SPECIES, q, o);
      DoubleVector t = DoubleVector.fromArray(SPECIES, p, o);
      t = t.blend(ofZero, v.compare(VectorOperators.EQ, 0));
      DoubleVector power = w.mul(DoubleVector.fromArray(SPECIES, y, o));
      DoubleVector d = t.add(power.mul(beta - 1)).sub(v.mul(w).mul(beta));
      sum = d.fma(DoubleVector.fromArray(SPECIES, m, o), sum);
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0) / (beta * (beta - 1));
  }
}
