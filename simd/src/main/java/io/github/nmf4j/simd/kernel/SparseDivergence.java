package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_8;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/** What the stored entries of a sparse X contribute to a divergence, collected and then summed. */
final class SparseDivergence {

  private static final int SIZE = 1024;

  final double[] x = new double[SIZE];
  final double[] y = new double[SIZE];
  private final double[] logs = new double[SIZE];
  private double beta;
  private double floor;
  private int count;
  private double sum;

  /** Starts a new sum. */
  void begin(double newBeta, double newFloor) {
    beta = newBeta;
    floor = Math.max(newFloor, Double.MIN_NORMAL);
    count = 0;
    sum = 0;
  }

  /** How many entries can be put behind the {@link #count} that are there, at least one. */
  int room() {
    if (count == SIZE) {
      flush();
    }
    return SIZE - count;
  }

  /** Entries in {@link #x} with their models in {@link #y}. */
  int count() {
    return count;
  }

  /** Says that so many more entries are there. */
  void added(int more) {
    count += more;
  }

  /** Σ x(x − 2y) for β = 2, Σ x log(x/y) − x for β = 1, over all entries that were added. */
  double sum() {
    flush();
    return sum;
  }

  private void flush() {
    int end = (count + LANES - 1) & -LANES;
    // an entry of zero adds nothing
    Arrays.fill(x, count, end, 0);
    Arrays.fill(y, count, end, 1);
    sum += beta == 2 ? frobenius(x, y, end) : kullbackLeibler(x, y, logs, end, floor);
    count = 0;
  }

  private static double frobenius(double[] x, double[] y, int count) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      DoubleVector w = DoubleVector.fromArray(SPECIES, y, o);
      sum = v.sub(w).sub(w).fma(v, sum);
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }

  private static double kullbackLeibler(
      double[] x, double[] y, double[] logs, int count, double floor) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector w = DoubleVector.fromArray(SPECIES, y, o).max(floor);
      DoubleVector.fromArray(SPECIES, x, o).div(w).max(Double.MIN_NORMAL).intoArray(logs, o);
    }
    DoubleMath.log(logs, 0, count);
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      DoubleVector v = DoubleVector.fromArray(SPECIES, x, o);
      sum = sum.add(v.mul(DoubleVector.fromArray(SPECIES, logs, o)).sub(v));
    }
    sum = LANES > 8 ? sum.add(sum.rearrange(SWAP_8)) : sum;
    sum = LANES > 4 ? sum.add(sum.rearrange(SWAP_4)) : sum;
    sum = LANES > 2 ? sum.add(sum.rearrange(SWAP_2)) : sum;
    return sum.add(sum.rearrange(SWAP_1)).lane(0);
  }
}
