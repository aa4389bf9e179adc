package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleScratch.CHUNK;

import java.lang.foreign.MemorySegment;

/** Divergences of a sparse X and its norm, summed in double. */
final class DoubleSparseDivergence {

  private DoubleSparseDivergence() {}

  /**
   * Σ of d over the entries in rows {@code from ≤ i < to}: v(v − 2y) for β = 2, v log(v/y) − v for
   * β = 1, with y = ⟨p_i, q_j⟩; all in double.
   */
  static double divergence(
      DoubleScratch scratch, Csr X, Mat P, Mat Q, double beta, double floor, int from, int to) {
    double[] p = scratch.rows(P.stride());
    SparseDivergence terms = scratch.sparseDivergence;
    terms.begin(beta, floor);
    for (int i = from; i < to; i++) {
      loadRow(P, i, p);
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; ) {
        int count = (int) Math.min(terms.room(), end - e);
        loadValues(X.values(), e, count, terms.x, terms.count());
        dots(p, X.indices(), e, count, Q, terms.y, terms.count());
        terms.added(count);
        e += count;
      }
    }
    return terms.sum();
  }

  // A loop each, of one or two segments: the first-tier compiler gives up on a loop with many
  // accesses, and what it gives up on may never reach the second.

  /** p[c] = row i of P. */
  static void loadRow(Mat P, int i, double[] p) {
    MemorySegment segment = P.segment();
    long offset = P.offset(i);
    int k = P.columns();
    for (int c = 0; c < k; c++) {
      p[c] = segment.get(LAYOUT, offset + (long) BYTES * c);
    }
  }

  /** out[at + o] = values[e + o] for {@code count} values. */
  static void loadValues(MemorySegment values, long e, int count, double[] out, int at) {
    for (int o = 0; o < count; o++) {
      out[at + o] = values.get(LAYOUT, (e + o) * BYTES);
    }
  }

  /** y[at + o] = the inner product of p and the row of Q that index e + o says. */
  static void dots(
      double[] p, MemorySegment indices, long e, int count, Mat Q, double[] y, int at) {
    MemorySegment segment = Q.segment();
    int stride = Q.stride();
    for (int o = 0; o < count; o++) {
      int j = indices.get(Csr.INDEX, (e + o) * Integer.BYTES);
      y[at + o] = DoubleDots.dot(p, segment, Q.offset(j), stride);
    }
  }

  /** Σ of the squares of elements {@code from ≤ e < to}. */
  static double sumOfSquares(MemorySegment values, long from, long to) {
    double sum = 0;
    long end = from + ((to - from) & -4);
    for (long e = from; e < end; e += CHUNK) {
      long at = e * BYTES;
      sum += DoubleReductions.dot(values, at, values, at, (int) Math.min(CHUNK, end - e));
    }
    for (long e = end; e < to; e++) {
      double v = values.get(LAYOUT, e * BYTES);
      sum += v * v;
    }
    return sum;
  }
}
