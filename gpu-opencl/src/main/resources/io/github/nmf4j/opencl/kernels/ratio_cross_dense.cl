// N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G with Y = max(F·Gᵀ, floor), dense. Y is never stored: a
// tile of it is worked out in registers, turned into weights in local memory, and multiplied by
// the same rows of G.
//
//          j0   TQ                             KC components
//        +---------+                         +---------+
//   TI   |  Y → Q  |        ·            TQ  |    G    |   =   TI × KC of N, kept in registers
//        +---------+                         +---------+       over all of a split's tiles
//
// Work-group (tile of items, chunk of KC components, split), as in cross_dense.cl. With more
// than KC components the tile of Y is worked out once per chunk.
#include "common.cl"
#include "score_tile.cl"
#include "weights.cl"

// NUMERATOR and/or DENOMINATOR say which of the two are wanted; without NUMERATOR there is no X.
// With WEIGHTED both are multiplied entry by entry by M, which lies like X.
#ifndef RC
#define RC 2  // components per work-item: 1, 2, 4 or 8
#endif
#ifndef TJ
#define TJ 16  // rows of G per step of the second product; divides TQ
#endif
#define KC (WX * RC)
#define FIRST_AREA (TK * PQ)
#define SECOND_AREA (TJ * KC)

static void write_tile(
    __global REAL *R, REAL4 r[RC], int i0, int p, int k0, int ks, int add) {
  for (int c = 0; c < RC; c++) {
    REAL v[4] = {r[c].s0, r[c].s1, r[c].s2, r[c].s3};
    int component = k0 + get_local_id(0) + WX * c;
    for (int a = 0; a < 4; a++) {
      int i = i0 + 4 * get_local_id(1) + a;
      if (i < p && component < ks) {
        size_t at = (size_t)i * ks + component;
        R[at] = add ? R[at] + v[a] : v[a];
      }
    }
  }
}

// span: partners per split, a multiple of TQ. Split s writes N + s·splitStride, D likewise; add
// is for a single split.
__kernel __attribute__((reqd_work_group_size(WX, WY, 1)))
void ratio_cross_dense(
#ifdef NUMERATOR
    __global const REAL *X, ulong xAt, ulong ld, int transposed,
    __global REAL *N, ulong nAt,
#endif
#ifdef WEIGHTED
    __global const REAL *M, ulong mAt, ulong mLd, int mTransposed,
#endif
#ifdef DENOMINATOR
    __global REAL *D, ulong dAt,
#endif
    __global const REAL *F, ulong fAt, int p, __global const REAL *G, ulong gAt, int q,
    int ks, int span, ulong splitStride, int kind, REAL beta, REAL floor_, int add) {
  __local REAL Fs[TK * PI] __attribute__((aligned(32)));
  // the two products use G in different layouts, one after the other
  __local REAL Gs[FIRST_AREA > SECOND_AREA ? FIRST_AREA : SECOND_AREA];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WX + x;
  int i0 = get_group_id(0) * TI;
  int k0 = get_group_id(1) * KC;
  int from = get_group_id(2) * span;
  int to = min(q, from + span);
  F += fAt;
  G += gAt;
#ifdef NUMERATOR
  __local REAL Qn[TQ * PI] __attribute__((aligned(32)));
  REAL4 n[RC];
  X += xAt;
  N += nAt + get_group_id(2) * splitStride;
#endif
#ifdef DENOMINATOR
  __local REAL Qd[TQ * PI] __attribute__((aligned(32)));
  REAL4 d[RC];
  D += dAt + get_group_id(2) * splitStride;
#endif
#ifdef WEIGHTED
  M += mAt;
#endif
  for (int c = 0; c < RC; c++) {
#ifdef NUMERATOR
    n[c] = (REAL4)(0);
#endif
#ifdef DENOMINATOR
    d[c] = (REAL4)(0);
#endif
  }
  for (int j0 = from; j0 < to; j0 += TQ) {
    REAL4 s[RQ];
    score_tile(F, p, i0, G, to, j0, ks, Fs, Gs, s);
    for (int b = 0; b < RQ; b++) {
      int j = x + WX * b;
      // not fmax: a model that is not a number must stay one
      REAL m[4] = {s[b].s0, s[b].s1, s[b].s2, s[b].s3};
      for (int a = 0; a < 4; a++) {
        m[a] = m[a] < floor_ ? floor_ : m[a];
      }
#ifdef NUMERATOR
      REAL4 v = data_quad(X, ld, transposed, p, to, i0 + 4 * y, j0 + j);
      REAL4 qn = (REAL4)(
          numerator_weight(v.s0, m[0], kind, beta), numerator_weight(v.s1, m[1], kind, beta),
          numerator_weight(v.s2, m[2], kind, beta), numerator_weight(v.s3, m[3], kind, beta));
#endif
#ifdef DENOMINATOR
      REAL4 qd = (REAL4)(
          denominator_weight(m[0], kind, beta), denominator_weight(m[1], kind, beta),
          denominator_weight(m[2], kind, beta), denominator_weight(m[3], kind, beta));
#endif
#ifdef WEIGHTED
      REAL4 weight = data_quad(M, mLd, mTransposed, p, to, i0 + 4 * y, j0 + j);
#ifdef NUMERATOR
      qn *= weight;
#endif
#ifdef DENOMINATOR
      qd *= weight;
#endif
#endif
      // four at once: neighbours in x then meet different banks
#ifdef NUMERATOR
      *(__local REAL4 *)(Qn + j * PI + 4 * y) = qn;
#endif
#ifdef DENOMINATOR
      *(__local REAL4 *)(Qd + j * PI + 4 * y) = qd;
#endif
    }
    for (int j1 = 0; j1 < TQ; j1 += TJ) {
      for (int e = t; e < TJ * KC; e += WX * WY) {
        int j = j0 + j1 + e / KC;
        int c = k0 + e % KC;
        Gs[e] = j < to && c < ks ? G[(size_t)j * ks + c] : (REAL)0;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int j = 0; j < TJ; j++) {
#ifdef NUMERATOR
        REAL4 qn = *(__local const REAL4 *)(Qn + (j1 + j) * PI + 4 * y);
#endif
#ifdef DENOMINATOR
        REAL4 qd = *(__local const REAL4 *)(Qd + (j1 + j) * PI + 4 * y);
#endif
        for (int c = 0; c < RC; c++) {
          REAL g = Gs[j * KC + x + WX * c];
#ifdef NUMERATOR
          n[c] += qn * g;
#endif
#ifdef DENOMINATOR
          d[c] += qd * g;
#endif
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }
#ifdef NUMERATOR
  write_tile(N, n, i0, p, k0, ks, add);
#endif
#ifdef DENOMINATOR
  write_tile(D, d, i0, p, k0, ks, add);
#endif
}
