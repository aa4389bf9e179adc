package io.github.nmf4j.simd;

import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;

/** ⟨WᵀW, HᵀH⟩ in double, for a divergence that must not drown in the rounding of a factor. */
final class Grams {

  private static final int MOST_BLOCKS = 16;

  /** Doubles in all partial results together. */
  private static final int MOST_NUMBERS = 1 << 20;

  private Grams() {}

  static double product(Engine engine, Workers workers, Mat W, Mat H) {
    double[] s = gram(engine, workers, W);
    double[] t = gram(engine, workers, H);
    double sum = 0;
    for (int c = 0; c < s.length; c++) {
      sum += s[c] * t[c];
    }
    return sum;
  }

  private static double[] gram(Engine engine, Workers workers, Mat F) {
    int size = Math.multiplyExact(F.columns(), F.columns());
    int blocks = Math.max(1, Math.min(MOST_BLOCKS, MOST_NUMBERS / size));
    double[][] parts = new double[blocks][size];
    workers.run(
        blocks,
        (b, worker) -> {
          int from = (int) ((long) F.rows() * b / blocks);
          int to = (int) ((long) F.rows() * (b + 1) / blocks);
          engine.addGram(F, from, to, parts[b]);
        });
    for (int b = 1; b < blocks; b++) {
      for (int c = 0; c < size; c++) {
        parts[0][c] += parts[b][c];
      }
    }
    return parts[0];
  }
}
