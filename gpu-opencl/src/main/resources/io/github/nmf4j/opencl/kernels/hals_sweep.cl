// One sweep of hierarchical alternating least squares: for c = 0 … k−1, in place,
//
//   f_c ← max(0, f_c + (r_c − ⟨f, s_c⟩ − l1 − l2·f_c) / (s_cc + l2))
//
// One work-item per item: items do not depend on each other, components do. The group's rows of
// F lie in local memory, component-major, so that neighbouring work-items read neighbouring words;
// row s_c of S is the same for all. With DIRECT, for ranks whose rows do not fit, F is worked on
// where it is. With HELD, an entry keeps its value where M is 0.
#include "common.cl"

#ifdef DIRECT
#define AT(c) F[(size_t)item * ks + (c)]
#else
#define AT(c) rows[(c) * items + lane]
#endif

__kernel void hals_sweep(
    __global REAL *F, ulong fAt, int p, __global const REAL *R, ulong rAt,
    __global const REAL *S, int k, int ks, ACC l1, ACC l2, REAL smallest
#ifdef HELD
    , __global const REAL *M, ulong mAt
#endif
#ifndef DIRECT
    , __local REAL *rows
#endif
    ) {
  int lane = get_local_id(0);
  int items = get_local_size(0);
  int first = get_group_id(0) * items;
  int item = first + lane;
  F += fAt;
  R += rAt;
#ifndef DIRECT
  for (int e = lane; e < items * ks; e += items) {
    int i = e / ks;
    int c = e % ks;
    rows[c * items + i] = first + i < p ? F[(size_t)(first + i) * ks + c] : (REAL)0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
  if (item < p) {
    for (int c = 0; c < k; c++) {
      __global const REAL *s = S + (size_t)c * ks;
      ACC curvature = (ACC)s[c] + l2;
#ifdef HELD
      int moves = curvature > 0 && M[mAt + (size_t)item * ks + c] != 0;
#else
      int moves = curvature > 0;
#endif
      if (moves) {
        // four sums: one alone would wait for itself; padding is zero
        REAL4 sum = (REAL4)(0);
        for (int j = 0; j < ks; j += 4) {
          sum += (REAL4)(AT(j), AT(j + 1), AT(j + 2), AT(j + 3))
              * *(__global const REAL4 *)(s + j);
        }
        REAL product = (sum.s0 + sum.s1) + (sum.s2 + sum.s3);
        ACC f = AT(c);
        ACC next = f + ((ACC)R[(size_t)item * ks + c] - product - l1 - l2 * f) / curvature;
        AT(c) = next < smallest ? (REAL)0 : (REAL)next;
      }
    }
  }
#ifndef DIRECT
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int e = lane; e < items * ks; e += items) {
    int i = e / ks;
    if (first + i < p) {
      F[(size_t)(first + i) * ks + e % ks] = rows[(e % ks) * items + i];
    }
  }
#endif
}
