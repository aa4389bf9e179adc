// N = (X ∘ Y^(β−2))·G with Y = max(F·Gᵀ, floor), over the stored entries of a sparse X: each
// entry's weight is worked out by one work-item, then used for the row's sum. Tiles as in
// sparse_tile.cl. With WEIGHTED each entry is multiplied by its weight in M, which has X's pattern;
// with DENOMINATOR it is (M ∘ Y^(β−1))·G that is added up.
#include "common.cl"
#include "sparse_tile.cl"
#include "weights.cl"

__kernel __attribute__((reqd_work_group_size(TS, 1, 1)))
void ratio_cross_sparse(
    __global const int *tiles, __global const int *starts, __global const int *owners,
    __global const int *slots, __global const int *columns, __global const REAL *values,
#ifdef WEIGHTED
    __global const REAL *M,
#endif
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt, int ks,
    int kind, REAL beta, REAL floor_,
    __global REAL *N, ulong nAt, __global REAL *partial, int add) {
  __local REAL weight[TS];
  __local int column[TS];
  int item = get_local_id(0);
  int first = tiles[get_group_id(0)];
  int last = tiles[get_group_id(0) + 1];
  int entry = starts[first] + item;
  if (entry < starts[last]) {
    int row = owners[segment_of(starts, first, last - 1, entry)];
    int j = columns[entry];
    REAL y = dot_rows(F + fAt + (size_t)row * ks, G + gAt + (size_t)j * ks, ks);
    y = y < floor_ ? floor_ : y;  // not fmax: a model that is not a number must stay one
#ifdef DENOMINATOR
    REAL ratio = denominator_weight(y, kind, beta);
#else
    REAL ratio = numerator_weight(values[entry], y, kind, beta);
#endif
#ifdef WEIGHTED
    ratio *= M[entry];
#endif
    weight[item] = ratio;
    column[item] = j;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  add_up_tile(
      starts, owners, slots, first, last, weight, column, G + gAt, ks, N + nAt, partial, add);
}
