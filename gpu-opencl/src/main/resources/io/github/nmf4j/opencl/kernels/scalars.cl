// Sums that leave the device: one SUM per work-group, added up by the host in order.
#include "common.cl"

#ifndef GROUP
#define GROUP 256  // work-items per group
#endif
#define LANES 16  // components side by side in column_sums; divides GROUP

// Σ F
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void sum_entries(__global const REAL *F, ulong fAt, ulong n, __global SUM *out) {
  __local SUM scratch[GROUP];
  SUM s = SUM_ZERO;
  for (size_t e = get_global_id(0); e < n; e += get_global_size(0)) {
    s = sum_add(s, F[fAt + e]);
  }
  s = group_sum(s, scratch, get_local_id(0), GROUP);
  if (get_local_id(0) == 0) {
    out[get_group_id(0)] = s;
  }
}

// Σ F ∘ G
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void dot_entries(
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt, ulong n,
    __global SUM *out) {
  __local SUM scratch[GROUP];
  SUM s = SUM_ZERO;
  for (size_t e = get_global_id(0); e < n; e += get_global_size(0)) {
    s = sum_add(s, (ACC)F[fAt + e] * G[gAt + e]);
  }
  s = group_sum(s, scratch, get_local_id(0), GROUP);
  if (get_local_id(0) == 0) {
    out[get_group_id(0)] = s;
  }
}

// Σ x² over lines of a matrix with leading dimension ld
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void sum_squares(
    __global const REAL *X, ulong xAt, ulong lines, ulong length, ulong ld, __global SUM *out) {
  __local SUM scratch[GROUP];
  SUM s = SUM_ZERO;
  for (size_t line = get_group_id(0); line < lines; line += get_num_groups(0)) {
    for (size_t e = get_local_id(0); e < length; e += GROUP) {
      ACC x = X[xAt + line * ld + e];
      s = sum_add(s, x * x);
    }
  }
  s = group_sum(s, scratch, get_local_id(0), GROUP);
  if (get_local_id(0) == 0) {
    out[get_group_id(0)] = s;
  }
}

// One sum per component from the sums of a column of work-items, for the component x.
static void column_total(SUM s, __local SUM *scratch, __global SUM *out) {
  int x = get_local_id(0);
  int y = get_local_id(1);
  scratch[y * LANES + x] = s;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (y == 0) {
    for (int other = 1; other < GROUP / LANES; other++) {
      s = sum_merge(s, scratch[other * LANES + x]);
    }
    *out = s;
  }
}

// out[split·ks + c] = Σ F_ic over the items of a split. Work-group (16 components, split).
__kernel __attribute__((reqd_work_group_size(LANES, GROUP / LANES, 1)))
void column_sums(
    __global const REAL *F, ulong fAt, int p, int ks, int span, __global SUM *out) {
  __local SUM scratch[GROUP];
  int c = get_group_id(0) * LANES + get_local_id(0);
  int from = get_group_id(1) * span;
  int to = min(p, from + span);
  SUM s = SUM_ZERO;
  for (int i = from + get_local_id(1); i < to; i += GROUP / LANES) {
    s = sum_add(s, F[fAt + (size_t)i * ks + c]);
  }
  column_total(s, scratch, out + (size_t)get_group_id(1) * ks + c);
}

// out[split·ks + c] = Σ F_ic·G_ic over the items of a split.
__kernel __attribute__((reqd_work_group_size(LANES, GROUP / LANES, 1)))
void column_dots(
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt, int p, int ks, int span,
    __global SUM *out) {
  __local SUM scratch[GROUP];
  int c = get_group_id(0) * LANES + get_local_id(0);
  int from = get_group_id(1) * span;
  int to = min(p, from + span);
  SUM s = SUM_ZERO;
  for (int i = from + get_local_id(1); i < to; i += GROUP / LANES) {
    size_t e = (size_t)i * ks + c;
    s = sum_add(s, (ACC)F[fAt + e] * G[gAt + e]);
  }
  column_total(s, scratch, out + (size_t)get_group_id(1) * ks + c);
}
