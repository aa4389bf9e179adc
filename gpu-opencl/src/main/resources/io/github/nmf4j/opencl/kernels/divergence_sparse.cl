// The stored entries' part of a divergence whose zeros are counted elsewhere:
//
//   β = 1   Σ v log(v/y) − v      (the rest is Σ Y)
//   β = 2   Σ v (v/2 − y)         (the rest is ½ ‖Y‖²)
//
// with y = max(⟨f_i, g_j⟩, floor). One work-item per entry of a tile (sparse_tile.cl); a
// work-group takes every get_num_groups(0)-th tile. y is worked out in ACC: unlike in a sum over
// all entries its error does not cancel to first order.
//
// With WEIGHTED, Σ m·d(v | y) for any β: what is not stored does not count.
#include "common.cl"
#include "sparse_tile.cl"
#include "weights.cl"
#include "losses.cl"

__kernel __attribute__((reqd_work_group_size(TS, 1, 1)))
void divergence_sparse(
    __global const int *tiles, int tileCount, __global const int *starts,
    __global const int *owners, __global const int *columns, __global const REAL *values,
#ifdef WEIGHTED
    __global const REAL *M, ACC beta,
#endif
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt, int ks,
    int kind, REAL floor_, __global SUM *out) {
  __local SUM scratch[TS];
  SUM sum = SUM_ZERO;
  for (int t = get_group_id(0); t < tileCount; t += get_num_groups(0)) {
    int first = tiles[t];
    int last = tiles[t + 1];
    int entry = starts[first] + get_local_id(0);
    if (entry < starts[last]) {
      int row = owners[segment_of(starts, first, last - 1, entry)];
      __global const REAL *f = F + fAt + (size_t)row * ks;
      __global const REAL *g = G + gAt + (size_t)columns[entry] * ks;
      ACC y = 0;
      for (int c = 0; c < ks; c++) {
        y += (ACC)f[c] * g[c];
      }
      ACC v = values[entry];
#ifdef WEIGHTED
      if (M[entry] > 0) {
        y = y < floor_ ? (ACC)floor_ : y;
        sum = sum_add(sum, M[entry] * entry_loss(v, y, kind, beta));
      }
#else
      if (kind == KIND_FROBENIUS) {
        sum = sum_add(sum, v * (v / 2 - y));
      } else if (v != 0) {
        y = y < floor_ ? (ACC)floor_ : y;
        sum = sum_add(sum, v * log(v / y) - v);
      }
#endif
    }
  }
  sum = group_sum(sum, scratch, get_local_id(0), TS);
  if (get_local_id(0) == 0) {
    out[get_group_id(0)] = sum;
  }
}
