package io.github.nmf4j.simd;

import io.github.nmf4j.simd.kernel.Mat;
import java.util.Arrays;

/** ⟨WᵀW, HᵀH⟩ in double, for a divergence that must not drown in the rounding of a factor. */
final class Grams {

  private static final int MOST_BLOCKS = 16;

  /** Doubles in all partial results together. */
  private static final int MOST_NUMBERS = 1 << 20;

  private final Operation operation;
  private final Operation.Kernel kernel;
  private double[][] partsW = new double[0][];
  private double[][] partsH = new double[0][];
  private double[][] parts = partsW; // of the one that is computed

  Grams(Operation operation) {
    this.operation = operation;
    this.kernel =
        (o, block, _, _, worker) -> {
          int blocks = parts.length;
          int from = (int) ((long) o.F.rows() * block / blocks);
          int to = (int) ((long) o.F.rows() * (block + 1) / blocks);
          Arrays.fill(parts[block], 0);
          o.engine.addGram(o.scratch(worker, o.F.columns()), o.F, from, to, parts[block]);
        };
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
    int size = Math.multiplyExact(F.columns(), F.stride());
    int blocks = Math.max(1, Math.min(MOST_BLOCKS, MOST_NUMBERS / size));
    boolean fits = earlier.length == blocks && earlier[0].length == size;
    parts = fits ? earlier : new double[blocks][size];
    operation.F = F;
    operation.overBlocks(blocks, kernel);
    for (int b = 1; b < blocks; b++) {
      for (int c = 0; c < size; c++) {
        parts[0][c] += parts[b][c];
      }
    }
    return parts;
  }
}
