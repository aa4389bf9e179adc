// R = X·G, dense: X (p × q) is V or Vᵀ, G (q × ·) a factor. Also F·S, with X = F and G = S.
//
//          j →    TJ                    KC components
//        +---------+                  +---------+
//   TI   |    X    |   ·          TJ  |    G    |      work-item (x, y) of WX × WY holds RI items
//        +---------+                  +---------+      and RC components, in quads of neighbours
//
// Work-group (tile of items, chunk of KC components, split): a split is a range of partners j,
// so that few items still fill the device; the splits' results are added afterwards, in order.
//
// Both operands lie in local memory as they lie in global memory, and are read from there four
// numbers at a time. While one tile is multiplied, the next is on its way to registers. With
// TRANSPOSED X lies partner by partner, else item by item.
#include "common.cl"

#ifndef WX
#define WX 8  // work-items across components
#endif
#ifndef WY
#define WY 16  // work-items across items
#endif
#ifndef RI
#define RI 8  // items per work-item: 4 or 8
#endif
#ifndef RC
#define RC 4  // components per work-item: 4 or 8
#endif
#ifndef TJ
#define TJ 16  // partners per step
#endif
#define T (WX * WY)
#define TI (RI * WY)
#define KC (RC * WX)
#ifdef TRANSPOSED
#define PX (TI + 4)
#define XS (TJ * PX)
#define X_QUADS (TJ * TI / 4)
#define X_ROW_QUADS (TI / 4)
#else
#define PX (TJ + 4)  // 4 more: the rows that neighbours read begin in different banks
#define XS (TI * PX)
#define X_QUADS (TI * TJ / 4)
#define X_ROW_QUADS (TJ / 4)
#endif
#define G_QUADS (TJ * KC / 4)
#define NX ((X_QUADS + T - 1) / T)
#define NG ((G_QUADS + T - 1) / T)

// Four neighbours of row `row`, from number `at` on; what lies beyond rows × columns is zero.
static REAL4 quad(
    __global const REAL *X, ulong ld, int row, int rows, int at, int columns, int aligned) {
  if (row >= rows) {
    return (REAL4)(0);
  }
  __global const REAL *x = X + (size_t)row * ld + at;
  if (at + 4 <= columns) {
    return aligned ? *(__global const REAL4 *)x : (REAL4)(x[0], x[1], x[2], x[3]);
  }
  return (REAL4)(
      at < columns ? x[0] : (REAL)0, at + 1 < columns ? x[1] : (REAL)0,
      at + 2 < columns ? x[2] : (REAL)0, (REAL)0);
}

