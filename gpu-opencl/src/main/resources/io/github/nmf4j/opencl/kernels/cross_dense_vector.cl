// cross_dense.cl for processors: R = X·G, dense. A work-group (tile of TI items, 0, split) is one
// work-item; it takes TJ partners at a time, adds to its rows of R in memory, and lets the tiles of
// a step find X and G in the first cache.
#include "common.cl"
#include "vector_tile.cl"

MULTIPLY(multiply_tile, RI, NV, __global, __global, __global)
MULTIPLY(multiply_row, 1, NV, __global, __global, __global)

// span: partners per split. Split s writes R + s·splitStride; add is for a single split.
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void cross_dense_vector(
    __global const REAL *X, ulong xAt, ulong ld, int transposed, int p, int q,
    __global const REAL *G, ulong gAt, int ks, int span,
    __global REAL *R, ulong rAt, ulong splitStride, int add) {
  int i0 = get_group_id(0) * TI;
  int i1 = min(p, i0 + TI);
  int from = get_group_id(2) * span;
  int to = min(q, from + span);
  size_t si = transposed ? 1 : ld;
  size_t sj = transposed ? ld : 1;
  X += xAt;
  G += gAt;
  R += rAt + get_group_id(2) * splitStride;
  for (int j0 = from; j0 < to; j0 += TJ) {
    int n = min(TJ, to - j0);
    int adds = add || j0 > from;
    for (int k0 = 0; k0 < ks; k0 += KC) {
      __global const REAL *g = G + (size_t)j0 * ks + k0;
      int i = i0;
      for (; i + RI <= i1; i += RI) {
        multiply_tile(
            X + i * si + j0 * sj, si, sj, g, ks, n, R + (size_t)i * ks + k0, ks, adds);
      }
      for (; i < i1; i++) {
        multiply_row(X + i * si + j0 * sj, si, sj, g, ks, n, R + (size_t)i * ks + k0, ks, adds);
      }
    }
  }
}
