// The KKT residual of F for gradient g = δ − ν + l1 + l2·f: the largest over all entries of
//
//   |min(f / max f_c, g / max (δ_c + l1 + l2·f_c))|
//
// maxima per component c. A component whose maximum is zero has quotient 0. What is not a number
// counts as largest, so that it shows.
#include "common.cl"

#ifndef GROUP
#define GROUP 256  // work-items per group
#endif
#define LANES 16  // components side by side; divides GROUP

static REAL larger(REAL x, REAL y) {
  return y > x || y != y ? y : x;
}

// out[(2·split)·ks + c] = max f_c and out[(2·split + 1)·ks + c] = max (δ_c + l1 + l2·f_c) over
// the items of a split. Work-group (16 components, split).
__kernel __attribute__((reqd_work_group_size(LANES, GROUP / LANES, 1)))
void column_maxima(
    __global const REAL *F, ulong fAt, int p, __global const REAL *D, ulong dAt, int shared,
    int ks, int span, ACC l1, ACC l2, __global REAL *out) {
  __local REAL scratch[2 * GROUP];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int c = get_group_id(0) * LANES + x;
  int from = get_group_id(1) * span;
  int to = min(p, from + span);
  REAL largestF = 0;
  REAL largestD = 0;
  for (int i = from + y; i < to; i += GROUP / LANES) {
    REAL f = F[fAt + (size_t)i * ks + c];
    REAL d = D[dAt + (shared ? (size_t)c : (size_t)i * ks + c)];
    largestF = larger(largestF, f);
    largestD = larger(largestD, (REAL)((ACC)d + l1 + l2 * f));
  }
  scratch[y * LANES + x] = largestF;
  scratch[GROUP + y * LANES + x] = largestD;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (y == 0) {
    for (int other = 1; other < GROUP / LANES; other++) {
      largestF = larger(largestF, scratch[other * LANES + x]);
      largestD = larger(largestD, scratch[GROUP + other * LANES + x]);
    }
    size_t at = (size_t)2 * get_group_id(1) * ks;
    out[at + c] = largestF;
    out[at + ks + c] = largestD;
  }
}

// all[at + e] = max over the splits of all[2·split·ks + e], e < 2·ks
__kernel void join_maxima(__global REAL *all, int splits, int ks, ulong at) {
  int e = get_global_id(0);
  if (e < 2 * ks) {
    REAL largest = 0;
    for (int s = 0; s < splits; s++) {
      largest = larger(largest, all[(size_t)2 * s * ks + e]);
    }
    all[at + e] = largest;
  }
}

// all[at + 2·ks + group] = the largest residual of the group's entries; the maxima are at all[at …]
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void kkt_residual(
    __global const REAL *F, ulong fAt, __global const REAL *N, ulong nAt,
    __global const REAL *D, ulong dAt, int shared, int ks, ulong n, ACC l1, ACC l2,
    __global REAL *all, ulong at) {
  __local REAL scratch[GROUP];
  __global const REAL *maxima = all + at;
  REAL largest = 0;
  for (size_t e = get_global_id(0); e < n; e += get_global_size(0)) {
    int c = (int)(e % ks);
    ACC f = F[fAt + e];
    ACC g = (ACC)D[dAt + (shared ? (size_t)c : e)] - (ACC)N[nAt + e] + l1 + l2 * f;
    ACC largestF = maxima[c];
    ACC largestD = maxima[ks + c];
    ACC factor = largestF == 0 ? (ACC)0 : f / largestF;
    ACC gradient = largestD == 0 ? (ACC)0 : g / largestD;
    ACC residual = fabs(gradient < factor || gradient != gradient ? gradient : factor);
    largest = larger(largest, (REAL)residual);
  }
  int item = get_local_id(0);
  scratch[item] = largest;
  for (int n1 = GROUP; n1 > 1;) {
    int half_n = (n1 + 1) / 2;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < n1 - half_n) {
      scratch[item] = larger(scratch[item], scratch[item + half_n]);
    }
    n1 = half_n;
  }
  if (item == 0) {
    all[at + 2 * ks + get_group_id(0)] = scratch[0];
  }
}
