package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.FloatScratch.CHUNK;
import static io.github.nmf4j.simd.kernel.FloatSparse.FEW;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Passes over a sparse X with weights M of the same pattern, row after row, a chunk of entries at a
 * time: their model, their ratios side by side in the lanes, then both sums. What is not stored
 * does not count, so every β costs O(k) per entry.
 */
final class FloatWeightedSparse {

  private FloatWeightedSparse() {}

  /**
   * Rows {@code from ≤ i < to}: N = (or +=) (M ∘ X ∘ Y^(β−2))·G and D = (or +=) (M ∘ Y^(β−1))·G,
   * where Y = max(F·Gᵀ, floor).
   */
  static void cross(
      FloatScratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      float floor,
      int from,
      int to,
      Mat N,
      Mat D,
      boolean add) {
    for (int i = from; i < to; i++) {
      Arrays.fill(scratch.n, 0, G.stride(), 0);
      Arrays.fill(scratch.d, 0, G.stride(), 0);
      FloatPacks.copy(F.segment(), F.offset(i), scratch.a, 0, F.stride());
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += CHUNK) {
        int count = (int) Math.min(CHUNK, end - e);
        MemorySegment.copy(X.indices(), Csr.INDEX, e * Integer.BYTES, scratch.indices, 0, count);
        chunk(scratch, X.values(), weights, e, count, G, beta, floor);
      }
      FloatSparse.store(scratch.n, N, i, add);
      FloatSparse.store(scratch.d, D, i, add);
    }
  }

  private static void chunk(
      FloatScratch scratch,
      MemorySegment values,
      MemorySegment weights,
      long first,
      int count,
      Mat G,
      double beta,
      float floor) {
    model(scratch, count, G);
    int whole = FloatLanes.roundUp(count);
    // lanes behind the last entry are never added up: those of X and M are what comes after it
    Arrays.fill(scratch.s, count, whole, 1);
    MemorySegment z = scratch.z.segment();
    MemorySegment q = scratch.q.segment();
    FloatRatios.beta(values, first * BYTES, scratch.s, scratch.p, z, q, 0, whole, floor, beta);
    FloatRatios.weigh(weights, first * BYTES, z, q, 0, whole);
    FloatPacks.copy(z, 0, scratch.s, 0, whole);
    FloatPacks.copy(q, 0, scratch.p, 0, whole);
    FloatSparse.addRows(scratch.s, scratch.indices, 0, count, G, scratch.n);
    FloatSparse.addRows(scratch.p, scratch.indices, 0, count, G, scratch.d);
  }

  /** s[e] = ⟨a, G[indices[e]]⟩. */
  private static void model(FloatScratch scratch, int count, Mat G) {
    float[] f = scratch.a;
    int[] j = scratch.indices;
    int vectors = Math.ceilDiv(G.columns(), LANES);
    switch (vectors) {
      case 1 -> model1(f, j, count, G.segment(), G.base(), G.rowBytes(), scratch.s);
      case 2 -> model2(f, j, count, G.segment(), G.base(), G.rowBytes(), scratch.s);
      default -> {
        for (int e = 0; e < count; e += FEW) {
          FloatSparse.scores(f, j, e, Math.min(FEW, count - e), G, scratch.p, scratch.s);
        }
      }
    }
  }

  private static void model1(
      float[] f, int[] indices, int count, MemorySegment G, long g, long gs, float[] y) {
    FloatVector f0 = FloatVector.fromArray(SPECIES, f, 0);
    for (int e = 0; e < count; e++) {
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, g + indices[e] * gs, ORDER);
      FloatVector s = f0.mul(g0);
      s = LANES > 8 ? s.add(s.rearrange(SWAP_8)) : s;
      s = LANES > 4 ? s.add(s.rearrange(SWAP_4)) : s;
      s = LANES > 2 ? s.add(s.rearrange(SWAP_2)) : s;
      y[e] = s.add(s.rearrange(SWAP_1)).lane(0);
    }
  }

  private static void model2(
      float[] f, int[] indices, int count, MemorySegment G, long g, long gs, float[] y) {
    FloatVector f0 = FloatVector.fromArray(SPECIES, f, 0);
    FloatVector f1 = FloatVector.fromArray(SPECIES, f, LANES);
    for (int e = 0; e < count; e++) {
      long o = g + indices[e] * gs;
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, o, ORDER);
      FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER);
      FloatVector s = f1.fma(g1, f0.mul(g0));
      s = LANES > 8 ? s.add(s.rearrange(SWAP_8)) : s;
      s = LANES > 4 ? s.add(s.rearrange(SWAP_4)) : s;
      s = LANES > 2 ? s.add(s.rearrange(SWAP_2)) : s;
      y[e] = s.add(s.rearrange(SWAP_1)).lane(0);
    }
  }

  /** Σ m·d(x | max(y, floor)) over the entries in rows {@code from ≤ i < to}, in double. */
  static double divergence(
      FloatScratch scratch,
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
      FloatSparse.loadRow(P, i, p);
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += divergence.capacity()) {
        int count = (int) Math.min(divergence.capacity(), end - e);
        FloatSparse.loadValues(X.values(), e, count, divergence.x, 0);
        FloatSparse.loadValues(weights, e, count, divergence.m, 0);
        FloatSparse.dots(p, X.indices(), e, count, Q, divergence.y, 0);
        sum += divergence.weightedSum(count, beta, floor);
      }
    }
    return sum;
  }
}
