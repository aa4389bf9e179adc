package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * From a tile of X and of Y = max(model, floor) to X ∘ Y^(β−2), in the place of Y, and to Y^(β−1).
 * One loop for each β that users name, without powers; any other β by exponential and logarithm.
 */
final class FloatRatios {

  private FloatRatios() {}

  /** s = x ⊘ max(s, floor). */
  static void kl(float[] x, float[] s, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector.fromArray(SPECIES, x, o).div(y).intoArray(s, o);
    }
  }

  /** s = m ∘ s and p = m ∘ p. */
  static void weigh(float[] m, float[] s, float[] p, int from, int to) {
    for (int o = from; o < to; o += LANES) {
      FloatVector weight = FloatVector.fromArray(SPECIES, m, o);
      weight.mul(FloatVector.fromArray(SPECIES, s, o)).intoArray(s, o);
      weight.mul(FloatVector.fromArray(SPECIES, p, o)).intoArray(p, o);
    }
  }

  /** y = max(s, floor), s = x ∘ y^(β−2), p = y^(β−1). */
  static void beta(float[] x, float[] s, float[] p, int from, int to, float floor, double beta) {
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
      general(x, s, p, from, to, floor, (float) (beta - 2));
    }
  }

  private static void minusOne(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector r = FloatVector.broadcast(SPECIES, 1).div(y);
      FloatVector q = r.mul(r);
      q.intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).mul(r).mul(q).intoArray(s, o);
    }
  }

  private static void itakuraSaito(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector r = FloatVector.broadcast(SPECIES, 1).div(y);
      r.intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).mul(r).mul(r).intoArray(s, o);
    }
  }

  private static void half(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector r = FloatVector.broadcast(SPECIES, 1).div(y);
      FloatVector q = r.lanewise(VectorOperators.SQRT);
      q.intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).mul(r).mul(q).intoArray(s, o);
    }
  }

  private static void one(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector.broadcast(SPECIES, 1).intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).div(y).intoArray(s, o);
    }
  }

  private static void oneAndAHalf(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      FloatVector q = y.lanewise(VectorOperators.SQRT);
      q.intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).div(q).intoArray(s, o);
    }
  }

  private static void two(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector.fromArray(SPECIES, s, o).max(floor).intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).intoArray(s, o);
    }
  }

  private static void three(float[] x, float[] s, float[] p, int from, int to, float floor) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      y.mul(y).intoArray(p, o);
      FloatVector.fromArray(SPECIES, x, o).mul(y).intoArray(s, o);
    }
  }

  /**
   * {@code e} is β − 2. The power that is clamped to normal numbers is that of s: p = y·y^(β−2) is
   * then as small as it should be where the model vanishes.
   */
  private static void general(
      float[] x, float[] s, float[] p, int from, int to, float floor, float e) {
    for (int o = from; o < to; o += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, s, o).max(floor);
      y.intoArray(s, o);
      y.intoArray(p, o);
    }
    FloatMath.log(p, from, to);
    FloatMath.exp(p, from, to, e);
    for (int o = from; o < to; o += LANES) {
      FloatVector q = FloatVector.fromArray(SPECIES, p, o);
      q.mul(FloatVector.fromArray(SPECIES, s, o)).intoArray(p, o);
      q.mul(FloatVector.fromArray(SPECIES, x, o)).intoArray(s, o);
    }
  }
}
