package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;

/**
 * Scores, the entries of a model: C = A·B, register tile by register tile, from small matrices on
 * the heap, B a pair of vectors wide. See {@link DoubleRowTiles} for the shape of these methods.
 */
final class DoubleScoreTiles {

  /** Items of a register tile. */
  static final int GROUP = MANY_REGISTERS ? 8 : 5;

  /** Items of a register tile of a model. A tile has a whole number of them. */
  static final int MODEL_GROUP = MANY_REGISTERS ? 12 : 5;

  private DoubleScoreTiles() {}

  /**
   * C[c + i·cs …] = Σ_t A[i, t] · B[b + t·PAIR …], one pair of vectors wide, for items 0 ≤ i &lt;
   * items rounded up to a group. C is not read. A is packed by groups: entry t of item r of group g
   * is A[a + g·GROUP·terms + t·as + r], so that one register addresses a step of all items.
   */
  static void setRows(
      double[] A,
      int a,
      int as,
      int items,
      double[] B,
      int b,
      int terms,
      double[] C,
      int c,
      int cs) {
    for (int i = 0; i < items; i += GROUP) {
      if (MANY_REGISTERS) {
        setRows8x2(A, a + i * terms, as, B, b, terms, C, c + i * cs, cs);
      } else {
        setRows5x2(A, a + i * terms, as, B, b, terms, C, c + i * cs, cs);
      }
    }
  }

  /** 5 items × 2 vectors: C[r] = Σ_t A[a + t·as + r] · B[t]. */
  private static void setRows5x2(
      double[] A, int a, int as, double[] B, int b, int trips, double[] C, int c, int cs) {
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
    for (int t = 0; t < trips; t++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      int at = a + t * as;
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[at + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[at + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[at + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, A[at + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
    }
    int at = c;
    c00.intoArray(C, at);
    c01.intoArray(C, at + LANES);
    at += cs;
    c10.intoArray(C, at);
    c11.intoArray(C, at + LANES);
    at += cs;
    c20.intoArray(C, at);
    c21.intoArray(C, at + LANES);
    at += cs;
    c30.intoArray(C, at);
    c31.intoArray(C, at + LANES);
    at += cs;
    c40.intoArray(C, at);
    c41.intoArray(C, at + LANES);
  }

  /** 8 items × 2 vectors: C[r] = Σ_t A[a + t·as + r] · B[t]. */
  private static void setRows8x2(
      double[] A, int a, int as, double[] B, int b, int trips, double[] C, int c, int cs) {
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
    for (int t = 0; t < trips; t++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      int at = a + t * as;
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[at + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[at + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[at + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, A[at + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, A[at + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, A[at + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, A[at + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    int at = c;
    c00.intoArray(C, at);
    c01.intoArray(C, at + LANES);
    at += cs;
    c10.intoArray(C, at);
    c11.intoArray(C, at + LANES);
    at += cs;
    c20.intoArray(C, at);
    c21.intoArray(C, at + LANES);
    at += cs;
    c30.intoArray(C, at);
    c31.intoArray(C, at + LANES);
    at += cs;
    c40.intoArray(C, at);
    c41.intoArray(C, at + LANES);
    at += cs;
    c50.intoArray(C, at);
    c51.intoArray(C, at + LANES);
    at += cs;
    c60.intoArray(C, at);
    c61.intoArray(C, at + LANES);
    at += cs;
    c70.intoArray(C, at);
    c71.intoArray(C, at + LANES);
  }

  /**
   * C[i·PAIR …] = Σ_t A[i, t] · B[b + t·PAIR …] for items 0 ≤ i &lt; items rounded up to a group: a
   * stripe of the model. A is packed as above, with groups of MODEL_GROUP, as = MODEL_GROUP; B, a
   * lane pack, is read where it lies.
   */
  static void setModel(
      double[] A, int a, int items, MemorySegment B, long b, int terms, double[] C) {
    for (int i = 0; i < items; i += MODEL_GROUP) {
      if (MANY_REGISTERS) {
        setModel12x2(A, a + i * terms, B, b, terms, C, i * PAIR);
      } else {
        setModel5x2(A, a + i * terms, B, b, terms, C, i * PAIR);
      }
    }
  }

  /** 5 items × 2 vectors: C[r] = Σ_t A[a + t·MODEL_GROUP + r] · B[t]. */
  private static void setModel5x2(
      double[] A, int a, MemorySegment B, long b, int trips, double[] C, int c) {
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
    int at = a;
    long end = b + trips * (2 * VECTOR_BYTES);
    for (long row = b; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, B, row, ORDER);
      DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, B, row + VECTOR_BYTES, ORDER);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[at + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[at + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[at + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, A[at + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      at += 5;
    }
    at = c;
    c00.intoArray(C, at);
    c01.intoArray(C, at + LANES);
    at += PAIR;
    c10.intoArray(C, at);
    c11.intoArray(C, at + LANES);
    at += PAIR;
    c20.intoArray(C, at);
    c21.intoArray(C, at + LANES);
    at += PAIR;
    c30.intoArray(C, at);
    c31.intoArray(C, at + LANES);
    at += PAIR;
    c40.intoArray(C, at);
    c41.intoArray(C, at + LANES);
  }

  /** 12 items × 2 vectors: C[r] = Σ_t A[a + t·MODEL_GROUP + r] · B[t]. */
  private static void setModel12x2(
      double[] A, int a, MemorySegment B, long b, int trips, double[] C, int c) {
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
    int at = a;
    long end = b + trips * (2 * VECTOR_BYTES);
    for (long row = b; row != end; row += 2 * VECTOR_BYTES) {
      DoubleVector b0 = DoubleVector.fromMemorySegment(SPECIES, B, row, ORDER);
      DoubleVector b1 = DoubleVector.fromMemorySegment(SPECIES, B, row + VECTOR_BYTES, ORDER);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[at + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[at + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[at + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, A[at + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, A[at + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, A[at + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, A[at + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = DoubleVector.broadcast(SPECIES, A[at + 8]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = DoubleVector.broadcast(SPECIES, A[at + 9]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = DoubleVector.broadcast(SPECIES, A[at + 10]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = DoubleVector.broadcast(SPECIES, A[at + 11]);
      cb0 = x.fma(b0, cb0);
      cb1 = x.fma(b1, cb1);
      at += 12;
    }
    at = c;
    c00.intoArray(C, at);
    c01.intoArray(C, at + LANES);
    at += PAIR;
    c10.intoArray(C, at);
    c11.intoArray(C, at + LANES);
    at += PAIR;
    c20.intoArray(C, at);
    c21.intoArray(C, at + LANES);
    at += PAIR;
    c30.intoArray(C, at);
    c31.intoArray(C, at + LANES);
    at += PAIR;
    c40.intoArray(C, at);
    c41.intoArray(C, at + LANES);
    at += PAIR;
    c50.intoArray(C, at);
    c51.intoArray(C, at + LANES);
    at += PAIR;
    c60.intoArray(C, at);
    c61.intoArray(C, at + LANES);
    at += PAIR;
    c70.intoArray(C, at);
    c71.intoArray(C, at + LANES);
    at += PAIR;
    c80.intoArray(C, at);
    c81.intoArray(C, at + LANES);
    at += PAIR;
    c90.intoArray(C, at);
    c91.intoArray(C, at + LANES);
    at += PAIR;
    ca0.intoArray(C, at);
    ca1.intoArray(C, at + LANES);
    at += PAIR;
    cb0.intoArray(C, at);
    cb1.intoArray(C, at + LANES);
  }
}
