// Σ d(v | max(y, floor)) with Y = F·Gᵀ over all entries, zeros included. Y is worked out tile by
// tile in registers (score_tile.cl). Work-group (tile of items, split of partners); one SUM each.
//
// With SPARSE, X comes in compressed rows and every tile of it is spread out in local memory:
// starts[i] is row i's first entry, entries ascend by column within a row. With WEIGHTED each term
// is multiplied by its entry of a dense M; an entry that weighs nothing does not count, even where
// d is infinite.
#include "common.cl"
#include "score_tile.cl"
#include "weights.cl"
#include "losses.cl"

// span: partners per split, a multiple of TQ
__kernel __attribute__((reqd_work_group_size(WX, WY, 1)))
void divergence_dense(
#ifdef SPARSE
    __global const int *starts, __global const int *columns, __global const REAL *values,
#else
    __global const REAL *X, ulong xAt, ulong ld, int transposed,
#endif
#ifdef WEIGHTED
    __global const REAL *M, ulong mAt, ulong mLd, int mTransposed,
#endif
    __global const REAL *F, ulong fAt, int p, __global const REAL *G, ulong gAt, int q,
    int ks, int span, int kind, ACC beta, REAL floor_, __global SUM *out) {
  __local REAL Fs[TK * PI] __attribute__((aligned(32)));
  __local REAL Gs[TK * PQ];
  __local SUM scratch[WX * WY];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WX + x;
  int i0 = get_group_id(0) * TI;
  int from = get_group_id(1) * span;
  int to = min(q, from + span);
  F += fAt;
  G += gAt;
#ifdef SPARSE
  __local REAL Xs[TI * TQ];
  __local int next[TI];  // of each row, the first entry that no tile has taken yet
  for (int i = t; i < TI; i += WX * WY) {
    int low = 0;
    if (i0 + i < p) {
      low = starts[i0 + i];
      int high = starts[i0 + i + 1];
      while (low < high) {
        int middle = low + (high - low) / 2;
        if (columns[middle] < from) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
    }
    next[i] = low;
  }
#else
  X += xAt;
#endif
  SUM sum = SUM_ZERO;
  for (int j0 = from; j0 < to; j0 += TQ) {
    REAL4 s[RQ];
    score_tile(F, p, i0, G, to, j0, ks, Fs, Gs, s);
#ifdef SPARSE
    for (int e = t; e < TI * TQ; e += WX * WY) {
      Xs[e] = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = t; i < TI; i += WX * WY) {
      if (i0 + i < p) {
        int e = next[i];
        int end = starts[i0 + i + 1];
        for (; e < end && columns[e] < j0 + TQ; e++) {
          Xs[i * TQ + columns[e] - j0] = values[e];
        }
        next[i] = e;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
    for (int b = 0; b < RQ; b++) {
      int j = x + WX * b;
      REAL m[4] = {s[b].s0, s[b].s1, s[b].s2, s[b].s3};
#ifdef SPARSE
      int row = 4 * y * TQ + j;
      REAL v[4] = {Xs[row], Xs[row + TQ], Xs[row + 2 * TQ], Xs[row + 3 * TQ]};
#else
      REAL4 quad = data_quad(X, ld, transposed, p, to, i0 + 4 * y, j0 + j);
      REAL v[4] = {quad.s0, quad.s1, quad.s2, quad.s3};
#endif
#ifdef WEIGHTED
      REAL4 quadM = data_quad(M + mAt, mLd, mTransposed, p, to, i0 + 4 * y, j0 + j);
      REAL weight[4] = {quadM.s0, quadM.s1, quadM.s2, quadM.s3};
#endif
      for (int a = 0; a < 4; a++) {
        if (i0 + 4 * y + a < p && j0 + j < to) {
          REAL model = m[a] < floor_ ? floor_ : m[a];
#ifdef WEIGHTED
          if (weight[a] > 0) {
            sum = sum_add(sum, weight[a] * entry_loss(v[a], model, kind, beta));
          }
#else
          sum = sum_add(sum, entry_loss(v[a], model, kind, beta));
#endif
        }
      }
    }
#ifdef SPARSE
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
  }
  sum = group_sum(sum, scratch, t, WX * WY);
  if (t == 0) {
    out[get_group_id(1) * get_num_groups(0) + get_group_id(0)] = sum;
  }
}
