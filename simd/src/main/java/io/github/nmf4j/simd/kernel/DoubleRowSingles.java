package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import jdk.incubator.vector.DoubleVector;

/**
 * C += X·G for the one vector of components that {@link DoubleRowTiles} leaves; see there for the
 * shape of these methods. An entry of X is loaded and broadcast for each multiply-add: 17 loads for
 * 16 of these. {@link FloatRowSingles} broadcasts two at once; there is no such broadcast of two
 * doubles.
 */
final class DoubleRowSingles {

  private DoubleRowSingles() {}

  /**
   * Packs a vector of components of G's rows {@code first ≤ t < first + rows}, one after the other.
   *
   * @param component the first of the vector
   * @param packed as many vectors as rows
   */
  static void pack(Mat G, int first, int rows, int component, MemorySegment packed) {
    long g = G.offset(first) + (long) component * Double.BYTES;
    for (int t = 0; t < rows; t++) {
      DoubleVector.fromMemorySegment(SPECIES, G.segment(), g + t * G.rowBytes(), ORDER)
          .intoMemorySegment(OffHeap.of(packed), t * VECTOR_BYTES, ORDER);
    }
  }

  /**
   * C[c + i·cs …] += Σ_t X[i, t] · G[t], for items 0 ≤ i &lt; items rounded up to a register tile.
   *
   * @param X a tile
   * @param left first column of the stripes that are multiplied
   * @param packed rows of G as {@link #pack} leaves them
   * @param term the row of G that the first column meets
   * @param terms columns of the stripes
   */
  static void addRows(
      DoubleTile X,
      int left,
      int items,
      MemorySegment packed,
      int term,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleBuffer entries = X.buffer();
    int x = X.index(left);
    int distance = X.height() * PAIR;
    long g = term * VECTOR_BYTES;
    int i = 0;
    if (MANY_REGISTERS) {
      for (; i + 16 <= items; i += 16) {
        addRows16x1(entries, x + i * PAIR, distance, packed, g, terms, C, c + i * cs, cs);
      }
      for (; i < items; i += 8) {
        addRows8x1(entries, x + i * PAIR, distance, packed, g, terms, C, c + i * cs, cs);
      }
    } else {
      for (; i + 5 < items; i += 10) {
        addRows10x1(entries, x + i * PAIR, distance, packed, g, terms, C, c + i * cs, cs);
      }
      for (; i < items; i += 5) {
        addRows5x1(entries, x + i * PAIR, distance, packed, g, terms, C, c + i * cs, cs);
      }
    }
  }

  /** 5 items × 1 vector: C[r] += Σ_t X[x + r·PAIR + t] · G[t]. */
  private static void addRows5x1(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int trips = Math.min(left, PAIR);
      for (int t = 0; t < trips; t++) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, g + t * VECTOR_BYTES, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(x + t));
        c00 = e.fma(g0, c00);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 1 * PAIR + t));
        c10 = e.fma(g0, c10);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 2 * PAIR + t));
        c20 = e.fma(g0, c20);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 3 * PAIR + t));
        c30 = e.fma(g0, c30);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 4 * PAIR + t));
        c40 = e.fma(g0, c40);
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
  }

  /** 8 items × 1 vector: C[r] += Σ_t X[x + r·PAIR + t] · G[t]. */
  private static void addRows8x1(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * VECTOR_BYTES;
      for (long row = g; row != end; row += VECTOR_BYTES) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(t));
        c00 = e.fma(g0, c00);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 1 * PAIR));
        c10 = e.fma(g0, c10);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 2 * PAIR));
        c20 = e.fma(g0, c20);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 3 * PAIR));
        c30 = e.fma(g0, c30);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 4 * PAIR));
        c40 = e.fma(g0, c40);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 5 * PAIR));
        c50 = e.fma(g0, c50);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 6 * PAIR));
        c60 = e.fma(g0, c60);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 7 * PAIR));
        c70 = e.fma(g0, c70);
        t++;
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c50.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c60.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c70.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
  }

  /** 10 items × 1 vector: C[r] += Σ_t X[x + r·PAIR + t] · G[t]. */
  private static void addRows10x1(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    DoubleVector c80 = DoubleVector.zero(SPECIES);
    DoubleVector c90 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int trips = Math.min(left, PAIR);
      for (int t = 0; t < trips; t++) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, g + t * VECTOR_BYTES, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(x + t));
        c00 = e.fma(g0, c00);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 1 * PAIR + t));
        c10 = e.fma(g0, c10);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 2 * PAIR + t));
        c20 = e.fma(g0, c20);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 3 * PAIR + t));
        c30 = e.fma(g0, c30);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 4 * PAIR + t));
        c40 = e.fma(g0, c40);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 5 * PAIR + t));
        c50 = e.fma(g0, c50);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 6 * PAIR + t));
        c60 = e.fma(g0, c60);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 7 * PAIR + t));
        c70 = e.fma(g0, c70);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 8 * PAIR + t));
        c80 = e.fma(g0, c80);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 9 * PAIR + t));
        c90 = e.fma(g0, c90);
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c50.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c60.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c70.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c80.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c90.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
  }

  /** 16 items × 1 vector: C[r] += Σ_t X[x + r·PAIR + t] · G[t]. */
  private static void addRows16x1(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    DoubleVector c80 = DoubleVector.zero(SPECIES);
    DoubleVector c90 = DoubleVector.zero(SPECIES);
    DoubleVector ca0 = DoubleVector.zero(SPECIES);
    DoubleVector cb0 = DoubleVector.zero(SPECIES);
    DoubleVector cc0 = DoubleVector.zero(SPECIES);
    DoubleVector cd0 = DoubleVector.zero(SPECIES);
    DoubleVector ce0 = DoubleVector.zero(SPECIES);
    DoubleVector cf0 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * VECTOR_BYTES;
      for (long row = g; row != end; row += VECTOR_BYTES) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(t));
        c00 = e.fma(g0, c00);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 1 * PAIR));
        c10 = e.fma(g0, c10);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 2 * PAIR));
        c20 = e.fma(g0, c20);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 3 * PAIR));
        c30 = e.fma(g0, c30);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 4 * PAIR));
        c40 = e.fma(g0, c40);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 5 * PAIR));
        c50 = e.fma(g0, c50);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 6 * PAIR));
        c60 = e.fma(g0, c60);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 7 * PAIR));
        c70 = e.fma(g0, c70);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 8 * PAIR));
        c80 = e.fma(g0, c80);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 9 * PAIR));
        c90 = e.fma(g0, c90);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 10 * PAIR));
        ca0 = e.fma(g0, ca0);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 11 * PAIR));
        cb0 = e.fma(g0, cb0);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 12 * PAIR));
        cc0 = e.fma(g0, cc0);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 13 * PAIR));
        cd0 = e.fma(g0, cd0);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 14 * PAIR));
        ce0 = e.fma(g0, ce0);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 15 * PAIR));
        cf0 = e.fma(g0, cf0);
        t++;
      }
      x += distance;
      g += PAIR * VECTOR_BYTES;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c50.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c60.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c70.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c80.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c90.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    ca0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    cb0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    cc0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    cd0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    ce0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    cf0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
  }
}
