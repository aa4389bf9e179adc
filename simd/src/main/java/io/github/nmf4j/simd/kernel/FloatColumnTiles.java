package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatRowTiles.GROUP;
import static io.github.nmf4j.simd.kernel.FloatRowTiles.PAIR;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import jdk.incubator.vector.FloatVector;

/**
 * {@link FloatRowTiles} for an A that is transposed: terms × items, a tile of X whose columns are
 * the items.
 */
final class FloatColumnTiles {

  private FloatColumnTiles() {}

  /**
   * C[i] = C[i] + Σ_t A[t·TILE + i] · B[t], for items 0 ≤ i &lt; items rounded up to 8.
   *
   * @param vectors components in vectors
   */
  static void addColumns(
      float[] A, int items, float[] B, int terms, int vectors, float[] C, int cs) {
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
      float[] A, int a, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
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
  }

  /** 8 items × 2 vectors: C[r] += Σ_t A[a + t·TILE + r] · B[t]. */
  private static void addColumns8x2(
      float[] A, int a, float[] B, int b, int trips, float[] C, int c, int cs) {
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
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
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

  /** 8 items × 1 vector: C[r] += Σ_t A[a + t·TILE + r] · B[t]. */
  private static void addColumns8x1(
      float[] A, int a, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE]);
      c00 = x.fma(b0, c00);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 1]);
      c10 = x.fma(b0, c10);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 2]);
      c20 = x.fma(b0, c20);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 3]);
      c30 = x.fma(b0, c30);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 4]);
      c40 = x.fma(b0, c40);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 5]);
      c50 = x.fma(b0, c50);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 6]);
      c60 = x.fma(b0, c60);
      x = FloatVector.broadcast(SPECIES, A[a + t * TILE + 7]);
      c70 = x.fma(b0, c70);
    }
    int at = c;
    c00.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c10.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c20.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c30.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c40.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c50.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c60.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
    at += cs;
    c70.add(FloatVector.fromArray(SPECIES, C, at)).intoArray(C, at);
  }
}
