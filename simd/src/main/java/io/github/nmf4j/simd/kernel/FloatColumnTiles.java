package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * C += Gᵀ·X, register tile by register tile, where X is a stripe of a tile: its PAIR columns are
 * the items and lie in the lanes, an entry of G is broadcast to them. C is component-major. See
 * {@link FloatRowTiles} for the shape of these methods.
 */
final class FloatColumnTiles {

  private FloatColumnTiles() {}

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
      FloatBuffer B,
      int b,
      int bs,
      int terms,
      int components,
      float[] C,
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
      MemorySegment X, long x, float[] B, int terms, int components, float[] C, int c, int cs) {
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
  static void pack(Mat G, int first, int rows, float[] packed) {
    int fives = fives(G.columns());
    int r = 0;
    for (; r < 5 * fives; r += 5) {
      pack(G, first, rows, r, 5, packed);
    }
    for (; r < G.columns(); r += 4) {
      pack(G, first, rows, r, 4, packed);
    }
  }

  private static void pack(Mat G, int first, int rows, int r, int width, float[] packed) {
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
      MemorySegment G, long g, long gs, int rows, float[] packed, int at, int width) {
    for (int t = 0; t < rows; t++) {
      long row = g + t * gs;
      int to = at + t * width;
      FloatVector.fromMemorySegment(SPECIES, G, row, ORDER).intoArray(packed, to);
      if (LANES < width) {
        FloatVector.fromMemorySegment(SPECIES, G, row + VECTOR_BYTES, ORDER)
            .intoArray(packed, to + LANES);
      }
      if (2 * LANES < width) {
        FloatVector.fromMemorySegment(SPECIES, G, row + 2 * VECTOR_BYTES, ORDER)
            .intoArray(packed, to + 2 * LANES);
      }
    }
  }

  /** 5 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + 5·t + r] · X[t]. */
  private static void addPacked5x2(
      MemorySegment X, long x, float[] B, int b, int trips, float[] C, int c, int cs) {
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, X, row, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, B[at]);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = FloatVector.broadcast(SPECIES, B[at + 1]);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = FloatVector.broadcast(SPECIES, B[at + 2]);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = FloatVector.broadcast(SPECIES, B[at + 3]);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = FloatVector.broadcast(SPECIES, B[at + 4]);
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      at += 5;
    }
    at = c;
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

  /** 4 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + 4·t + r] · X[t]. */
  private static void addPacked4x2(
      MemorySegment X, long x, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, X, row, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, B[at]);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = FloatVector.broadcast(SPECIES, B[at + 1]);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = FloatVector.broadcast(SPECIES, B[at + 2]);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = FloatVector.broadcast(SPECIES, B[at + 3]);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      at += 4;
    }
    at = c;
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
  }

  /** 4 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns4x2(
      MemorySegment X, long x, FloatBuffer B, int b, int bs, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, X, row, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, B.get(at));
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = FloatVector.broadcast(SPECIES, B.get(at + 1));
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = FloatVector.broadcast(SPECIES, B.get(at + 2));
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = FloatVector.broadcast(SPECIES, B.get(at + 3));
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      at += bs;
    }
    at = c;
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
  }

  /** 8 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns8x2(
      MemorySegment X, long x, FloatBuffer B, int b, int bs, int trips, float[] C, int c, int cs) {
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, X, row, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, B.get(at));
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = FloatVector.broadcast(SPECIES, B.get(at + 1));
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = FloatVector.broadcast(SPECIES, B.get(at + 2));
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = FloatVector.broadcast(SPECIES, B.get(at + 3));
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = FloatVector.broadcast(SPECIES, B.get(at + 4));
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      e = FloatVector.broadcast(SPECIES, B.get(at + 5));
      c50 = e.fma(x0, c50);
      c51 = e.fma(x1, c51);
      e = FloatVector.broadcast(SPECIES, B.get(at + 6));
      c60 = e.fma(x0, c60);
      c61 = e.fma(x1, c61);
      e = FloatVector.broadcast(SPECIES, B.get(at + 7));
      c70 = e.fma(x0, c70);
      c71 = e.fma(x1, c71);
      at += bs;
    }
    at = c;
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

  /** 12 components × 2 vectors of items: C[c + r·cs] += Σ_t B[b + t·bs + r] · X[t]. */
  private static void addColumns12x2(
      MemorySegment X, long x, FloatBuffer B, int b, int bs, int trips, float[] C, int c, int cs) {
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
    int at = b;
    long end = x + trips * (2 * VECTOR_BYTES);
    for (long row = x; row != end; row += 2 * VECTOR_BYTES) {
      FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, X, row, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, X, row + VECTOR_BYTES, ORDER);
      float e0 = B.get(at);
      float e1 = B.get(at + 1);
      float e2 = B.get(at + 2);
      float e3 = B.get(at + 3);
      float e4 = B.get(at + 4);
      float e5 = B.get(at + 5);
      float e6 = B.get(at + 6);
      float e7 = B.get(at + 7);
      float e8 = B.get(at + 8);
      float e9 = B.get(at + 9);
      float e10 = B.get(at + 10);
      float e11 = B.get(at + 11);
      FloatVector e;
      e = FloatVector.broadcast(SPECIES, e0);
      c00 = e.fma(x0, c00);
      c01 = e.fma(x1, c01);
      e = FloatVector.broadcast(SPECIES, e1);
      c10 = e.fma(x0, c10);
      c11 = e.fma(x1, c11);
      e = FloatVector.broadcast(SPECIES, e2);
      c20 = e.fma(x0, c20);
      c21 = e.fma(x1, c21);
      e = FloatVector.broadcast(SPECIES, e3);
      c30 = e.fma(x0, c30);
      c31 = e.fma(x1, c31);
      e = FloatVector.broadcast(SPECIES, e4);
      c40 = e.fma(x0, c40);
      c41 = e.fma(x1, c41);
      e = FloatVector.broadcast(SPECIES, e5);
      c50 = e.fma(x0, c50);
      c51 = e.fma(x1, c51);
      e = FloatVector.broadcast(SPECIES, e6);
      c60 = e.fma(x0, c60);
      c61 = e.fma(x1, c61);
      e = FloatVector.broadcast(SPECIES, e7);
      c70 = e.fma(x0, c70);
      c71 = e.fma(x1, c71);
      e = FloatVector.broadcast(SPECIES, e8);
      c80 = e.fma(x0, c80);
      c81 = e.fma(x1, c81);
      e = FloatVector.broadcast(SPECIES, e9);
      c90 = e.fma(x0, c90);
      c91 = e.fma(x1, c91);
      e = FloatVector.broadcast(SPECIES, e10);
      ca0 = e.fma(x0, ca0);
      ca1 = e.fma(x1, ca1);
      e = FloatVector.broadcast(SPECIES, e11);
      cb0 = e.fma(x0, cb0);
      cb1 = e.fma(x1, cb1);
      at += bs;
    }
    at = c;
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
