// divergence_dense.cl for processors: Σ d(v | max(y, floor)) over all entries of a dense X, zeros
// included. Vectors lie along X's lines, as in ratio_cross_dense_vector.cl. A work-group (tile of
// TI items, split) is one work-item; every lane has a sum of its own, in double.
#include "common.cl"
#include "vector_tile.cl"
#include "score_vector.cl"
#include "weights.cl"

#define WIDE JOIN(double, VW)
#define TO_WIDE JOIN(convert_double, VW)

// lane by lane: PoCL 3.1's vector pow of doubles takes 2^-x for 2^x
static WIDE powers(WIDE x, double exponent) {
  double lanes[VW];
  VSTORE(x, 0, lanes);
  for (int v = 0; v < VW; v++) {
    lanes[v] = pow(lanes[v], exponent);
  }
  return VLOAD(0, lanes);
}

static WIDE entry_losses(WIDE v, WIDE y, int kind, double beta) {
  switch (kind) {
    case KIND_FROBENIUS:
      return (v - y) * (v - y) / 2;
    case KIND_KULLBACK_LEIBLER:
      return v == 0 ? y : v * log(v / y) - v + y;
    case KIND_ITAKURA_SAITO:
      return v / y - log(v / y) - 1;
    default: {
      WIDE power = powers(y, beta - 1);
      return (powers(v, beta) + (beta - 1) * power * y - beta * v * power)
          / (beta * (beta - 1));
    }
  }
}

// The losses of one row of Y (TV numbers), TV of them.
static void row_losses(
    const REAL *Y, const REAL *x, const REAL *m, int kind, double beta, REAL floor_, double *e) {
  UNROLL(2) for (int v = 0; v < 2; v++) {
    VEC y = VLOAD(v, Y);
    // not fmax: a model that is not a number must stay one
    y = y < floor_ ? (VEC)(floor_) : y;
    WIDE loss = entry_losses(TO_WIDE(VLOAD(v, x)), TO_WIDE(y), kind, beta);
#ifdef WEIGHTED
    WIDE weight = TO_WIDE(VLOAD(v, m));
    // an entry that weighs nothing does not count, even where its loss is infinite
    loss = weight > 0 ? weight * loss : (WIDE)(0);
#endif
    VSTORE(loss, v, e);
  }
}

// span: partners per split. T: ks · TV numbers. M lies like X.
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void divergence_dense_vector(
    __global const REAL *X, ulong xAt, ulong ld, int transposed,
#ifdef WEIGHTED
    __global const REAL *M, ulong mAt, ulong mLd, int mTransposed,
#endif
    __global const REAL *F, ulong fAt, int p, __global const REAL *G, ulong gAt, int q,
    int ks, int span, int kind, ACC beta, REAL floor_, __global SUM *out, __local REAL *T) {
  REAL Y[TJ * TV] __attribute__((aligned(64)));
  double e[TV] __attribute__((aligned(64)));
  double sums[TV] __attribute__((aligned(64)));
  REAL x[TV];
  REAL m[TV];
  int i0 = get_group_id(0) * TI;
  int i1 = min(p, i0 + TI);
  int from = get_group_id(1) * span;
  int to = min(q, from + span);
  X += xAt;
  F += fAt;
  G += gAt;
  __global const REAL *A = transposed ? G : F;
  __global const REAL *B = transposed ? F : G;
  int rowFrom = transposed ? from : i0;
  int rowTo = transposed ? to : i1;
  int lineFrom = transposed ? i0 : from;
  int lineTo = transposed ? i1 : to;
  for (int v = 0; v < TV; v++) {
    sums[v] = 0;
  }
  for (int v0 = lineFrom; v0 < lineTo; v0 += TV) {
    int width = min(TV, lineTo - v0);
    score_pack(B + (size_t)v0 * ks, width, ks, T);
    for (int r0 = rowFrom; r0 < rowTo; r0 += TJ) {
      int rows = min(TJ, rowTo - r0);
      score_block(A + (size_t)r0 * ks, rows, ks, T, Y);
      for (int r = 0; r < rows; r++) {
        pad_row(X + (size_t)(r0 + r) * ld + v0, width, x);
#ifdef WEIGHTED
        pad_row(M + mAt + (size_t)(r0 + r) * mLd + v0, width, m);
#endif
        row_losses(Y + r * TV, x, m, kind, beta, floor_, e);
        for (int v = 0; v < width; v++) {
          sums[v] += e[v];
        }
      }
    }
  }
  double sum = 0;
  for (int v = 0; v < TV; v++) {
    sum += sums[v];
  }
  out[get_group_id(1) * get_num_groups(0) + get_group_id(0)] = sum;
}
