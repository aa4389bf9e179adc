package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * C += X·G for the one vector of components that {@link FloatRowTiles} leaves; see there for the
 * shape of these methods. With one vector an entry of X would be loaded and broadcast for each
 * multiply-add. So two neighbours are broadcast at once, as a word of eight bytes, and the rows of
 * G that they meet are packed side by side: even lanes hold sums over even terms, odd lanes over
 * odd ones, of two vectors, of which one has the even components and one the odd. Ten loads are
 * left for 16 multiply-adds, where there were 17.
 *
 * <p>Has no twin: there is no broadcast of two doubles.
 */
final class FloatRowSingles {

  private static final VectorSpecies<Long> WORDS = VectorSpecies.of(long.class, Width.SHAPE);

  private static final VectorMask<Float> ODD =
      VectorMask.fromLong(SPECIES, 0xAAAA_AAAAL & ((1L << LANES) - 1));

  private FloatRowSingles() {}

  /**
   * Packs a vector of components of G's rows {@code first ≤ t < first + rows}. Row 2·t and its
   * neighbour a, b become a₀ b₀ a₂ b₂ … and a₁ b₁ a₃ b₃ …; a last row without neighbour stays as it
   * is.
   *
   * @param component the first of the vector
   * @param packed as many vectors as rows
   */
  static void pack(Mat G, int first, int rows, int component, MemorySegment packed) {
    long g = G.offset(first) + (long) component * Float.BYTES;
    long gs = G.rowBytes();
    packPairs(G.segment(), g, gs, rows & ~1, packed);
    if (rows % 2 == 1) {
      int t = rows - 1;
      FloatVector.fromMemorySegment(SPECIES, G.segment(), g + t * gs, ORDER)
          .intoMemorySegment(OffHeap.of(packed), t * VECTOR_BYTES, ORDER);
    }
  }

