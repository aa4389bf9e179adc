package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import jdk.incubator.vector.FloatVector;

/**
 * Products of small matrices on the heap, register tile by register tile: C (items × components)
 * from A (items × terms) and B (terms × components, packed in pairs of vectors by {@link
 * FloatPacks}).
 *
 * <p>The shape of these methods is what makes them fast in every start of the JVM. All operands are
 * heap arrays: range checks of off-heap segments cost more to set up than such a short loop takes,
 * and the first-tier compiler can give up on a method with many of them, for good. Accumulators are
 * named locals, each begun by its own zero: a shared or conditional one would be boxed. No method
 * of ours is called inside: in a method with so many vector operations the compiler stops inlining
 * what is not forced. 4 × 2 accumulators on 16 registers, 8 × 2 on 32: the compiler loads all
 * broadcasts of a step before it multiplies, and spills when they do not fit too.
 */
final class FloatRowTiles {

  /** Components in a pair of vectors. */
  static final int PAIR = 2 * LANES;

  /** Items of a register tile that is a pair of vectors wide. */
  static final int GROUP = MANY_REGISTERS ? 8 : 4;

  private FloatRowTiles() {}

  /**
   * C[i] = C[i] + Σ_t A[a + i·as + t] · B[t], for items 0 ≤ i &lt; items rounded up to 8.
   *
   * @param vectors components in vectors
   */
  static void addRows(
      float[] A, int a, int as, int items, float[] B, int terms, int vectors, float[] C, int cs) {
    int v = 0;
    for (; v + 2 <= vectors; v += 2) {
      int b = v * LANES * terms;
      for (int i = 0; i < items; i += GROUP) {
        if (MANY_REGISTERS) {
          addRows8x2(A, a + i * as, as, B, b, terms, C, i * cs + v * LANES, cs);
        } else {
          addRows4x2(A, a + i * as, as, B, b, terms, C, i * cs + v * LANES, cs);
        }
      }
    }
    if (v < vectors) {
      for (int i = 0; i < items; i += 8) {
        addRows8x1(A, a + i * as, as, B, v * LANES * terms, terms, C, i * cs + v * LANES, cs);
      }
    }
  }

  /**
   * C[c + i·cs …] = Σ_t A[a + i·as + t] · B[b + t·PAIR …], one pair of vectors wide, for items 0 ≤
   * i &lt; items rounded up to 8. C is not read.
   */
  static void setRows(
      float[] A, int a, int as, int items, float[] B, int b, int terms, float[] C, int c, int cs) {
    for (int i = 0; i < items; i += GROUP) {
      if (MANY_REGISTERS) {
        setRows8x2(A, a + i * as, as, B, b, terms, C, c + i * cs, cs);
      } else {
        setRows4x2(A, a + i * as, as, B, b, terms, C, c + i * cs, cs);
      }
    }
  }

  /** 4 items × 2 vectors: C[r] += Σ_t A[a + r·as + t] · B[t]. */
  private static void addRows4x2(
      float[] A, int a, int as, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    int a1 = a + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a1 + t]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a2 + t]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a3 + t]);
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

  /** 8 items × 2 vectors: C[r] += Σ_t A[a + r·as + t] · B[t]. */
  private static void addRows8x2(
      float[] A, int a, int as, float[] B, int b, int trips, float[] C, int c, int cs) {
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
    int a1 = a + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    int a4 = a3 + as;
    int a5 = a4 + as;
    int a6 = a5 + as;
    int a7 = a6 + as;
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a1 + t]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a2 + t]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a3 + t]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, A[a4 + t]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, A[a5 + t]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, A[a6 + t]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, A[a7 + t]);
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

  /** 8 items × 1 vector: C[r] += Σ_t A[a + r·as + t] · B[t]. */
  private static void addRows8x1(
      float[] A, int a, int as, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    int a1 = a + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    int a4 = a3 + as;
    int a5 = a4 + as;
    int a6 = a5 + as;
    int a7 = a6 + as;
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t]);
      c00 = x.fma(b0, c00);
      x = FloatVector.broadcast(SPECIES, A[a1 + t]);
      c10 = x.fma(b0, c10);
      x = FloatVector.broadcast(SPECIES, A[a2 + t]);
      c20 = x.fma(b0, c20);
      x = FloatVector.broadcast(SPECIES, A[a3 + t]);
      c30 = x.fma(b0, c30);
      x = FloatVector.broadcast(SPECIES, A[a4 + t]);
      c40 = x.fma(b0, c40);
      x = FloatVector.broadcast(SPECIES, A[a5 + t]);
      c50 = x.fma(b0, c50);
      x = FloatVector.broadcast(SPECIES, A[a6 + t]);
      c60 = x.fma(b0, c60);
      x = FloatVector.broadcast(SPECIES, A[a7 + t]);
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

  /** 4 items × 2 vectors: C[r] = Σ_t A[a + r·as + t] · B[t]. */
  private static void setRows4x2(
      float[] A, int a, int as, float[] B, int b, int trips, float[] C, int c, int cs) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    int a1 = a + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a1 + t]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a2 + t]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a3 + t]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
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
  }

  /** 8 items × 2 vectors: C[r] = Σ_t A[a + r·as + t] · B[t]. */
  private static void setRows8x2(
      float[] A, int a, int as, float[] B, int b, int trips, float[] C, int c, int cs) {
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
    int a1 = a + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    int a4 = a3 + as;
    int a5 = a4 + as;
    int a6 = a5 + as;
    int a7 = a6 + as;
    for (int t = 0; t < trips; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, B, b + t * PAIR);
      FloatVector b1 = FloatVector.fromArray(SPECIES, B, b + t * PAIR + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, A[a + t]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, A[a1 + t]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, A[a2 + t]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, A[a3 + t]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, A[a4 + t]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, A[a5 + t]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, A[a6 + t]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, A[a7 + t]);
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
}
