package io.github.nmf4j.simd;

import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import java.util.Arrays;

/** ⟨WᵀW, HᵀH⟩ in double, for a divergence that must not drown in the rounding of a factor. */
final class Grams {

  private static final int MOST_BLOCKS = 16;

  /** Doubles in all partial results together. */
  private static final int MOST_NUMBERS = 1 << 20;

  private final Engine engine;
  private final Workers workers;
  private final Passes passes;
  private double[][] partsW = new double[0][];
  private double[][] partsH = new double[0][];

  Grams(Engine engine, Workers workers, Passes passes) {
    this.engine = engine;
    this.workers = workers;
    this.passes = passes;
  }

  double product(Mat W, Mat H) {
    partsW = gram(W, partsW);
    partsH = gram(H, partsH);
    double[] s = partsW[0];
    double[] t = partsH[0];
    double sum = 0;
    for (int c = 0; c < s.length; c++) {
      sum += s[c] * t[c];
    }
    return sum;
  }

  /** Leaves FᵀF in the first of the arrays that it returns: {@code earlier} ones if they fit. */
  private double[][] gram(Mat F, double[][] earlier) {
    int size = Math.multiplyExact(F.columns(), F.columns());
    int blocks = Math.max(1, Math.min(MOST_BLOCKS, MOST_NUMBERS / size));
    boolean fits = earlier.length == blocks && earlier[0].length == size;
    double[][] parts = fits ? earlier : new double[blocks][size];
    workers.run(
        blocks,
        (b, worker) -> {
          int from = (int) ((long) F.rows() * b / blocks);
          int to = (int) ((long) F.rows() * (b + 1) / blocks);
          Arrays.fill(parts[b], 0);
          engine.addGram(passes.scratch(worker, F.columns()), F, from, to, parts[b]);
        });
    for (int b = 1; b < blocks; b++) {
      for (int c = 0; c < size; c++) {
        parts[0][c] += parts[b][c];
      }
    }
    return parts;
  }
}
