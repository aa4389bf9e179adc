// Second passes: sums of partial results, always in the order of their index.
#include "common.cl"

// R ← [R +] Σ partial[s·stride + e] over the splits s.
__kernel void add_splits(
    __global const REAL *partial, ulong partialAt, int splits, ulong stride,
    __global REAL *R, ulong rAt, ulong n, int add) {
  size_t e = get_global_id(0);
  if (e < n) {
    REAL sum = add ? R[rAt + e] : (REAL)0;
    for (int s = 0; s < splits; s++) {
      sum += partial[partialAt + s * stride + e];
    }
    R[rAt + e] = sum;
  }
}

// R_i ← [R_i +] Σ of the slots of row i, for rows longer than one segment (see sparse_tile.cl):
// rows[l] is the l-th of them, its slots are firsts[l] … firsts[l + 1] − 1.
__kernel void long_rows(
    __global const int *rows, __global const int *firsts, int count,
    __global const REAL *partial, int ks, __global REAL *R, ulong rAt, int add) {
  size_t e = get_global_id(0);
  int l = (int)(e / ks);
  int c = (int)(e % ks);
  if (l < count) {
    size_t at = rAt + (size_t)rows[l] * ks + c;
    REAL sum = add ? R[at] : (REAL)0;
    for (int s = firsts[l]; s < firsts[l + 1]; s++) {
      sum += partial[(size_t)s * ks + c];
    }
    R[at] = sum;
  }
}

// sums[c] ← [sums[c] +] Σ over the splits of what column_sums wrote.
__kernel void add_column_splits(
    __global const SUM *partial, int splits, int ks, __global REAL *sums, ulong at, int add) {
  int c = get_global_id(0);
  if (c < ks) {
    SUM sum = SUM_ZERO;
    if (add) {
      sum = sum_add(sum, sums[at + c]);
    }
    for (int s = 0; s < splits; s++) {
      sum = sum_merge(sum, partial[(size_t)s * ks + c]);
    }
#ifdef FP64
    sums[at + c] = (REAL)sum;
#else
    sums[at + c] = sum.x + sum.y;
#endif
  }
}
