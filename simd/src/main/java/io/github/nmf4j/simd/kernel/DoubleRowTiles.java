package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import jdk.incubator.vector.DoubleVector;

/**
 * C += X·G, register tile by register tile, where X is stripes of a tile: their rows, PAIR entries
 * each, are the items. Components are in the lanes, an entry of X is broadcast to them.
 *
 * <p>The shape of these methods is what makes them fast in every start of the JVM, see {@code
 * docs/simd.md}. X and G are read in place. X is read through a buffer, because scalar accesses of
 * a {@link MemorySegment} are so deep a tree of calls that the first-tier compiler can give up on a
 * method with many of them, for good; two vectors of a segment are no harm. Rows of a stripe are a
 * constant apart, so that one register addresses all of them. Accumulators are named locals, each
 * begun by its own zero: a shared or conditional one would be boxed. No method of ours is called
 * inside: in a method with so many vector operations the compiler stops inlining what is not
 * forced. 12 × 2 accumulators on 32 registers (8 × 2 for the last ones, and for all where X is not
 * near), 5 × 2 on 16: the compiler loads up to three broadcasts before it multiplies, and with 6 ×
 * 2 one accumulator goes through memory at each step.
 *
 * <p>Twelve entries are read before the first of them is multiplied: behind ten broadcasts and
 * their products the compiler would leave the other two reads as calls. And behind the vectors of
 * G: before them it would hold all twelve in registers, and accumulators in memory.
 *
 * <p>Where a loop ends at an offset ({@code row != end}) it is so that the compiler does not count
 * its steps. Around a loop that it counts, with a segment in it, it puts another one, works out
 * bounds for all accesses whenever it enters that, and takes the first step outside.
 */
final class DoubleRowTiles {

  private DoubleRowTiles() {}

  /**
   * C[c + i·cs …] += Σ_t X[i, t] · G[t], for items 0 ≤ i &lt; items rounded up to a register tile.
   * Entry t of item i is X[x + t / PAIR · distance + i·PAIR + t % PAIR].
   *
   * @param X entries of stripes, row by row
   * @param x where the first row of the first stripe begins
   * @param distance from one stripe to the next
   * @param g offset of the first row of G in bytes
   * @param gs bytes from one row of G to the next
   * @param terms rows of G
   * @param vectors components in vectors; of an odd number the last is left to {@link
   *     DoubleRowSingles}
   * @param near whether X is in the first-level cache; where it is further away, eight items at a
   *     time take less time than twelve
   */
  static void addRows(
      DoubleBuffer X,
      int x,
      int distance,
      int items,
      boolean near,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      int vectors,
      double[] C,
      int c,
      int cs) {
    if (MANY_REGISTERS) {
      for (int v = 0; v + 2 <= vectors; v += 2) {
        addPairs(
            X, x, distance, items, near, G, g + v * VECTOR_BYTES, gs, terms, C, c + v * LANES, cs);
      }
    } else {
      for (int i = 0; i < items; i += 5) {
        addItems(X, x + i * PAIR, distance, G, g, gs, terms, vectors, C, c + i * cs, cs);
      }
    }
  }

  /**
   * A pair of vectors of components of all items. Twelves come in pairs, so that items are rounded
   * up to eights and no more.
   */
  private static void addPairs(
      DoubleBuffer X,
      int x,
      int distance,
      int items,
      boolean near,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      double[] C,
      int c,
      int cs) {
    int i = 0;
    for (; near && i + 16 < items; i += 24) {
      addRows12x2(X, x + i * PAIR, distance, G, g, gs, terms, C, c + i * cs, cs);
      addRows12x2(X, x + (i + 12) * PAIR, distance, G, g, gs, terms, C, c + (i + 12) * cs, cs);
    }
    for (; i < items; i += 8) {
      addRows8x2(X, x + i * PAIR, distance, G, g, gs, terms, C, c + i * cs, cs);
    }
  }

  /** All components of some items, so that their entries are used again at once. */
  private static void addItems(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      int vectors,
      double[] C,
      int c,
      int cs) {
    for (int v = 0; v + 2 <= vectors; v += 2) {
      addRows5x2(X, x, distance, G, g + v * VECTOR_BYTES, gs, terms, C, c + v * LANES, cs);
    }
  }

