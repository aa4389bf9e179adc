package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import jdk.incubator.vector.DoubleVector;

/**
 * C += Gᵀ·X, register tile by register tile, where X is a stripe of a tile: its PAIR columns are
 * the items and lie in the lanes, an entry of G is broadcast to them. C is component-major. See
 * {@link DoubleRowTiles} for the shape of these methods.
 */
final class DoubleColumnTiles {

  private DoubleColumnTiles() {}

  /**
   * C[c·cs + i] = C[c·cs + i] + Σ_t B[t·bs + c] · X[t, i], for components 0 ≤ c &lt; components
   * rounded up to 4. For 32 registers.
   *
   * @param x offset of the stripe's first row in bytes
   * @param B rows of G, zeros behind the last component; in place or a copy
   * @param b where its first row begins
   * @param terms rows of the stripe
   * @param c where the first component's items begin in C
   */
  static void addColumns(
      MemorySegment X,
      long x,
      DoubleBuffer B,
      int b,
      int bs,
      int terms,
      int components,
      double[] C,
      int c,
      int cs) {
    int r = 0;
    while (r < components) {
      int left = components - r;
      if (left > 16 || (left > 8 && left <= 12)) {
        addColumns12x2(X, x, B, b + r, bs, terms, C, c + r * cs, cs);
        r += 12;
      } else if (left > 4) {
        addColumns8x2(X, x, B, b + r, bs, terms, C, c + r * cs, cs);
        r += 8;
      } else {
        addColumns4x2(X, x, B, b + r, bs, terms, C, c + r * cs, cs);
        r += 4;
      }
    }
  }

  /**
   * The same for 16 registers, from rows of G packed by {@link #pack}. Components are rounded up to
   * what fives and fours add up to.
   */
  static void addColumns(
      MemorySegment X, long x, double[] B, int terms, int components, double[] C, int c, int cs) {
    int fives = fives(components);
    int r = 0;
    for (; r < 5 * fives; r += 5) {
      addPacked5x2(X, x, B, r * TILE, terms, C, c + r * cs, cs);
    }
    for (; r < components; r += 4) {
      addPacked4x2(X, x, B, r * TILE, terms, C, c + r * cs, cs);
    }
  }

  /** How many register tiles have five components, so that as few as can be are in vain. */
  static int fives(int components) {
    int tiles = Math.ceilDiv(components, 5);
    return Math.max(0, tiles - (5 * tiles - components));
  }

  /**
   * Packs G's rows {@code first ≤ t < first + rows} for each register tile: the entries of its five
   * or four components row after row, from the first component times TILE on. What vectors write
   * behind a row is overwritten by the next one.
   *
   * @param packed a tile of rows of G, and a vector more
   */
  static void pack(Mat G, int first, int rows, double[] packed) {
    int fives = fives(G.columns());
    int r = 0;
    for (; r < 5 * fives; r += 5) {
      pack(G, first, rows, r, 5, packed);
    }
    for (; r < G.columns(); r += 4) {
      pack(G, first, rows, r, 4, packed);
    }
  }

  private static void pack(Mat G, int first, int rows, int r, int width, double[] packed) {
    // behind the last row there may be no memory
    int vectors = first + rows < G.rows() ? rows : rows - 1;
    long g = G.offset(first) + r * (long) BYTES;
    packVectors(G.segment(), g, G.rowBytes(), vectors, packed, r * TILE, width);
    for (int t = vectors; t < rows; t++) {
      for (int i = 0; i < width; i++) {
        packed[r * TILE + t * width + i] =
            G.segment().get(LAYOUT, g + t * G.rowBytes() + i * (long) BYTES);
      }
    }
  }

