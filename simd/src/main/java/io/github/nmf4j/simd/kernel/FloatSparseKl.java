package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.FloatScratch.CHUNK;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Kullback–Leibler passes over a sparse X, entry by entry where a row of factors fits the
 * registers, else some entries at a time: their scores, their quotients, the second product.
 */
final class FloatSparseKl {

  /** Entries whose scores are worked out together: there is room for a vector of each. */
  static final int FEW = 64;

  private FloatSparseKl() {}

  /** out rows {@code from ≤ i < to} = (or +=) (X ⊘ max(F·Gᵀ, floor))·G. */
  static void kl(
      FloatScratch scratch,
      Csr X,
      Mat F,
      Mat G,
      float floor,
      int from,
      int to,
      Mat out,
      boolean add) {
    scratch.loaded = 0;
    long last = X.start(to);
    for (int i = from; i < to; i++) {
      if (!add) {
        FloatSparse.clear(out, i);
      }
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += CHUNK) {
        int count = (int) Math.min(CHUNK, end - e);
        klRow(scratch, FloatSparse.load(scratch, X, e, count, last), count, F, G, floor, out, i);
      }
    }
  }

  private static void klRow(
      FloatScratch scratch, int first, int count, Mat F, Mat G, float floor, Mat out, int i) {
    float[] x = scratch.values;
    int[] j = scratch.indices;
    MemorySegment f = F.segment();
    MemorySegment g = G.segment();
    MemorySegment n = out.segment();
    long p = F.offset(i);
    long q = G.base();
    long o = out.offset(i);
    int vectors = Math.ceilDiv(G.columns(), LANES);
    switch (vectors) {
      case 1 -> kl1(x, j, first, count, g, q, G.rowBytes(), f, p, n, o, floor);
      case 2 -> kl2(x, j, first, count, g, q, G.rowBytes(), f, p, n, o, floor);
      case 4 -> kl4(x, j, first, count, g, q, G.rowBytes(), f, p, n, o, floor);
      default -> klAny(scratch, first, count, F, G, floor, out, i);
    }
  }

  private static void kl1(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      float floor) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    FloatVector n0 = FloatVector.fromMemorySegment(SPECIES, N, n, ORDER);
    IntVector least = FloatVector.broadcast(SPECIES, floor).reinterpretAsInts();
    for (int e = first; e < first + count; e++) {
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, g + indices[e] * gs, ORDER);
      FloatVector y = f0.mul(g0);
      y = LANES > 8 ? y.add(y.rearrange(SWAP_8)) : y;
      y = LANES > 4 ? y.add(y.rearrange(SWAP_4)) : y;
      y = LANES > 2 ? y.add(y.rearrange(SWAP_2)) : y;
      y = y.add(y.rearrange(SWAP_1));
      y = y.reinterpretAsInts().max(least).reinterpretAsFloats();
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y);
      n0 = q.fma(g0, n0);
    }
    n0.intoMemorySegment(OffHeap.of(N), n, ORDER);
  }

  private static void kl2(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      float floor) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, F, f + VECTOR_BYTES, ORDER);
    FloatVector n0 = FloatVector.fromMemorySegment(SPECIES, N, n, ORDER);
    FloatVector n1 = FloatVector.fromMemorySegment(SPECIES, N, n + VECTOR_BYTES, ORDER);
    IntVector least = FloatVector.broadcast(SPECIES, floor).reinterpretAsInts();
    for (int e = first; e < first + count; e++) {
      long o = g + indices[e] * gs;
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, o, ORDER);
      FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER);
      FloatVector y = f1.fma(g1, f0.mul(g0));
      y = LANES > 8 ? y.add(y.rearrange(SWAP_8)) : y;
      y = LANES > 4 ? y.add(y.rearrange(SWAP_4)) : y;
      y = LANES > 2 ? y.add(y.rearrange(SWAP_2)) : y;
      y = y.add(y.rearrange(SWAP_1));
      y = y.reinterpretAsInts().max(least).reinterpretAsFloats();
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y);
      n0 = q.fma(g0, n0);
      n1 = q.fma(g1, n1);
    }
    n0.intoMemorySegment(OffHeap.of(N), n, ORDER);
    n1.intoMemorySegment(OffHeap.of(N), n + VECTOR_BYTES, ORDER);
  }

  private static void kl4(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      float floor) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, F, f + VECTOR_BYTES, ORDER);
    FloatVector f2 = FloatVector.fromMemorySegment(SPECIES, F, f + 2 * VECTOR_BYTES, ORDER);
    FloatVector f3 = FloatVector.fromMemorySegment(SPECIES, F, f + 3 * VECTOR_BYTES, ORDER);
    FloatVector n0 = FloatVector.fromMemorySegment(SPECIES, N, n, ORDER);
    FloatVector n1 = FloatVector.fromMemorySegment(SPECIES, N, n + VECTOR_BYTES, ORDER);
    FloatVector n2 = FloatVector.fromMemorySegment(SPECIES, N, n + 2 * VECTOR_BYTES, ORDER);
    FloatVector n3 = FloatVector.fromMemorySegment(SPECIES, N, n + 3 * VECTOR_BYTES, ORDER);
    IntVector least = FloatVector.broadcast(SPECIES, floor).reinterpretAsInts();
    for (int e = first; e < first + count; e++) {
      long o = g + indices[e] * gs;
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, o, ORDER);
      FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER);
      FloatVector g2 = FloatVector.fromMemorySegment(SPECIES, G, o + 2 * VECTOR_BYTES, ORDER);
      FloatVector g3 = FloatVector.fromMemorySegment(SPECIES, G, o + 3 * VECTOR_BYTES, ORDER);
      FloatVector y = f1.fma(g1, f0.mul(g0)).add(f3.fma(g3, f2.mul(g2)));
      y = LANES > 8 ? y.add(y.rearrange(SWAP_8)) : y;
      y = LANES > 4 ? y.add(y.rearrange(SWAP_4)) : y;
      y = LANES > 2 ? y.add(y.rearrange(SWAP_2)) : y;
      y = y.add(y.rearrange(SWAP_1));
      y = y.reinterpretAsInts().max(least).reinterpretAsFloats();
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y);
      n0 = q.fma(g0, n0);
      n1 = q.fma(g1, n1);
      n2 = q.fma(g2, n2);
      n3 = q.fma(g3, n3);
    }
    n0.intoMemorySegment(OffHeap.of(N), n, ORDER);
    n1.intoMemorySegment(OffHeap.of(N), n + VECTOR_BYTES, ORDER);
    n2.intoMemorySegment(OffHeap.of(N), n + 2 * VECTOR_BYTES, ORDER);
    n3.intoMemorySegment(OffHeap.of(N), n + 3 * VECTOR_BYTES, ORDER);
  }

  /**
   * Any number of vectors: {@link #FEW} entries at a time, whose rows of G are in the first-level
   * cache when they are read again.
   */
  private static void klAny(
      FloatScratch scratch, int first, int count, Mat F, Mat G, float floor, Mat out, int i) {
    for (int e = first; e < first + count; e += FEW) {
      int few = Math.min(FEW, first + count - e);
      scores(F, i, scratch.indices, e, few, G, scratch.p, scratch.s);
      quotients(scratch.values, e, few, scratch.s, floor);
      FloatSparse.addRows(scratch.s, scratch.indices, e, few, G, out, i);
    }
  }

  /** y[e] = values[e] / max(y[e], floor). */
  private static void quotients(float[] values, int first, int count, float[] y, float floor) {
    for (int e = first; e < first + count; e++) {
      y[e] = values[e] / Math.max(y[e], floor);
    }
  }

  /**
   * y[e] = ⟨F[i], G[indices[e]]⟩ for {@code count} entries, {@link #FEW} at most; p is room for a
   * vector of each.
   */
  static void scores(
      Mat F, int i, int[] indices, int first, int count, Mat G, float[] p, float[] y) {
    int vectors = Math.ceilDiv(G.columns(), LANES);
    MemorySegment f = F.segment();
    MemorySegment g = G.segment();
    long rowBytes = G.rowBytes();
    Arrays.fill(p, 0, count * LANES, 0);
    int v = 0;
    for (; v + 4 <= vectors; v += 4) {
      long o = v * VECTOR_BYTES;
      score4(f, F.offset(i) + o, indices, first, count, g, G.base() + o, rowBytes, p);
    }
    if (v + 2 <= vectors) {
      long o = v * VECTOR_BYTES;
      score2(f, F.offset(i) + o, indices, first, count, g, G.base() + o, rowBytes, p);
      v += 2;
    }
    if (v < vectors) {
      long o = v * VECTOR_BYTES;
      score1(f, F.offset(i) + o, indices, first, count, g, G.base() + o, rowBytes, p);
    }
    foldLanes(p, first, count, y);
  }

  /** p += the products with F[f …], lane by lane, four vectors wide. */
  private static void score4(
      MemorySegment F,
      long f,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      float[] p) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, F, f + VECTOR_BYTES, ORDER);
    FloatVector f2 = FloatVector.fromMemorySegment(SPECIES, F, f + 2 * VECTOR_BYTES, ORDER);
    FloatVector f3 = FloatVector.fromMemorySegment(SPECIES, F, f + 3 * VECTOR_BYTES, ORDER);
    for (int e = 0; e < count; e++) {
      long o = g + indices[first + e] * gs;
      FloatVector s = FloatVector.fromArray(SPECIES, p, e * LANES);
      s = f0.fma(FloatVector.fromMemorySegment(SPECIES, G, o, ORDER), s);
      s = f1.fma(FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER), s);
      s = f2.fma(FloatVector.fromMemorySegment(SPECIES, G, o + 2 * VECTOR_BYTES, ORDER), s);
      s = f3.fma(FloatVector.fromMemorySegment(SPECIES, G, o + 3 * VECTOR_BYTES, ORDER), s);
      s.intoArray(p, e * LANES);
    }
  }

  private static void score2(
      MemorySegment F,
      long f,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      float[] p) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    FloatVector f1 = FloatVector.fromMemorySegment(SPECIES, F, f + VECTOR_BYTES, ORDER);
    for (int e = 0; e < count; e++) {
      long o = g + indices[first + e] * gs;
      FloatVector s = FloatVector.fromArray(SPECIES, p, e * LANES);
      s = f0.fma(FloatVector.fromMemorySegment(SPECIES, G, o, ORDER), s);
      s = f1.fma(FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER), s);
      s.intoArray(p, e * LANES);
    }
  }

  private static void score1(
      MemorySegment F,
      long f,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      float[] p) {
    FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, F, f, ORDER);
    for (int e = 0; e < count; e++) {
      long o = g + indices[first + e] * gs;
      f0.fma(
              FloatVector.fromMemorySegment(SPECIES, G, o, ORDER),
              FloatVector.fromArray(SPECIES, p, e * LANES))
          .intoArray(p, e * LANES);
    }
  }

  /** y[first + e] = the sum of the lanes of vector e of p. */
  private static void foldLanes(float[] p, int first, int count, float[] y) {
    for (int e = 0; e < count; e++) {
      FloatVector s = FloatVector.fromArray(SPECIES, p, e * LANES);
      s = LANES > 8 ? s.add(s.rearrange(SWAP_8)) : s;
      s = LANES > 4 ? s.add(s.rearrange(SWAP_4)) : s;
      s = LANES > 2 ? s.add(s.rearrange(SWAP_2)) : s;
      y[first + e] = s.add(s.rearrange(SWAP_1)).lane(0);
    }
  }
}
