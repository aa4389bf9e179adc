// R = X·G, sparse: R_i = Σ x_ij·G_j over the stored entries of row i. Tiles as in sparse_tile.cl.
#include "common.cl"
#include "sparse_tile.cl"

__kernel __attribute__((reqd_work_group_size(TS, 1, 1)))
void cross_sparse(
    __global const int *tiles, __global const int *starts, __global const int *owners,
    __global const int *slots, __global const int *columns, __global const REAL *values,
    __global const REAL *G, ulong gAt, int ks,
    __global REAL *R, ulong rAt, __global REAL *partial, int add) {
  __local REAL weight[TS];
  __local int column[TS];
  int item = get_local_id(0);
  int first = tiles[get_group_id(0)];
  int last = tiles[get_group_id(0) + 1];
  int entry = starts[first] + item;
  if (entry < starts[last]) {
    weight[item] = values[entry];
    column[item] = columns[entry];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  add_up_tile(
      starts, owners, slots, first, last, weight, column, G + gAt, ks, R + rAt, partial, add);
}
