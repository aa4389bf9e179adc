package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.DoubleScratch.CHUNK;
import static io.github.nmf4j.simd.kernel.DoubleSparseKl.FEW;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Passes over a sparse X with weights M of the same pattern, a chunk of entries at a time, short
 * rows together: their model row by row, their ratios side by side in the lanes, then both sums of
 * each row. What is not stored does not count, so every β costs O(k) per entry.
 */
final class DoubleWeightedSparse {

  /**
   * Rows of no more entries are done together, since short ones alone cost more around their loops
   * than in them. Four times as many gained nothing.
   */
  private static final int TOGETHER = 256;

  private DoubleWeightedSparse() {}

  /**
   * Rows {@code from ≤ i < to}: N = (or +=) (M ∘ X ∘ Y^(β−2))·G and D = (or +=) (M ∘ Y^(β−1))·G,
   * where Y = max(F·Gᵀ, floor).
   */
  static void cross(
      DoubleScratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      int from,
      int to,
      Mat N,
      Mat D,
      boolean add) {
    for (int i = from; i < to; ) {
      int end = endTogether(X, i, to);
      if (X.start(end) - X.start(i) <= TOGETHER) {
        rows(scratch, X, weights, F, G, beta, floor, i, end, N, D, add);
      } else {
        longRow(scratch, X, weights, F, G, beta, floor, i, N, D, add);
      }
      i = end;
    }
  }

  /** The end of the rows from {@code i} on that are done together; at least one row. */
  private static int endTogether(Csr X, int i, int to) {
    long most = X.start(i) + TOGETHER;
    int end = i + 1;
    while (end < to && X.start(end + 1) <= most) {
      end++;
    }
    return end;
  }

  /** Rows that are done together. */
  private static void rows(
      DoubleScratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      int from,
      int to,
      Mat N,
      Mat D,
      boolean add) {
    long first = X.start(from);
    int count = (int) (X.start(to) - first);
    loadIndices(scratch, X, first, count);
    for (int i = from; i < to; i++) {
      int e = (int) (X.start(i) - first);
      model(scratch, e, (int) (X.start(i + 1) - first), F, i, G);
    }
    ratios(scratch, X.values(), weights, first, count, beta, floor);
    for (int i = from; i < to; i++) {
      int e = (int) (X.start(i) - first);
      if (!add) {
        clear(N, D, i);
      }
      addSums(scratch, e, (int) (X.start(i + 1) - first) - e, G, N, D, i);
    }
  }

  /** A row of more entries, chunk by chunk. */
  private static void longRow(
      DoubleScratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      int i,
      Mat N,
      Mat D,
      boolean add) {
    if (!add) {
      clear(N, D, i);
    }
    long end = X.start(i + 1);
    for (long e = X.start(i); e < end; e += CHUNK) {
      int count = (int) Math.min(CHUNK, end - e);
      loadIndices(scratch, X, e, count);
      model(scratch, 0, count, F, i, G);
      ratios(scratch, X.values(), weights, e, count, beta, floor);
      addSums(scratch, 0, count, G, N, D, i);
    }
  }

  private static void loadIndices(DoubleScratch scratch, Csr X, long first, int count) {
    long offset = first * Integer.BYTES;
    MemorySegment.copy(X.indices(), Csr.INDEX, offset, scratch.indices, 0, count);
  }

  private static void clear(Mat N, Mat D, int i) {
    DoubleSparse.clear(N, i);
    DoubleSparse.clear(D, i);
  }

  private static void addSums(
      DoubleScratch scratch, int first, int count, Mat G, Mat N, Mat D, int i) {
    DoubleSparse.addRows(scratch.s, scratch.indices, first, count, G, N, i);
    DoubleSparse.addRows(scratch.p, scratch.indices, first, count, G, D, i);
  }