// span: partners per split. Split s writes R + s·splitStride; add is for a single split.
__kernel __attribute__((reqd_work_group_size(WX, WY, 1)))
void cross_dense(
    __global const REAL *X, ulong xAt, ulong ld, int p, int q,
    __global const REAL *G, ulong gAt, int ks, int span,
    __global REAL *R, ulong rAt, ulong splitStride, int add) {
  __local REAL Xs[XS] __attribute__((aligned(32)));
  __local REAL Gs[TJ * KC] __attribute__((aligned(32)));
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WX + x;
  int i0 = get_group_id(0) * TI;
  int k0 = get_group_id(1) * KC;
  int from = get_group_id(2) * span;
  int to = min(q, from + span);
  X += xAt;
  G += gAt;
  R += rAt + get_group_id(2) * splitStride;
  int aligned = (xAt & 3) == 0 && (ld & 3) == 0;

  REAL4 r[RI][RC / 4];
  UNROLL for (int a = 0; a < RI; a++) {
    UNROLL for (int b = 0; b < RC / 4; b++) {
      r[a][b] = (REAL4)(0);
    }
  }
  REAL4 nextX[NX];
  REAL4 nextG[NG];
#define FETCH(j0) \
  UNROLL for (int n = 0; n < NX; n++) { \
    int e = t + n * T; \
    int row = e / X_ROW_QUADS; \
    int at = 4 * (e % X_ROW_QUADS); \
    if (X_QUADS % T == 0 || e < X_QUADS) { \
      nextX[n] = FETCH_X(j0, row, at); \
    } \
  } \
  UNROLL for (int n = 0; n < NG; n++) { \
    int e = t + n * T; \
    int j = (j0) + e / (KC / 4); \
    int c = k0 + 4 * (e % (KC / 4)); \
    if (G_QUADS % T == 0 || e < G_QUADS) { \
      nextG[n] = j < to && c < ks \
          ? *(__global const REAL4 *)(G + (size_t)j * ks + c) : (REAL4)(0); \
    } \
  }
#ifdef TRANSPOSED
#define FETCH_X(j0, row, at) quad(X, ld, (j0) + row, to, i0 + at, p, aligned)
#else
#define FETCH_X(j0, row, at) quad(X, ld, i0 + row, p, (j0) + at, to, aligned)
#endif
  FETCH(from)
  for (int j0 = from; j0 < to; j0 += TJ) {
    UNROLL for (int n = 0; n < NX; n++) {
      int e = t + n * T;
      if (X_QUADS % T == 0 || e < X_QUADS) {
        *(__local REAL4 *)(Xs + e / X_ROW_QUADS * PX + 4 * (e % X_ROW_QUADS)) = nextX[n];
      }
    }
    UNROLL for (int n = 0; n < NG; n++) {
      int e = t + n * T;
      if (G_QUADS % T == 0 || e < G_QUADS) {
        *(__local REAL4 *)(Gs + 4 * e) = nextG[n];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (j0 + TJ < to) {
      FETCH(j0 + TJ)
    }
#ifdef TRANSPOSED
    UNROLL for (int j = 0; j < TJ; j++) {
      REAL4 g[RC / 4];
      UNROLL for (int b = 0; b < RC / 4; b++) {
        g[b] = *(__local const REAL4 *)(Gs + j * KC + 4 * (x + WX * b));
      }
      UNROLL for (int a = 0; a < RI / 4; a++) {
        REAL4 v = *(__local const REAL4 *)(Xs + j * PX + 4 * (y + WY * a));
        UNROLL for (int b = 0; b < RC / 4; b++) {
          r[4 * a][b] += v.s0 * g[b];
          r[4 * a + 1][b] += v.s1 * g[b];
          r[4 * a + 2][b] += v.s2 * g[b];
          r[4 * a + 3][b] += v.s3 * g[b];
        }
      }
    }
#else
    UNROLL for (int j = 0; j < TJ; j += 4) {
      REAL4 g[4][RC / 4];
      UNROLL for (int u = 0; u < 4; u++) {
        UNROLL for (int b = 0; b < RC / 4; b++) {
          g[u][b] = *(__local const REAL4 *)(Gs + (j + u) * KC + 4 * (x + WX * b));
        }
      }
      UNROLL for (int a = 0; a < RI; a++) {
        REAL4 v = *(__local const REAL4 *)(Xs + (y + WY * a) * PX + j);
        UNROLL for (int b = 0; b < RC / 4; b++) {
          r[a][b] += v.s0 * g[0][b];
          r[a][b] += v.s1 * g[1][b];
          r[a][b] += v.s2 * g[2][b];
          r[a][b] += v.s3 * g[3][b];
        }
      }
    }
#endif
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  UNROLL for (int a = 0; a < RI; a++) {
#ifdef TRANSPOSED
    int i = i0 + 4 * (y + WY * (a / 4)) + a % 4;
#else
    int i = i0 + y + WY * a;
#endif
    UNROLL for (int b = 0; b < RC / 4; b++) {
      int c = k0 + 4 * (x + WX * b);
      if (i < p && c < ks) {
        __global REAL4 *out = (__global REAL4 *)(R + (size_t)i * ks + c);
        *out = add ? *out + r[a][b] : r[a][b];
      }
    }
  }
}
