// cross_sparse.cl for processors: R = X·G, sparse. See sparse_vector.cl.
#include "common.cl"
#include "vector_tile.cl"
#include "sparse_tile.cl"
#include "sparse_vector.cl"

ADD_UP(add_up_values, __global)

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void cross_sparse_vector(
    __global const int *tiles, int tileCount, __global const int *starts,
    __global const int *owners, __global const int *slots, __global const int *columns,
    __global const REAL *values, __global const REAL *G, ulong gAt, int ks,
    __global REAL *R, ulong rAt, __global REAL *partial, int add) {
  int from = get_group_id(0) * SPAN;
  int last = tiles[min(tileCount, from + SPAN)];
  for (int s = tiles[from]; s < last; s++) {
    int begin = starts[s];
    int slot = slots[s];
    __global REAL *out =
        slot < 0 ? R + rAt + (size_t)owners[s] * ks : partial + (size_t)slot * ks;
    add_up_values(
        values + begin, columns + begin, starts[s + 1] - begin, G + gAt, ks, out,
        slot < 0 && add);
  }
}
