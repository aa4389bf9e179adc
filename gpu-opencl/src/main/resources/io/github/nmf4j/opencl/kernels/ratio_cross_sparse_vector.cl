// ratio_cross_sparse.cl for processors: N = (X ∘ Y^(β−2))·G with Y = max(F·Gᵀ, floor), over the
// stored entries of a sparse X, with the same variants. See sparse_vector.cl.
#include "common.cl"
#include "vector_tile.cl"
#include "sparse_tile.cl"
#include "sparse_vector.cl"
#include "weights.cl"

ADD_UP(add_up_ratios, __private)

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void ratio_cross_sparse_vector(
    __global const int *tiles, int tileCount, __global const int *starts,
    __global const int *owners, __global const int *slots, __global const int *columns,
    __global const REAL *values,
#ifdef WEIGHTED
    __global const REAL *M,
#endif
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt, int ks,
    int kind, REAL beta, REAL floor_,
    __global REAL *N, ulong nAt, __global REAL *partial, int add) {
  REAL ratios[TS];
  int from = get_group_id(0) * SPAN;
  int last = tiles[min(tileCount, from + SPAN)];
  F += fAt;
  G += gAt;
  for (int s = tiles[from]; s < last; s++) {
    int begin = starts[s];
    int count = starts[s + 1] - begin;
    __global const REAL *f = F + (size_t)owners[s] * ks;
    for (int e = 0; e < count; e++) {
      REAL y = dot_vectors(f, G + (size_t)columns[begin + e] * ks, ks);
      ratios[e] = y < floor_ ? floor_ : y;  // not fmax: a model that is not a number must stay one
    }
    for (int e = 0; e < count; e++) {
#ifdef DENOMINATOR
      REAL ratio = denominator_weight(ratios[e], kind, beta);
#else
      REAL ratio = numerator_weight(values[begin + e], ratios[e], kind, beta);
#endif
#ifdef WEIGHTED
      ratio *= M[begin + e];
#endif
      ratios[e] = ratio;
    }
    int slot = slots[s];
    __global REAL *out =
        slot < 0 ? N + nAt + (size_t)owners[s] * ks : partial + (size_t)slot * ks;
    add_up_ratios(ratios, columns + begin, count, G, ks, out, slot < 0 && add);
  }
}
