package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

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
final class FloatRowTiles {

  private FloatRowTiles() {}

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
   *     FloatRowSingles}
   * @param near whether X is in the first-level cache; where it is further away, eight items at a
   *     time take less time than twelve
   */
  static void addRows(
      FloatBuffer X,
      int x,
      int distance,
      int items,
      boolean near,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      int vectors,
      float[] C,
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
      FloatBuffer X,
      int x,
      int distance,
      int items,
      boolean near,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      float[] C,
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
      FloatBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
      int vectors,
      float[] C,
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
      FloatBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
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
    for (int left = terms; left > 0; left -= PAIR) {
      int trips = Math.min(left, PAIR);
      for (int t = 0; t < trips; t++) {
        long row = g + t * gs;
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        FloatVector e;
        e = FloatVector.broadcast(SPECIES, X.get(x + t));
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = FloatVector.broadcast(SPECIES, X.get(x + 1 * PAIR + t));
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = FloatVector.broadcast(SPECIES, X.get(x + 2 * PAIR + t));
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = FloatVector.broadcast(SPECIES, X.get(x + 3 * PAIR + t));
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = FloatVector.broadcast(SPECIES, X.get(x + 4 * PAIR + t));
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }

  /** 8 items × 2 vectors: C[r] += Σ_t X[x + r·PAIR + t] · G[t], stripe after stripe. */
  private static void addRows8x2(
      FloatBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
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
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * gs;
      for (long row = g; row != end; row += gs) {
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        FloatVector e;
        e = FloatVector.broadcast(SPECIES, X.get(t));
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = FloatVector.broadcast(SPECIES, X.get(t + 1 * PAIR));
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = FloatVector.broadcast(SPECIES, X.get(t + 2 * PAIR));
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = FloatVector.broadcast(SPECIES, X.get(t + 3 * PAIR));
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = FloatVector.broadcast(SPECIES, X.get(t + 4 * PAIR));
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = FloatVector.broadcast(SPECIES, X.get(t + 5 * PAIR));
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = FloatVector.broadcast(SPECIES, X.get(t + 6 * PAIR));
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = FloatVector.broadcast(SPECIES, X.get(t + 7 * PAIR));
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        t++;
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c50.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c51.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c60.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c61.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c70.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c71.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }

  /** 12 items × 2 vectors: C[r] += Σ_t X[x + r·PAIR + t] · G[t], stripe after stripe. */
  private static void addRows12x2(
      FloatBuffer X,
      int x,
      int distance,
      MemorySegment G,
      long g,
      long gs,
      int terms,
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
    for (int left = terms; left > 0; left -= PAIR) {
      int t = x;
      long end = g + Math.min(left, PAIR) * gs;
      for (long row = g; row != end; row += gs) {
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, G, row, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER);
        float e0 = X.get(t);
        float e1 = X.get(t + 1 * PAIR);
        float e2 = X.get(t + 2 * PAIR);
        float e3 = X.get(t + 3 * PAIR);
        float e4 = X.get(t + 4 * PAIR);
        float e5 = X.get(t + 5 * PAIR);
        float e6 = X.get(t + 6 * PAIR);
        float e7 = X.get(t + 7 * PAIR);
        float e8 = X.get(t + 8 * PAIR);
        float e9 = X.get(t + 9 * PAIR);
        float e10 = X.get(t + 10 * PAIR);
        float e11 = X.get(t + 11 * PAIR);
        FloatVector e;
        e = FloatVector.broadcast(SPECIES, e0);
        c00 = e.fma(g0, c00);
        c01 = e.fma(g1, c01);
        e = FloatVector.broadcast(SPECIES, e1);
        c10 = e.fma(g0, c10);
        c11 = e.fma(g1, c11);
        e = FloatVector.broadcast(SPECIES, e2);
        c20 = e.fma(g0, c20);
        c21 = e.fma(g1, c21);
        e = FloatVector.broadcast(SPECIES, e3);
        c30 = e.fma(g0, c30);
        c31 = e.fma(g1, c31);
        e = FloatVector.broadcast(SPECIES, e4);
        c40 = e.fma(g0, c40);
        c41 = e.fma(g1, c41);
        e = FloatVector.broadcast(SPECIES, e5);
        c50 = e.fma(g0, c50);
        c51 = e.fma(g1, c51);
        e = FloatVector.broadcast(SPECIES, e6);
        c60 = e.fma(g0, c60);
        c61 = e.fma(g1, c61);
        e = FloatVector.broadcast(SPECIES, e7);
        c70 = e.fma(g0, c70);
        c71 = e.fma(g1, c71);
        e = FloatVector.broadcast(SPECIES, e8);
        c80 = e.fma(g0, c80);
        c81 = e.fma(g1, c81);
        e = FloatVector.broadcast(SPECIES, e9);
        c90 = e.fma(g0, c90);
        c91 = e.fma(g1, c91);
        e = FloatVector.broadcast(SPECIES, e10);
        ca0 = e.fma(g0, ca0);
        ca1 = e.fma(g1, ca1);
        e = FloatVector.broadcast(SPECIES, e11);
        cb0 = e.fma(g0, cb0);
        cb1 = e.fma(g1, cb1);
        t++;
      }
      x += distance;
      g += PAIR * gs;
    }
    int at = c;
    c00.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c01.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c10.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c11.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c20.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c21.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c30.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c31.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c40.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c41.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c50.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c51.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c60.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c61.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c70.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c71.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c80.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c81.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    c90.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    c91.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    ca0.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    ca1.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
    at += cs;
    cb0.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    cb1.add(FloatVector.fromArray(SPECIES, C, at + LANES)).intoArray(C, at + LANES);
  }
}
