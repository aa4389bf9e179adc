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
// than KC components the tile of Y is worked out once per chunk. The two products give the same
// work-items different tiles: SI items × SQ partners, then RI items × RC components.
#include "common.cl"
#include "weights.cl"

// NUMERATOR and/or DENOMINATOR say which of the two are wanted; without NUMERATOR there is no X.
// With WEIGHTED both are multiplied entry by entry by M. TRANSPOSED and M_TRANSPOSED: X, M lie
// partner by partner, else item by item. With KIND the loss is known to the compiler.
#ifndef WX
#define WX 8  // work-items across components
#endif
#ifndef WY
#define WY 16  // work-items across items, in the second product
#endif
#ifndef RI
#define RI 8  // items per work-item, in the second product: 4 or 8
#endif
#ifndef RC
#define RC 4  // components per work-item: 4 or 8
#endif
#ifndef SX
#define SX 8  // work-items across partners; divides RI·WX
#endif
#ifndef SQ
#define SQ 4  // partners per work-item
#endif
#ifndef TK
#define TK 32  // components of F in local memory at a time; divides KC
#endif
#ifdef KIND
#define UNROLL_WEIGHTS UNROLL
#else
#define KIND kind
#define UNROLL_WEIGHTS  // every copy would contain every loss
#endif
#define T (WX * WY)
#define SY (T / SX)
#define TI (RI * WY)
#define SI (TI / SY)
#define TQ (SX * SQ)
#define KC (RC * WX)
#define PI (TI + 4)  // 4 more: the rows that neighbours read begin in different banks
#define PK (TK + 4)
#define PC (KC + 4)

#ifdef TRANSPOSED
#define X_ENTRY(i, j) X[(size_t)(j) * ld + (i)]
#else
#define X_ENTRY(i, j) X[(size_t)(i) * ld + (j)]
#endif
#ifdef M_TRANSPOSED
#define M_ENTRY(i, j) M[(size_t)(j) * mLd + (i)]
#else
#define M_ENTRY(i, j) M[(size_t)(i) * mLd + (j)]
#endif

// Components c0 … c0 + width − 1 of rows first, first + 1, … of F into S, whose rows are `pitch`
// apart; rows from `end` on and components from ks on count as zero.
static void load_rows(
    __global const REAL *F, int first, int end, int ks, int c0, int rows, int width,
    __local REAL *S, int pitch) {
  int quads = width / 4;
  for (int e = get_local_id(1) * WX + get_local_id(0); e < rows * quads; e += T) {
    int i = e / quads;
    int c = 4 * (e % quads);
    *(__local REAL4 *)(S + i * pitch + c) =
        first + i < end && c0 + c < ks
            ? *(__global const REAL4 *)(F + (size_t)(first + i) * ks + c0 + c)
            : (REAL4)(0);
  }
}