  /** From the model in s to m ∘ x ∘ y^(β−2) in s and m ∘ y^(β−1) in p. */
  private static void ratios(
      DoubleScratch scratch,
      MemorySegment values,
      MemorySegment weights,
      long first,
      int count,
      double beta,
      double floor) {
    int whole = DoubleLanes.roundUp(count);
    // lanes behind the last entry are never added up: those of X and M are what comes after it
    Arrays.fill(scratch.s, count, whole, 1);
    MemorySegment z = scratch.z.segment();
    MemorySegment q = scratch.q.segment();
    DoubleRatios.beta(values, first * BYTES, scratch.s, scratch.p, z, q, 0, whole, floor, beta);
    DoubleRatios.weigh(weights, first * BYTES, z, q, 0, whole);
    DoublePacks.copy(z, 0, scratch.s, 0, whole);
    DoublePacks.copy(q, 0, scratch.p, 0, whole);
  }

  /** s[e] = ⟨F[i], G[indices[e]]⟩ for entries {@code from ≤ e < to}. */
  private static void model(DoubleScratch scratch, int from, int to, Mat F, int i, Mat G) {
    MemorySegment f = F.segment();
    long o = F.offset(i);
    int[] j = scratch.indices;
    int vectors = Math.ceilDiv(G.columns(), LANES);
    switch (vectors) {
      case 1 -> model1(f, o, j, from, to, G.segment(), G.base(), G.rowBytes(), scratch.s);
      case 2 -> model2(f, o, j, from, to, G.segment(), G.base(), G.rowBytes(), scratch.s);
      default -> {
        for (int e = from; e < to; e += FEW) {
          DoubleSparseKl.scores(F, i, j, e, Math.min(FEW, to - e), G, scratch.p, scratch.s);
        }
      }
    }
  }

  private static void model1(
      MemorySegment F,
      long f,
      int[] indices,
      int from,
      int to,
      MemorySegment G,
      long g,
      long gs,
      double[] y) {
    DoubleVector f0 = DoubleVector.fromMemorySegment(SPECIES, F, f, ORDER);
    for (int e = from; e < to; e++) {
      DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, g + indices[e] * gs, ORDER);
      DoubleVector s = f0.mul(g0);
      s = LANES > 8 ? s.add(s.rearrange(SWAP_8)) : s;
      s = LANES > 4 ? s.add(s.rearrange(SWAP_4)) : s;
      s = LANES > 2 ? s.add(s.rearrange(SWAP_2)) : s;
      y[e] = s.add(s.rearrange(SWAP_1)).lane(0);
    }
  }

  private static void model2(
      MemorySegment F,
      long f,
      int[] indices,
      int from,
      int to,
      MemorySegment G,
      long g,
      long gs,
      double[] y) {
    DoubleVector f0 = DoubleVector.fromMemorySegment(SPECIES, F, f, ORDER);
    DoubleVector f1 = DoubleVector.fromMemorySegment(SPECIES, F, f + VECTOR_BYTES, ORDER);
    for (int e = from; e < to; e++) {
      long o = g + indices[e] * gs;
      DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, o, ORDER);
      DoubleVector g1 = DoubleVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER);
      DoubleVector s = f1.fma(g1, f0.mul(g0));
      s = LANES > 8 ? s.add(s.rearrange(SWAP_8)) : s;
      s = LANES > 4 ? s.add(s.rearrange(SWAP_4)) : s;
      s = LANES > 2 ? s.add(s.rearrange(SWAP_2)) : s;
      y[e] = s.add(s.rearrange(SWAP_1)).lane(0);
    }
  }

  /** Σ m·d(x | max(y, floor)) over the entries in rows {@code from ≤ i < to}, in double. */
  static double divergence(
      DoubleScratch scratch,
      Csr X,
      MemorySegment weights,
      Mat P,
      Mat Q,
      double beta,
      double floor,
      int from,
      int to) {
    Divergence divergence = scratch.divergence();
    double[] p = scratch.rows(Q.stride());
    double sum = 0;
    for (int i = from; i < to; i++) {
      DoubleSparseDivergence.loadRow(P, i, p);
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += divergence.capacity()) {
        int count = (int) Math.min(divergence.capacity(), end - e);
        DoubleSparseDivergence.loadValues(X.values(), e, count, divergence.x, 0);
        DoubleSparseDivergence.loadValues(weights, e, count, divergence.m, 0);
        DoubleSparseDivergence.dots(p, X.indices(), e, count, Q, divergence.y, 0);
        sum += divergence.weightedSum(count, beta, floor);
      }
    }
    return sum;
  }
}