  /** Row after row, since each is written over what the one before left behind its end. */
  private static void packVectors(
      MemorySegment G, long g, long gs, int rows, double[] packed, int at, int width) {
    for (int t = 0; t < rows; t++) {
      long row = g + t * gs;
      int to = at + t * width;
      DoubleVector.fromMemorySegment(SPECIES, G, row, ORDER).intoArray(packed, to);
      if (LANES < width) {
        DoubleVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER)
            .intoArray(packed, to + LANES);
      }
      if (2 * LANES < width) {
        DoubleVector.fromMemorySegment(SPECIES, G, row + 2 * VECTOR_BYTES, ORDER)
            .intoArray(packed, to + 2 * LANES);
      }
    }
  }

  /** 5 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + 5·t + r] · X[t]. */
  private static void addPacked5x2(
      MemorySegment X, long x, double[] B, int b, int trips, double[] C, int c, int cs) {
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector x0 = DoubleVector.fromMemorySegment(SPECIES, X, row, ORDER);
      DoubleVector x1 = DoubleVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      DoubleVector e;
      e = DoubleVector.broadcast(SPECIES, B[at]);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = DoubleVector.broadcast(SPECIES, B[at + 1]);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = DoubleVector.broadcast(SPECIES, B[at + 2]);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = DoubleVector.broadcast(SPECIES, B[at + 3]);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = DoubleVector.broadcast(SPECIES, B[at + 4]);
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      at += 5;
    }
    at = c;
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

  /** 4 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + 4·t + r] · X[t]. */
  private static void addPacked4x2(
      MemorySegment X, long x, double[] B, int b, int trips, double[] C, int c, int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector x0 = DoubleVector.fromMemorySegment(SPECIES, X, row, ORDER);
      DoubleVector x1 = DoubleVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      DoubleVector e;
      e = DoubleVector.broadcast(SPECIES, B[at]);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = DoubleVector.broadcast(SPECIES, B[at + 1]);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = DoubleVector.broadcast(SPECIES, B[at + 2]);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = DoubleVector.broadcast(SPECIES, B[at + 3]);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      at += 4;
    }
    at = c;
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
  }

  /** 4 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns4x2(
      MemorySegment X,
      long x,
      DoubleBuffer B,
      int b,
      int bs,
      int trips,
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector x0 = DoubleVector.fromMemorySegment(SPECIES, X, row, ORDER);
      DoubleVector x1 = DoubleVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      DoubleVector e;
      e = DoubleVector.broadcast(SPECIES, B.get(at));
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 1));
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 2));
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 3));
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      at += bs;
    }
    at = c;
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
  }

  /** 8 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns8x2(
      MemorySegment X,
      long x,
      DoubleBuffer B,
      int b,
      int bs,
      int trips,
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector x0 = DoubleVector.fromMemorySegment(SPECIES, X, row, ORDER);
      DoubleVector x1 = DoubleVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      DoubleVector e;
      e = DoubleVector.broadcast(SPECIES, B.get(at));
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 1));
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 2));
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 3));
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 4));
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 5));
      c50 = e.fma(x0, c50);
      c51 = e.fma(x1, c51);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 6));
      c60 = e.fma(x0, c60);
      c61 = e.fma(x1, c61);
      e = DoubleVector.broadcast(SPECIES, B.get(at + 7));
      c70 = e.fma(x0, c70);
      c71 = e.fma(x1, c71);
      at += bs;
    }
    at = c;
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

  /** 12 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns12x2(
      MemorySegment X,
      long x,
      DoubleBuffer B,
      int b,
      int bs,
      int trips,
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector x0 = DoubleVector.fromMemorySegment(SPECIES, X, row, ORDER);
      DoubleVector x1 = DoubleVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      double e0 = B.get(at);
      double e1 = B.get(at + 1);
      double e2 = B.get(at + 2);
      double e3 = B.get(at + 3);
      double e4 = B.get(at + 4);
      double e5 = B.get(at + 5);
      double e6 = B.get(at + 6);
      double e7 = B.get(at + 7);
      double e8 = B.get(at + 8);
      double e9 = B.get(at + 9);
      double e10 = B.get(at + 10);
      double e11 = B.get(at + 11);
      DoubleVector e;
      e = DoubleVector.broadcast(SPECIES, e0);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = DoubleVector.broadcast(SPECIES, e1);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = DoubleVector.broadcast(SPECIES, e2);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = DoubleVector.broadcast(SPECIES, e3);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = DoubleVector.broadcast(SPECIES, e4);
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      e = DoubleVector.broadcast(SPECIES, e5);
      c50 = e.fma(x0, c50);
      c51 = e.fma(x1, c51);
      e = DoubleVector.broadcast(SPECIES, e6);
      c60 = e.fma(x0, c60);
      c61 = e.fma(x1, c61);
      e = DoubleVector.broadcast(SPECIES, e7);
      c70 = e.fma(x0, c70);
      c71 = e.fma(x1, c71);
      e = DoubleVector.broadcast(SPECIES, e8);
      c80 = e.fma(x0, c80);
      c81 = e.fma(x1, c81);
      e = DoubleVector.broadcast(SPECIES, e9);
      c90 = e.fma(x0, c90);
      c91 = e.fma(x1, c91);
      e = DoubleVector.broadcast(SPECIES, e10);
      ca0 = e.fma(x0, ca0);
      ca1 = e.fma(x1, ca1);
      e = DoubleVector.broadcast(SPECIES, e11);
      cb0 = e.fma(x0, cb0);
      cb1 = e.fma(x1, cb1);
      at += bs;
    }
    at = c;
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
