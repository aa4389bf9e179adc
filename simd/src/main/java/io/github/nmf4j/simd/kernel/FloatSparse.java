package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.FloatScratch.CHUNK;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Products of a sparse X, row after row: O(k) per entry, and each row of G is brought in once per
 * entry. One method per number of vectors, so that the row of output stays in registers.
 */
final class FloatSparse {

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
}