  private static void packPairs(MemorySegment G, long g, long gs, int rows, MemorySegment packed) {
    for (int t = 0; t < rows; t += 2) {
      FloatVector a = FloatVector.fromMemorySegment(SPECIES, G, g + t * gs, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(SPECIES, G, g + (t + 1) * gs, ORDER);
      long to = t * VECTOR_BYTES;
      a.blend(b.rearrange(SWAP_1), ODD).intoMemorySegment(OffHeap.of(packed), to, ORDER);
      a.rearrange(SWAP_1)
          .blend(b, ODD)
          .intoMemorySegment(OffHeap.of(packed), to + VECTOR_BYTES, ORDER);
    }
  }

  /**
   * C[c + i·cs …] += Σ_t X[i, t] · G[t], for items 0 ≤ i &lt; items rounded up to a register tile.
   *
   * @param X a tile
   * @param left first column of the stripes that are multiplied
   * @param packed rows of G as {@link #pack} leaves them
   * @param term the row of G that the first column meets, an even number
   * @param terms columns of the stripes
   */
  static void addRows(
      FloatTile X,
      int left,
      int items,
      MemorySegment packed,
      int term,
      int terms,
      float[] C,
      int c,
      int cs) {
    long g = term * VECTOR_BYTES;
    int distance = X.height() * LANES;
    addPairs(X.words(), X.index(left) / 2, distance, items, packed, g, terms / 2, C, c, cs);
    if (terms % 2 == 1) {
      int t = terms - 1;
      int x = X.index(left + t - t % PAIR) + t % PAIR;
      addLast(X.buffer(), x, items, packed, g + t * VECTOR_BYTES, C, c, cs);
    }
  }

  private static void addPairs(
      LongBuffer X,
      int x,
      int distance,
      int items,
      MemorySegment G,
      long g,
      int pairs,
      float[] C,
      int c,
      int cs) {
    if (MANY_REGISTERS) {
      int i = 0;
      for (; i + 16 < items; i += 24) {
        addRows12x2(X, x + i * LANES, distance, G, g, pairs, C, c + i * cs, cs);
        addRows12x2(X, x + (i + 12) * LANES, distance, G, g, pairs, C, c + (i + 12) * cs, cs);
      }
      for (; i < items; i += 8) {
        addRows8x2(X, x + i * LANES, distance, G, g, pairs, C, c + i * cs, cs);
      }
    } else {
      for (int i = 0; i < items; i += 5) {
        addRows5x2(X, x + i * LANES, distance, G, g, pairs, C, c + i * cs, cs);
      }
    }
  }

  /** C[i] += X[x + i·PAIR] · G: the last term where their number is odd. */
  private static void addLast(
      FloatBuffer X, int x, int items, MemorySegment G, long g, float[] C, int c, int cs) {
    FloatVector row = FloatVector.fromMemorySegment(SPECIES, G, g, ORDER);
    for (int i = 0; i < items; i++) {
      int at = c + i * cs;
      FloatVector.broadcast(SPECIES, X.get(x + i * PAIR))
          .fma(row, FloatVector.fromArray(SPECIES, C, at))
          .intoArray(C, at);
    }
  }

  /** 5 items: C[r] += Σ_t (X[x + r·PAIR + 2·t] · G[2·t] + X[x + r·PAIR + 2·t + 1] · G[2·t + 1]). */
  private static void addRows5x2(
      LongBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int pairs,
      float[] C,
      int c,
      int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    for (int left = pairs; left > 0; left -= LANES) {
      int trips = Math.min(left, LANES);
      for (int t = 0; t < trips; t++) {
        long row = g + t * (2 * VECTOR_BYTES);
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        FloatVector e;
        e = LongVector.broadcast(WORDS, X.get(x + t)).reinterpretAsFloats();
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = LongVector.broadcast(WORDS, X.get(x + 1 * LANES + t)).reinterpretAsFloats();
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = LongVector.broadcast(WORDS, X.get(x + 2 * LANES + t)).reinterpretAsFloats();
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = LongVector.broadcast(WORDS, X.get(x + 3 * LANES + t)).reinterpretAsFloats();
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = LongVector.broadcast(WORDS, X.get(x + 4 * LANES + t)).reinterpretAsFloats();
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.blend(c01, ODD)
        .add(c01.blend(c00, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c10.blend(c11, ODD)
        .add(c11.blend(c10, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c20.blend(c21, ODD)
        .add(c21.blend(c20, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c30.blend(c31, ODD)
        .add(c31.blend(c30, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c40.blend(c41, ODD)
        .add(c41.blend(c40, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
  }

  /** 8 items: C[r] += Σ_t (X[x + r·PAIR + 2·t] · G[2·t] + X[x + r·PAIR + 2·t + 1] · G[2·t + 1]). */
  private static void addRows8x2(
      LongBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int pairs,
      float[] C,
      int c,
      int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    for (int left = pairs; left > 0; left -= LANES) {
      int t = x;
      long end = g + Math.min(left, LANES) * (2 * VECTOR_BYTES);
      for (long row = g; row != end; row += 2 * VECTOR_BYTES) {
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        FloatVector e;
        e = LongVector.broadcast(WORDS, X.get(t)).reinterpretAsFloats();
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = LongVector.broadcast(WORDS, X.get(t + 1 * LANES)).reinterpretAsFloats();
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = LongVector.broadcast(WORDS, X.get(t + 2 * LANES)).reinterpretAsFloats();
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = LongVector.broadcast(WORDS, X.get(t + 3 * LANES)).reinterpretAsFloats();
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = LongVector.broadcast(WORDS, X.get(t + 4 * LANES)).reinterpretAsFloats();
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = LongVector.broadcast(WORDS, X.get(t + 5 * LANES)).reinterpretAsFloats();
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = LongVector.broadcast(WORDS, X.get(t + 6 * LANES)).reinterpretAsFloats();
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = LongVector.broadcast(WORDS, X.get(t + 7 * LANES)).reinterpretAsFloats();
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        t++;
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.blend(c01, ODD)
        .add(c01.blend(c00, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c10.blend(c11, ODD)
        .add(c11.blend(c10, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c20.blend(c21, ODD)
        .add(c21.blend(c20, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c30.blend(c31, ODD)
        .add(c31.blend(c30, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c40.blend(c41, ODD)
        .add(c41.blend(c40, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c50.blend(c51, ODD)
        .add(c51.blend(c50, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c60.blend(c61, ODD)
        .add(c61.blend(c60, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c70.blend(c71, ODD)
        .add(c71.blend(c70, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
  }

  /**
   * 12 items: C[r] += Σ_t (X[x + r·PAIR + 2·t] · G[2·t] + X[x + r·PAIR + 2·t + 1] · G[2·t + 1]).
   */
  private static void addRows12x2(
      LongBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int pairs,
      float[] C,
      int c,
      int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    FloatVector c80 = FloatVector.zero(SPECIES);
    FloatVector c81 = FloatVector.zero(SPECIES);
    FloatVector c90 = FloatVector.zero(SPECIES);
    FloatVector c91 = FloatVector.zero(SPECIES);
    FloatVector ca0 = FloatVector.zero(SPECIES);
    FloatVector ca1 = FloatVector.zero(SPECIES);
    FloatVector cb0 = FloatVector.zero(SPECIES);
    FloatVector cb1 = FloatVector.zero(SPECIES);
    for (int left = pairs; left > 0; left -= LANES) {
      int t = x;
      long end = g + Math.min(left, LANES) * (2 * VECTOR_BYTES);
      for (long row = g; row != end; row += 2 * VECTOR_BYTES) {
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        long w0 = X.get(t);
        long w1 = X.get(t + 1 * LANES);
        long w2 = X.get(t + 2 * LANES);
        long w3 = X.get(t + 3 * LANES);
        long w4 = X.get(t + 4 * LANES);
        long w5 = X.get(t + 5 * LANES);
        long w6 = X.get(t + 6 * LANES);
        long w7 = X.get(t + 7 * LANES);
        long w8 = X.get(t + 8 * LANES);
        long w9 = X.get(t + 9 * LANES);
        long w10 = X.get(t + 10 * LANES);
        long w11 = X.get(t + 11 * LANES);
        FloatVector e;
        e = LongVector.broadcast(WORDS, w0).reinterpretAsFloats();
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = LongVector.broadcast(WORDS, w1).reinterpretAsFloats();
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = LongVector.broadcast(WORDS, w2).reinterpretAsFloats();
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = LongVector.broadcast(WORDS, w3).reinterpretAsFloats();
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = LongVector.broadcast(WORDS, w4).reinterpretAsFloats();
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = LongVector.broadcast(WORDS, w5).reinterpretAsFloats();
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = LongVector.broadcast(WORDS, w6).reinterpretAsFloats();
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = LongVector.broadcast(WORDS, w7).reinterpretAsFloats();
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        e = LongVector.broadcast(WORDS, w8).reinterpretAsFloats();
        c80 = e.fma(g0, c80);
        c81 = e.fma(g1, c81);
        e = LongVector.broadcast(WORDS, w9).reinterpretAsFloats();
        c90 = e.fma(g0, c90);
        c91 = e.fma(g1, c91);
        e = LongVector.broadcast(WORDS, w10).reinterpretAsFloats();
        ca0 = e.fma(g0, ca0);
        ca1 = e.fma(g1, ca1);
        e = LongVector.broadcast(WORDS, w11).reinterpretAsFloats();
        cb0 = e.fma(g0, cb0);
        cb1 = e.fma(g1, cb1);
        t++;
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.blend(c01, ODD)
        .add(c01.blend(c00, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c10.blend(c11, ODD)
        .add(c11.blend(c10, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c20.blend(c21, ODD)
        .add(c21.blend(c20, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c30.blend(c31, ODD)
        .add(c31.blend(c30, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c40.blend(c41, ODD)
        .add(c41.blend(c40, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c50.blend(c51, ODD)
        .add(c51.blend(c50, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c60.blend(c61, ODD)
        .add(c61.blend(c60, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c70.blend(c71, ODD)
        .add(c71.blend(c70, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c80.blend(c81, ODD)
        .add(c81.blend(c80, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    c90.blend(c91, ODD)
        .add(c91.blend(c90, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    ca0.blend(ca1, ODD)
        .add(ca1.blend(ca0, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
    at += cs;
    cb0.blend(cb1, ODD)
        .add(cb1.blend(cb0, ODD).rearrange(SWAP_1))
        .add(FloatVector.fromArray(SPECIES, C, at))
        .intoArray(C, at);
  }
}