  /**
   * 5 items × 2 vectors: C[r] += Σ_t X[x + r·PAIR + t] · G[t], stripe after stripe. A stripe alone
   * would be over before the loop has begun.
   */
  private static void addRows5x2(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c41 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int trips = Math.min(left, PAIR);
      for (int t = 0; t < trips; t++) {
        long row = g + t * gs;
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER);
        DoubleVector g1 = DoubleVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(x + t));
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 1 * PAIR + t));
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 2 * PAIR + t));
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 3 * PAIR + t));
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = DoubleVector.broadcast(SPECIES, X.get(x + 4 * PAIR + t));
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }

  /** 8 items × 2 vectors: C[r] += Σ_t X[x + r·PAIR + t] · G[t], stripe after stripe. */
  private static void addRows8x2(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c41 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c51 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c61 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    DoubleVector c71 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * gs;
      for (long row = g; row != end; row += gs) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER);
        DoubleVector g1 = DoubleVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, X.get(t));
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 1 * PAIR));
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 2 * PAIR));
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 3 * PAIR));
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 4 * PAIR));
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 5 * PAIR));
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 6 * PAIR));
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = DoubleVector.broadcast(SPECIES, X.get(t + 7 * PAIR));
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        t++;
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c50.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c51.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c60.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c61.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c70.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c71.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }

  /** 12 items × 2 vectors: C[r] += Σ_t X[x + r·PAIR + t] · G[t], stripe after stripe. */
  private static void addRows12x2(
      DoubleBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      double[] C,
      int c,
      int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c41 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c51 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c61 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    DoubleVector c71 = DoubleVector.zero(SPECIES);
    DoubleVector c80 = DoubleVector.zero(SPECIES);
    DoubleVector c81 = DoubleVector.zero(SPECIES);
    DoubleVector c90 = DoubleVector.zero(SPECIES);
    DoubleVector c91 = DoubleVector.zero(SPECIES);
    DoubleVector ca0 = DoubleVector.zero(SPECIES);
    DoubleVector ca1 = DoubleVector.zero(SPECIES);
    DoubleVector cb0 = DoubleVector.zero(SPECIES);
    DoubleVector cb1 = DoubleVector.zero(SPECIES);
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * gs;
      for (long row = g; row != end; row += gs) {
        DoubleVector g0 = DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER);
        DoubleVector g1 = DoubleVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        double e0 = X.get(t);
        double e1 = X.get(t + 1 * PAIR);
        double e2 = X.get(t + 2 * PAIR);
        double e3 = X.get(t + 3 * PAIR);
        double e4 = X.get(t + 4 * PAIR);
        double e5 = X.get(t + 5 * PAIR);
        double e6 = X.get(t + 6 * PAIR);
        double e7 = X.get(t + 7 * PAIR);
        double e8 = X.get(t + 8 * PAIR);
        double e9 = X.get(t + 9 * PAIR);
        double e10 = X.get(t + 10 * PAIR);
        double e11 = X.get(t + 11 * PAIR);
        DoubleVector e;
        e = DoubleVector.broadcast(SPECIES, e0);
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = DoubleVector.broadcast(SPECIES, e1);
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = DoubleVector.broadcast(SPECIES, e2);
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = DoubleVector.broadcast(SPECIES, e3);
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = DoubleVector.broadcast(SPECIES, e4);
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = DoubleVector.broadcast(SPECIES, e5);
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = DoubleVector.broadcast(SPECIES, e6);
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = DoubleVector.broadcast(SPECIES, e7);
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        e = DoubleVector.broadcast(SPECIES, e8);
        c80 = e.fma(g0, c80);
        c81 = e.fma(g1, c81);
        e = DoubleVector.broadcast(SPECIES, e9);
        c90 = e.fma(g0, c90);
        c91 = e.fma(g1, c91);
        e = DoubleVector.broadcast(SPECIES, e10);
        ca0 = e.fma(g0, ca0);
        ca1 = e.fma(g1, ca1);
        e = DoubleVector.broadcast(SPECIES, e11);
        cb0 = e.fma(g0, cb0);
        cb1 = e.fma(g1, cb1);
        t++;
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c50.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c51.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c60.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c61.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c70.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c71.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c80.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c81.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c90.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c91.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    ca0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    ca1.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    cb0.add(DoubleVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    cb1.add(DoubleVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }
}
