// N = (X ∘ Y^(β−2))·G with Y = max(F·Gᵀ, floor), over the stored entries of a sparse X: teams of
// work-items work out the entries of Y, each item turns one into its weight, and the weights are used
// for the rows' sums. Tiles as in sparse_tile.cl. With WEIGHTED each entry is multiplied by its weight in M, which has X's pattern;
// with DENOMINATOR it is (M ∘ Y^(β−1))·G that is added up.
#include "common.cl"
#include "sparse_tile.cl"
#include "weights.cl"

#ifndef KIND
#define KIND kind
#endif
#ifndef ROUNDS
#define ROUNDS 4  // entries that a team takes before the lanes' sums are added up
#endif
#define SUMS (TS + TS / 4)  // a team of four is the smallest: five numbers each, against bank conflicts

// Work-items side by side, a team, read the quads of one row of G together: a cache line or more.
#define TEAM(ks) min((ks) / 4, TS)

// ⟨F row rows[e], G row columns[e]⟩ of the tile's entry e, which is the work-item.
static REAL dot_entry(
    __global const REAL *F, __local const int *rows, __global const REAL *G,
    __local const int *columns, int count, int ks, __local REAL *sums) {
  int item = get_local_id(0);
  int team = TEAM(ks);
  int teams = TS / team;
  int lane = item % team;
  int first = item / team;
  int pitch = team | 1;
  REAL s = 0;
  for (int base = 0; base < count; base += teams * ROUNDS) {
    REAL d[ROUNDS];
    UNROLL for (int n = 0; n < ROUNDS; n++) {
      int e = base + first + teams * n;
      d[n] = 0;
      if (first < teams && e < count) {
        __global const REAL *f = F + (size_t)rows[e] * ks;
        __global const REAL *g = G + (size_t)columns[e] * ks;
        for (int c = 4 * lane; c < ks; c += 4 * team) {
          REAL4 u = *(__global const REAL4 *)(f + c) * *(__global const REAL4 *)(g + c);
          d[n] += (u.s0 + u.s1) + (u.s2 + u.s3);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    UNROLL for (int n = 0; n < ROUNDS; n++) {
      if (first < teams) {
        sums[(first + teams * n) * pitch + lane] = d[n];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int mine = item - base;
    if (mine >= 0 && mine < teams * ROUNDS) {
      for (int l = 0; l < team; l++) {
        s += sums[mine * pitch + l];
      }
    }
  }
  return s;
}

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
  __local int row[TS];
  __local REAL sums[ROUNDS * SUMS];
  int item = get_local_id(0);
  int first = tiles[get_group_id(0)];
  int last = tiles[get_group_id(0) + 1];
  int begin = starts[first];
  int count = starts[last] - begin;
  int entry = begin + item;
  REAL v = 0;
  if (item < count) {
    row[item] = owners[segment_of(starts, first, last - 1, entry)];
    column[item] = columns[entry];
    v = values[entry];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  REAL y = dot_entry(F + fAt, row, G + gAt, column, count, ks, sums);
  if (item < count) {
    y = y < floor_ ? floor_ : y;  // not fmax: a model that is not a number must stay one
#ifdef DENOMINATOR
    REAL ratio = denominator_weight(y, KIND, beta);
#else
    REAL ratio = numerator_weight(v, y, KIND, beta);
#endif
#ifdef WEIGHTED
    ratio *= M[entry];
#endif
    weight[item] = ratio;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  add_up_tile(
      starts, owners, slots, first, last, weight, column, G + gAt, ks, N + nAt, partial, add);
}
