// R = X·G, dense: X (p × q) is V or Vᵀ, G (q × ·) a factor. Also F·S, with X = F and G = S.
//
//          j →    TJ                    KC components
//        +---------+                  +---------+
//   TI   |    X    |   ·          TJ  |    G    |      work-item (x, y) of WX × WY holds items
//        +---------+                  +---------+      4y … 4y + 3 (one REAL4) and components
//                                                      x + WX·r, r < RC
//
// Work-group (tile of items, chunk of KC components, split): a split is a range of partners j,
// so that few items still fill the device; the splits' results are added afterwards, in order.
#include "common.cl"

#ifndef WX
#define WX 16  // work-items across components
#endif
#ifndef WY
#define WY 16  // work-items across items
#endif
#ifndef RC
#define RC 2  // components per work-item: 1, 2, 4 or 8
#endif
#ifndef TJ
#define TJ 16  // partners per step
#endif
#define TI (4 * WY)
#define KC (WX * RC)
#define PI (TI + 4)  // 4 more than a power of two: no bank conflicts, still aligned for REAL4

// span: partners per split. Split s writes R + s·splitStride; add is for a single split.
__kernel __attribute__((reqd_work_group_size(WX, WY, 1)))
void cross_dense(
    __global const REAL *X, ulong xAt, ulong ld, int transposed, int p, int q,
    __global const REAL *G, ulong gAt, int ks, int span,
    __global REAL *R, ulong rAt, ulong splitStride, int add) {
  __local REAL Xs[TJ * PI] __attribute__((aligned(32)));
  __local REAL Gs[TJ * KC];
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

  REAL4 r[RC];
  for (int c = 0; c < RC; c++) {
    r[c] = (REAL4)(0);
  }
  for (int j0 = from; j0 < to; j0 += TJ) {
    for (int e = t; e < TI * TJ; e += WX * WY) {
      // neighbours in memory go to neighbouring work-items, whichever way X lies
      int i = transposed ? e % TI : e / TJ;
      int j = transposed ? e / TI : e % TJ;
      REAL v = 0;
      if (i0 + i < p && j0 + j < to) {
        v = transposed ? X[(size_t)(j0 + j) * ld + i0 + i] : X[(size_t)(i0 + i) * ld + j0 + j];
      }
      Xs[j * PI + i] = v;
    }
    for (int e = t; e < TJ * KC; e += WX * WY) {
      int j = e / KC;
      int c = k0 + e % KC;
      Gs[e] = j0 + j < to && c < ks ? G[(size_t)(j0 + j) * ks + c] : (REAL)0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int j = 0; j < TJ; j++) {
      REAL4 v = *(__local const REAL4 *)(Xs + j * PI + 4 * y);
      for (int c = 0; c < RC; c++) {
        r[c] += v * Gs[j * KC + x + WX * c];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int c = 0; c < RC; c++) {
    REAL v[4] = {r[c].s0, r[c].s1, r[c].s2, r[c].s3};
    int component = k0 + x + WX * c;
    for (int a = 0; a < 4; a++) {
      int i = i0 + 4 * y + a;
      if (i < p && component < ks) {
        size_t at = (size_t)i * ks + component;
        R[at] = add ? R[at] + v[a] : v[a];
      }
    }
  }
}