// span: partners per split, a multiple of TQ. Split s writes N + s·splitStride, D likewise; add
// is for a single split.
__kernel __attribute__((reqd_work_group_size(WX, WY, 1)))
void ratio_cross_dense(
#ifdef NUMERATOR
    __global const REAL *X, ulong xAt, ulong ld,
    __global REAL *N, ulong nAt,
#endif
#ifdef WEIGHTED
    __global const REAL *M, ulong mAt, ulong mLd,
#endif
#ifdef DENOMINATOR
    __global REAL *D, ulong dAt,
#endif
    __global const REAL *F, ulong fAt, int p, __global const REAL *G, ulong gAt, int q,
    int ks, int span, ulong splitStride, int kind, REAL beta, REAL floor_, int add) {
  __local REAL Fs[TI * PK] __attribute__((aligned(32)));
  __local REAL Gs[TQ * PC] __attribute__((aligned(32)));
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WX + x;
  // neighbours in memory go to neighbouring work-items, whichever way X lies
#ifdef TRANSPOSED
  int sy = t % SY;
  int sx = t / SY;
#else
  int sx = t % SX;
  int sy = t / SX;
#endif
  int i0 = get_group_id(0) * TI;
  int k0 = get_group_id(1) * KC;
  int from = get_group_id(2) * span;
  int to = min(q, from + span);
  int whole = ks <= KC;  // one load of G serves both products
  F += fAt;
  G += gAt;
#ifdef NUMERATOR
  __local REAL Qn[TQ * PI] __attribute__((aligned(32)));
  REAL4 n[RI][RC / 4];
  X += xAt;
  N += nAt + get_group_id(2) * splitStride;
#endif
#ifdef DENOMINATOR
  __local REAL Qd[TQ * PI] __attribute__((aligned(32)));
  REAL4 d[RI][RC / 4];
  D += dAt + get_group_id(2) * splitStride;
#endif
#ifdef WEIGHTED
  M += mAt;
#endif
  UNROLL for (int a = 0; a < RI; a++) {
    UNROLL for (int b = 0; b < RC / 4; b++) {
#ifdef NUMERATOR
      n[a][b] = (REAL4)(0);
#endif
#ifdef DENOMINATOR
      d[a][b] = (REAL4)(0);
#endif
    }
  }
  for (int j0 = from; j0 < to; j0 += TQ) {
#ifdef NUMERATOR
    // on their way while the model is worked out
    REAL v[SI][SQ];
    UNROLL for (int a = 0; a < SI; a++) {
      UNROLL for (int b = 0; b < SQ; b++) {
        int i = i0 + sy + SY * a;
        int j = j0 + sx + SX * b;
        v[a][b] = i < p && j < to ? X_ENTRY(i, j) : (REAL)0;
      }
    }
#endif
    REAL s[SI][SQ];
    UNROLL for (int a = 0; a < SI; a++) {
      UNROLL for (int b = 0; b < SQ; b++) {
        s[a][b] = 0;
      }
    }
    if (whole) {
      load_rows(G, j0, to, ks, 0, TQ, KC, Gs, PC);
    }
    for (int c0 = 0; c0 < ks; c0 += TK) {
      if (c0 > 0) {
        barrier(CLK_LOCAL_MEM_FENCE);
      }
      if (ks > TK || j0 == from) {  // else F stays
        load_rows(F, i0, p, ks, c0, TI, TK, Fs, PK);
      }
      if (!whole) {
        load_rows(G, j0, to, ks, c0, TQ, TK, Gs, PC);
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      int at = whole ? c0 : 0;
      int step = min(TK, ks - c0);
      for (int c = 0; c < step; c += 4) {
        REAL4 g[SQ];
        UNROLL for (int b = 0; b < SQ; b++) {
          g[b] = *(__local const REAL4 *)(Gs + (sx + SX * b) * PC + at + c);
        }
        UNROLL for (int a = 0; a < SI; a++) {
          REAL4 f = *(__local const REAL4 *)(Fs + (sy + SY * a) * PK + c);
          UNROLL for (int b = 0; b < SQ; b++) {
            s[a][b] += f.s0 * g[b].s0;
            s[a][b] += f.s1 * g[b].s1;
            s[a][b] += f.s2 * g[b].s2;
            s[a][b] += f.s3 * g[b].s3;
          }
        }
      }
    }
    UNROLL_WEIGHTS for (int a = 0; a < SI; a++) {
      UNROLL_WEIGHTS for (int b = 0; b < SQ; b++) {
        int i = sy + SY * a;
        int j = sx + SX * b;
        // not fmax: a model that is not a number must stay one
        REAL m = s[a][b] < floor_ ? floor_ : s[a][b];
#ifdef WEIGHTED
        REAL weight = i0 + i < p && j0 + j < to ? M_ENTRY(i0 + i, j0 + j) : (REAL)0;
#else
        REAL weight = 1;
#endif
#ifdef NUMERATOR
        Qn[j * PI + i] = weight * numerator_weight(v[a][b], m, KIND, beta);
#endif
#ifdef DENOMINATOR
        Qd[j * PI + i] = weight * denominator_weight(m, KIND, beta);
#endif
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!whole) {
      load_rows(G, j0, to, ks, k0, TQ, KC, Gs, PC);
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (int j = 0; j < TQ; j++) {
      REAL4 g[RC / 4];
      UNROLL for (int b = 0; b < RC / 4; b++) {
        g[b] = *(__local const REAL4 *)(Gs + j * PC + 4 * (x + WX * b));
      }
      UNROLL for (int a = 0; a < RI / 4; a++) {
#ifdef NUMERATOR
        REAL4 qn = *(__local const REAL4 *)(Qn + j * PI + 4 * (y + WY * a));
        UNROLL for (int b = 0; b < RC / 4; b++) {
          n[4 * a][b] += qn.s0 * g[b];
          n[4 * a + 1][b] += qn.s1 * g[b];
          n[4 * a + 2][b] += qn.s2 * g[b];
          n[4 * a + 3][b] += qn.s3 * g[b];
        }
#endif
#ifdef DENOMINATOR
        REAL4 qd = *(__local const REAL4 *)(Qd + j * PI + 4 * (y + WY * a));
        UNROLL for (int b = 0; b < RC / 4; b++) {
          d[4 * a][b] += qd.s0 * g[b];
          d[4 * a + 1][b] += qd.s1 * g[b];
          d[4 * a + 2][b] += qd.s2 * g[b];
          d[4 * a + 3][b] += qd.s3 * g[b];
        }
#endif
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  UNROLL for (int a = 0; a < RI; a++) {
    int i = i0 + 4 * (y + WY * (a / 4)) + a % 4;
    UNROLL for (int b = 0; b < RC / 4; b++) {
      int c = k0 + 4 * (x + WX * b);
      if (i < p && c < ks) {
        size_t at = (size_t)i * ks + c;
#ifdef NUMERATOR
        __global REAL4 *toN = (__global REAL4 *)(N + at);
        *toN = add ? *toN + n[a][b] : n[a][b];
#endif
#ifdef DENOMINATOR
        __global REAL4 *toD = (__global REAL4 *)(D + at);
        *toD = add ? *toD + d[a][b] : d[a][b];
#endif
      }
    }
  }
}
