package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleRowTiles.PAIR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The β-divergence of blocks of V and the model, in double whatever the session's precision: its
 * terms cancel where the fit is good, and it is computed far less often than an update.
 */
final class Divergence {

  /** Items of the row factor, one after the other. */
  final double[] a;

  /** A lane pack of a block of items of the column factor. */
  final double[] h;

  /** A block of V, TILE columns wide. */
  final double[] x;

  private final double[] y;

  /** Arrays for blocks of up to {@code rows} × TILE entries. */
  Divergence(int rows, int rank) {
    a = new double[rows * rank];
    h = new double[TILE * rank];
    x = new double[rows * TILE];
    y = new double[rows * TILE];
  }

  /** Σ d over rows × columns entries of x and ⟨a_i, h_j⟩. */
  double sum(int rows, int columns, int rank, double beta, double floor) {
    for (int j = 0; j < columns; j += PAIR) {
      DoubleRowTiles.setRows(a, 0, rank, rows, h, j * rank, rank, y, j, TILE);
    }
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      int from = i * TILE;
      // d(1 | 1) is 0 for every β
      for (int o = from + columns; o < from + DoubleLanes.roundUp(columns); o++) {
        x[o] = 1;
        y[o] = 1;
      }
      sum += sum(x, y, from, from + columns, beta, floor);
    }
    return sum;
  }

  private static double sum(double[] x, double[] y, int from, int to, double beta, double floor) {
    if (beta == 2) {
      return frobenius(x, y, from, to);
    }
    if (beta == 1) {
      return kullbackLeibler(x, y, from, to, floor);
    }
    if (beta == 0) {
      return itakuraSaito(x, y, from, to, floor);
    }
    return general(x, y, from, to, floor, beta);
  }

  private static double frobenius(double[] x, double[] y, int from, int to) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = from; o < to; o += LANES) {
      DoubleVector d =
          DoubleVector.fromArray(SPECIES, x, o).sub(DoubleVector.fromArray(SPECIES, y, o));
      sum = d.fma(d, sum);
    }
    return DoubleLanes.sum(sum).lane(0) / 2;
  }

  private static double kullbackLeibler(double[] x, double[] y, int from, int to, double floor) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = from; o < to; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector w = DoubleVector.fromArray(SPECIES, y, o).max(floor);
      // v = 0 gives 0 · log of something positive
      DoubleVector log = DoubleMath.log(v.div(w).max(Double.MIN_NORMAL));
      sum = sum.add(v.mul(log).sub(v).add(w));
    }
    return DoubleLanes.sum(sum).lane(0);
  }

  private static double itakuraSaito(double[] x, double[] y, int from, int to, double floor) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = from; o < to; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector q = v.div(DoubleVector.fromArray(SPECIES, y, o).max(floor));
      DoubleVector d = q.sub(DoubleMath.log(q.max(Double.MIN_NORMAL))).sub(1);
      VectorMask<Double> zero = v.compare(VectorOperators.EQ, 0);
      sum = sum.add(d.blend(Double.POSITIVE_INFINITY, zero));
    }
    return DoubleLanes.sum(sum).lane(0);
  }

  private static double general(
      double[] x, double[] y, int from, int to, double floor, double beta) {
    double ofZero = beta > 0 ? 0 : Double.POSITIVE_INFINITY;
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = from; o < to; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector w = DoubleVector.fromArray(SPECIES, y, o).max(floor);
      DoubleVector u = DoubleMath.exp(DoubleMath.log(w).mul(beta));
      DoubleVector t = DoubleMath.exp(DoubleMath.log(v.max(Double.MIN_NORMAL)).mul(beta));
      t = t.blend(ofZero, v.compare(VectorOperators.EQ, 0));
      sum = sum.add(t.add(u.mul(beta - 1)).sub(v.mul(u).div(w).mul(beta)));
    }
    return DoubleLanes.sum(sum).lane(0) / (beta * (beta - 1));
  }
}
