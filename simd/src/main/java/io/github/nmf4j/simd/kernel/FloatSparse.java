package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
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

/**
 * Passes over a sparse X, row after row: O(k) per entry, and each row of G is brought in once per
 * entry. One method per number of vectors, so that the row of output stays in registers.
 */
final class FloatSparse {

  /** Entries whose scores are worked out together: there is room for a vector of each. */
  static final int FEW = 64;

  private FloatSparse() {}

  /** out rows {@code from ≤ i < to} = (or +=) X·G. */
  static void cross(FloatScratch scratch, Csr X, Mat G, int from, int to, Mat out, boolean add) {
    scratch.loaded = 0;
    long last = X.start(to);
    for (int i = from; i < to; i++) {
      if (!add) {
        clear(out, i);
      }
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += CHUNK) {
        int count = (int) Math.min(CHUNK, end - e);
        int first = load(scratch, X, e, count, last);
        addRows(scratch.values, scratch.indices, first, count, G, out, i);
      }
    }
  }

  /** Row {@code row} of out = 0. */
  static void clear(Mat out, int row) {
    MemorySegment segment = out.segment();
    long offset = out.offset(row);
    for (long o = 0; o < out.rowBytes(); o += VECTOR_BYTES) {
      FloatVector.zero(SPECIES).intoMemorySegment(OffHeap.of(segment), offset + o, ORDER);
    }
  }

  // Rows of output stay off-heap, where they are aligned. In an array on the heap a vector may lie
  // across two pages, by where the collector has put the array, and such a store takes 16 times as
  // long; a row of few entries was up to half slower then. See docs/simd.md.

  /** Row {@code row} of out += Σ values[e] · G[indices[e]] over {@code count} entries. */
  static void addRows(
      float[] values, int[] indices, int first, int count, Mat G, Mat out, int row) {
    int vectors = Math.ceilDiv(G.columns(), LANES);
    MemorySegment g = G.segment();
    MemorySegment n = out.segment();
    long to = out.offset(row);
    long rowBytes = G.rowBytes();
    int v = 0;
    for (; v + 4 <= vectors; v += 4) {
      long o = v * VECTOR_BYTES;
      cross4(values, indices, first, count, g, G.base() + o, rowBytes, n, to + o);
    }
    if (v + 2 <= vectors) {
      long o = v * VECTOR_BYTES;
      cross2(values, indices, first, count, g, G.base() + o, rowBytes, n, to + o);
      v += 2;
    }
    if (v < vectors) {
      long o = v * VECTOR_BYTES;
      cross1(values, indices, first, count, g, G.base() + o, rowBytes, n, to + o);
    }
  }

  /** N[n …] += Σ values[e] · G[indices[e]] over {@code count} entries, four vectors wide. */
  private static void cross4(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment N,
      long n) {
    FloatVector n0 = FloatVector.zero(SPECIES);
    FloatVector n1 = FloatVector.zero(SPECIES);
    FloatVector n2 = FloatVector.zero(SPECIES);
    FloatVector n3 = FloatVector.zero(SPECIES);
    for (int e = first; e < first + count; e++) {
      long o = g + indices[e] * gs;
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      n0 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o, ORDER), n0);
      n1 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER), n1);
      n2 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o + 2 * VECTOR_BYTES, ORDER), n2);
      n3 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o + 3 * VECTOR_BYTES, ORDER), n3);
    }
    n0.add(FloatVector.fromMemorySegment(SPECIES, N, n, ORDER))
        .intoMemorySegment(OffHeap.of(N), n, ORDER);
    n1.add(FloatVector.fromMemorySegment(SPECIES, N, n + VECTOR_BYTES, ORDER))
        .intoMemorySegment(OffHeap.of(N), n + VECTOR_BYTES, ORDER);
    n2.add(FloatVector.fromMemorySegment(SPECIES, N, n + 2 * VECTOR_BYTES, ORDER))
        .intoMemorySegment(OffHeap.of(N), n + 2 * VECTOR_BYTES, ORDER);
    n3.add(FloatVector.fromMemorySegment(SPECIES, N, n + 3 * VECTOR_BYTES, ORDER))
        .intoMemorySegment(OffHeap.of(N), n + 3 * VECTOR_BYTES, ORDER);
  }

  private static void cross2(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment N,
      long n) {
    FloatVector n0 = FloatVector.zero(SPECIES);
    FloatVector n1 = FloatVector.zero(SPECIES);
    for (int e = first; e < first + count; e++) {
      long o = g + indices[e] * gs;
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      n0 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o, ORDER), n0);
      n1 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER), n1);
    }
    n0.add(FloatVector.fromMemorySegment(SPECIES, N, n, ORDER))
        .intoMemorySegment(OffHeap.of(N), n, ORDER);
    n1.add(FloatVector.fromMemorySegment(SPECIES, N, n + VECTOR_BYTES, ORDER))
        .intoMemorySegment(OffHeap.of(N), n + VECTOR_BYTES, ORDER);
  }

  private static void cross1(
      float[] values,
      int[] indices,
      int first,
      int count,
      MemorySegment G,
      long g,
      long gs,
      MemorySegment N,
      long n) {
    FloatVector n0 = FloatVector.zero(SPECIES);
    for (int e = first; e < first + count; e++) {
      FloatVector x = FloatVector.broadcast(SPECIES, values[e]);
      n0 = x.fma(FloatVector.fromMemorySegment(SPECIES, G, g + indices[e] * gs, ORDER), n0);
    }
    n0.add(FloatVector.fromMemorySegment(SPECIES, N, n, ORDER))
        .intoMemorySegment(OffHeap.of(N), n, ORDER);
  }

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
        clear(out, i);
      }
      long end = X.start(i + 1);
      for (long e = X.start(i); e < end; e += CHUNK) {
        int count = (int) Math.min(CHUNK, end - e);
        klRow(scratch, load(scratch, X, e, count, last), count, F, G, floor, out, i);
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
    for (int e = first; e < first + count; e++) {
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, g + indices[e] * gs, ORDER);
      FloatVector y = f0.mul(g0);
      y = LANES > 8 ? y.add(y.rearrange(SWAP_8)) : y;
      y = LANES > 4 ? y.add(y.rearrange(SWAP_4)) : y;
      y = LANES > 2 ? y.add(y.rearrange(SWAP_2)) : y;
      y = y.add(y.rearrange(SWAP_1));
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y.max(floor));
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
    for (int e = first; e < first + count; e++) {
      long o = g + indices[e] * gs;
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, o, ORDER);
      FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, o + VECTOR_BYTES, ORDER);
      FloatVector y = f1.fma(g1, f0.mul(g0));
      y = LANES > 8 ? y.add(y.rearrange(SWAP_8)) : y;
      y = LANES > 4 ? y.add(y.rearrange(SWAP_4)) : y;
      y = LANES > 2 ? y.add(y.rearrange(SWAP_2)) : y;
      y = y.add(y.rearrange(SWAP_1));
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y.max(floor));
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
      FloatVector q = FloatVector.broadcast(SPECIES, values[e]).div(y.max(floor));
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
      addRows(scratch.s, scratch.indices, e, few, G, out, i);
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

  /**
   * Where in the scratch arrays, on the heap, {@code count} entries of X from e on are. If they are
   * not there yet, they and those behind them, up to {@code last}, are brought in: a copy for every
   * short row would cost more than the row.
   */
  static int load(FloatScratch scratch, Csr X, long e, int count, long last) {
    if (scratch.loaded == 0 || e + count > scratch.firstLoaded + scratch.loaded) {
      scratch.firstLoaded = e;
      scratch.loaded = (int) Math.min(CHUNK, last - e);
      MemorySegment.copy(
          X.indices(), Csr.INDEX, e * Integer.BYTES, scratch.indices, 0, scratch.loaded);
      MemorySegment.copy(X.values(), LAYOUT, e * BYTES, scratch.values, 0, scratch.loaded);
    }
    return (int) (e - scratch.firstLoaded);
  }

  /**
   * Σ of d over the entries in rows {@code from ≤ i < to}: v(v − 2y) for β = 2, v log(v/y) − v for
   * β = 1, with y = ⟨p_i, q_j⟩; all in double.
   */
  static double divergence(
      FloatScratch scratch, Csr X, Mat P, Mat Q, double beta, double floor, int from, int to) {
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
      y[at + o] = FloatDots.dot(p, segment, Q.offset(j), stride);
    }
  }

  /** Σ of the squares of elements {@code from ≤ e < to}. */
  static double sumOfSquares(MemorySegment values, long from, long to) {
    double sum = 0;
    long end = from + ((to - from) & -4);
    for (long e = from; e < end; e += CHUNK) {
      long at = e * BYTES;
      sum += FloatReductions.dot(values, at, values, at, (int) Math.min(CHUNK, end - e));
    }
    for (long e = end; e < to; e++) {
      double v = values.get(LAYOUT, e * BYTES);
      sum += v * v;
    }
    return sum;
  }
}
