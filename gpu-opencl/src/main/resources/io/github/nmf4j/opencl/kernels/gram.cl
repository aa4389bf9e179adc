// S = FᵀF (k × k, stored ks × ks): symmetric by construction, since both halves add the same
// products in the same order.
//
//         TG components        work-group (tile of rows of S, tile of columns of S, split); a
//        +---------+           split is a range of items. Work-item (x, y) of WG × WG holds
//   TJ   |    F    |           rows y + WG·a and columns x + WG·b, a, b < RG.
//        +---------+
#include "common.cl"

#ifndef WG
#define WG 16  // work-items per side
#endif
#ifndef RG
#define RG 2  // rows and columns per work-item: 1, 2 or 4
#endif
#ifndef TJ
#define TJ 16  // items per step
#endif
#ifndef VALUE
#define VALUE REAL  // what products are added up and handed out in: REAL or ACC
#endif
#define TG (WG * RG)

// span: items per split. Split s writes S + s·ks·ks; add is for a single split.
__kernel __attribute__((reqd_work_group_size(WG, WG, 1)))
void gram(
    __global const REAL *F, ulong fAt, int p, int ks, int span, __global VALUE *S, int add) {
  __local REAL A[TJ * TG];
  __local REAL B[TJ * TG];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WG + x;
  int a0 = get_group_id(0) * TG;
  int b0 = get_group_id(1) * TG;
  int from = get_group_id(2) * span;
  int to = min(p, from + span);
  F += fAt;
  S += (size_t)get_group_id(2) * ks * ks;

  VALUE s[RG][RG];
  for (int a = 0; a < RG; a++) {
    for (int b = 0; b < RG; b++) {
      s[a][b] = 0;
    }
  }
  for (int i0 = from; i0 < to; i0 += TJ) {
    for (int e = t; e < TJ * TG; e += WG * WG) {
      int i = i0 + e / TG;
      int a = a0 + e % TG;
      int b = b0 + e % TG;
      A[e] = i < to && a < ks ? F[(size_t)i * ks + a] : (REAL)0;
      B[e] = i < to && b < ks ? F[(size_t)i * ks + b] : (REAL)0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 0; i < TJ; i++) {
      for (int a = 0; a < RG; a++) {
        VALUE f = A[i * TG + y + WG * a];
        for (int b = 0; b < RG; b++) {
          s[a][b] += f * B[i * TG + x + WG * b];
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int a = 0; a < RG; a++) {
    for (int b = 0; b < RG; b++) {
      int row = a0 + y + WG * a;
      int column = b0 + x + WG * b;
      if (row < ks && column < ks) {
        size_t at = (size_t)row * ks + column;
        S[at] = add ? S[at] + s[a][b] : s[a][b];
      }
    }
  }
}
