package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * From a tile of X and of Y = max(model, floor) to X ∘ Y^(β−2), in the place of Y, and to Y^(β−1).
 * One loop for each β that users name, without powers; any other β by exponential and logarithm.
 */
final class DoubleRatios {

  private DoubleRatios() {}

  /** s = x ⊘ max(s, floor). */
  static void kl(double[] x, double[] s, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector.fromArray(SPECIES, x, o).div(y).intoArray(s, o);
    }
  }

  /** s = m ∘ s and p = m ∘ p. */
  static void weigh(double[] m, double[] s, double[] p, int from, int to) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector weight = DoubleVector.fromArray(SPECIES, m, o);
      weight.mul(DoubleVector.fromArray(SPECIES, s, o)).intoArray(s, o);
      weight.mul(DoubleVector.fromArray(SPECIES, p, o)).intoArray(p, o);
    }
  }

  /** y = max(s, floor), s = x ∘ y^(β−2), p = y^(β−1). */
  static void beta(
      double[] x, double[] s, double[] p, int from, int to, double floor, double beta) {
    if (beta == 0) {
      itakuraSaito(x, s, p, from, to, floor);
    } else if (beta == 0.5) {
      half(x, s, p, from, to, floor);
    } else if (beta == 1) {
      one(x, s, p, from, to, floor);
    } else if (beta == 1.5) {
      oneAndAHalf(x, s, p, from, to, floor);
    } else if (beta == 2) {
      two(x, s, p, from, to, floor);
    } else if (beta == 3) {
      three(x, s, p, from, to, floor);
    } else if (beta == -1) {
      minusOne(x, s, p, from, to, floor);
    } else {
      general(x, s, p, from, to, floor, (beta - 2));
    }
  }

  private static void minusOne(double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      DoubleVector q = r.mul(r);
      q.intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).mul(r).mul(q).intoArray(s, o);
    }
  }

  private static void itakuraSaito(
      double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      r.intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).mul(r).mul(r).intoArray(s, o);
    }
  }

  private static void half(double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector r = DoubleVector.broadcast(SPECIES, 1).div(y);
      DoubleVector q = r.lanewise(VectorOperators.SQRT);
      q.intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).mul(r).mul(q).intoArray(s, o);
    }
  }

  private static void one(double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector.broadcast(SPECIES, 1).intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).div(y).intoArray(s, o);
    }
  }

  private static void oneAndAHalf(
      double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      DoubleVector q = y.lanewise(VectorOperators.SQRT);
      q.intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).div(q).intoArray(s, o);
    }
  }

  private static void two(double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector.fromArray(SPECIES, s, o).max(floor).intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).intoArray(s, o);
    }
  }

  private static void three(double[] x, double[] s, double[] p, int from, int to, double floor) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      y.mul(y).intoArray(p, o);
      DoubleVector.fromArray(SPECIES, x, o).mul(y).intoArray(s, o);
    }
  }

  /**
   * {@code e} is β − 2. The power that is clamped to normal numbers is that of s: p = y·y^(β−2) is
   * then as small as it should be where the model vanishes.
   */
  private static void general(
      double[] x, double[] s, double[] p, int from, int to, double floor, double e) {
    for (int o = from; o < to; o += LANES) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, s, o).max(floor);
      y.intoArray(s, o);
      y.intoArray(p, o);
    }
    DoubleMath.log(p, from, to);
    DoubleMath.exp(p, from, to, e);
    for (int o = from; o < to; o += LANES) {
      DoubleVector q = DoubleVector.fromArray(SPECIES, p, o);
      q.mul(DoubleVector.fromArray(SPECIES, s, o)).intoArray(p, o);
      q.mul(DoubleVector.fromArray(SPECIES, x, o)).intoArray(s, o);
    }
  }
}
