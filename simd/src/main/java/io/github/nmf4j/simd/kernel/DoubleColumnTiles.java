package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleRowTiles.GROUP;
import static io.github.nmf4j.simd.kernel.DoubleRowTiles.PAIR;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import jdk.incubator.vector.DoubleVector;

/**
 * {@link DoubleRowTiles} for an A that is transposed: terms × items, a tile of X whose columns are
 * the items.
 */
final class DoubleColumnTiles {

  private DoubleColumnTiles() {}

  /**
   * C[i] = C[i] + Σ_t A[t·TILE + i] · B[t], for items 0 ≤ i &lt; items rounded up to 8.
   *
   * @param vectors components in vectors
   */
  static void addColumns(
      double[] A, int items, double[] B, int terms, int vectors, double[] C, int cs) {
    int v = 0;
    for (; v + 2 <= vectors; v += 2) {
      int b = v * LANES * terms;
      for (int i = 0; i < items; i += GROUP) {
        if (MANY_REGISTERS) {
          addColumns8x2(A, i, B, b, terms, C, i * cs + v * LANES, cs);
        } else {
          addColumns4x2(A, i, B, b, terms, C, i * cs + v * LANES, cs);
        }
      }
    }
    if (v < vectors) {
      for (int i = 0; i < items; i += 8) {
        addColumns8x1(A, i, B, v * LANES * terms, terms, C, i * cs + v * LANES, cs);
      }
    }
  }

  /** 4 items × 2 vectors: C[r] += Σ_t A[a + t·TILE + r] · B[t]. */
  private static void addColumns4x2(
      double[] A, int a, double[] B, int b, int trips, double[] C, int c, int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c11 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c21 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c31 = DoubleVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
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
  }

  /** 8 items × 2 vectors: C[r] += Σ_t A[a + t·TILE + r] · B[t]. */
  private static void addColumns8x2(
      double[] A, int a, double[] B, int b, int trips, double[] C, int c, int cs) {
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
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
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

  /** 8 items × 1 vector: C[r] += Σ_t A[a + t·TILE + r] · B[t]. */
  private static void addColumns8x1(
      double[] A, int a, double[] B, int b, int trips, double[] C, int c, int cs) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c10 = DoubleVector.zero(SPECIES);
    DoubleVector c20 = DoubleVector.zero(SPECIES);
    DoubleVector c30 = DoubleVector.zero(SPECIES);
    DoubleVector c40 = DoubleVector.zero(SPECIES);
    DoubleVector c50 = DoubleVector.zero(SPECIES);
    DoubleVector c60 = DoubleVector.zero(SPECIES);
    DoubleVector c70 = DoubleVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, B, b + t * LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 4]);
      c40 = x.fma(b0, c40);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 5]);
      c50 = x.fma(b0, c50);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 6]);
      c60 = x.fma(b0, c60);
      x = DoubleVector.broadcast(SPECIES, A[a + t * TILE + 7]);
      c70 = x.fma(b0, c70);
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
}
