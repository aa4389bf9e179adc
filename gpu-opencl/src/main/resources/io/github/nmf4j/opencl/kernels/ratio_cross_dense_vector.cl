// ratio_cross_dense.cl for processors: N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G with
// Y = max(F·Gᵀ, floor), dense. Vectors lie along X's lines, whichever factor those belong to:
//
//               TV of the one factor (B)
//             +--------------------------+
//   TJ of the |      Y → Q, private      |     X not transposed: A = F, B = G
//   other (A) |                          |     X transposed:     A = G, B = F
//             +--------------------------+
//
// Q is multiplied by G at once and added to the rows of N in memory. A work-group (tile of TI
// items, 0, split) is one work-item.
#include "common.cl"
#include "vector_tile.cl"
#include "score_vector.cl"
#include "weights.cl"

MULTIPLY(multiply_tile, RI, NV, __private, __global, __global)
MULTIPLY(multiply_row, 1, NV, __private, __global, __global)

// lane by lane: PoCL 3.1's vector pow of doubles takes 2^-x for 2^x
static VEC powers(VEC x, REAL exponent) {
  REAL lanes[VW];
  VSTORE(x, 0, lanes);
  for (int v = 0; v < VW; v++) {
    lanes[v] = pow(lanes[v], exponent);
  }
  return VLOAD(0, lanes);
}

static VEC numerator_weights(VEC v, VEC y, int kind, REAL beta) {
  switch (kind) {
    case KIND_ITAKURA_SAITO:
      return v / y / y;
    case KIND_KULLBACK_LEIBLER:
      return v / y;
    case KIND_FROBENIUS:
      return v;
    default:
      return v * powers(y, beta - 2);
  }
}

static VEC denominator_weights(VEC y, int kind, REAL beta) {
  switch (kind) {
    case KIND_ITAKURA_SAITO:
      return 1 / y;
    case KIND_KULLBACK_LEIBLER:
      return (VEC)(1);
    case KIND_FROBENIUS:
      return y;
    default:
      return powers(y, beta - 1);
  }
}

#ifdef NUMERATOR
#define IF_NUMERATOR(x) x
#else
#define IF_NUMERATOR(x)
#endif
#ifdef DENOMINATOR
#define IF_DENOMINATOR(x) x
#else
#define IF_DENOMINATOR(x)
#endif
#ifdef WEIGHTED
#define WEIGHT(m, v) *VLOAD(v, m)
#else
#define WEIGHT(m, v)
#endif

// One row of Y (TV numbers) becomes rows of Qn and Qd, of which one may be Y itself; x and m are
// the same row of X and of the weights. Not fmax: a model that is not a number must stay one.
#define WEIGH(NAME, SPACE)                                                                       \
  static void NAME(                                                                              \
      const REAL *Y, SPACE const REAL *x, SPACE const REAL *m, REAL *Qn, REAL *Qd,               \
      int kind, REAL beta, REAL floor_) {                                                        \
    UNROLL(2) for (int v = 0; v < 2; v++) {                                                      \
      VEC y = VLOAD(v, Y);                                                                       \
      y = y < floor_ ? (VEC)(floor_) : y;                                                        \
      IF_DENOMINATOR(VSTORE(denominator_weights(y, kind, beta) WEIGHT(m, v), v, Qd);)            \
      IF_NUMERATOR(                                                                              \
          VSTORE(numerator_weights(VLOAD(v, x), y, kind, beta) WEIGHT(m, v), v, Qn);)            \
    }                                                                                            \
  }

WEIGH(weigh_row, __global)
WEIGH(weigh_padded_row, __private)

// R (items × ks) = [R +] Q·G over n partners; Q's items are si apart, its partners sj
static void add_product(
    const REAL *Q, size_t si, size_t sj, int items, int n,
    __global const REAL *G, int ks, __global REAL *R, int add) {
  for (int k0 = 0; k0 < ks; k0 += KC) {
    int i = 0;
    for (; i + RI <= items; i += RI) {
      multiply_tile(Q + i * si, si, sj, G + k0, ks, n, R + (size_t)i * ks + k0, ks, add);
    }
    for (; i < items; i++) {
      multiply_row(Q + i * si, si, sj, G + k0, ks, n, R + (size_t)i * ks + k0, ks, add);
    }
  }
}

// T: ks · TV numbers. Everything else as in ratio_cross_dense.cl; M lies like X.
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void ratio_cross_dense_vector(
#ifdef NUMERATOR
    __global const REAL *X, ulong xAt, ulong ld, int transposed,
    __global REAL *N, ulong nAt,
#endif
#ifdef WEIGHTED
    __global const REAL *M, ulong mAt, ulong mLd, int mTransposed,
#endif
#ifdef DENOMINATOR
    __global REAL *D, ulong dAt,
#endif
    __global const REAL *F, ulong fAt, int p, __global const REAL *G, ulong gAt, int q,
    int ks, int span, ulong splitStride, int kind, REAL beta, REAL floor_, int add,
    __local REAL *T) {
#ifndef NUMERATOR
  int transposed = 0;
#endif
  int i0 = get_group_id(0) * TI;
  int i1 = min(p, i0 + TI);
  int from = get_group_id(2) * span;
  int to = min(q, from + span);
  F += fAt;
  G += gAt;
  REAL Y[TJ * TV] __attribute__((aligned(64)));
  REAL *Qn = Y;
  REAL *Qd = Y;
#ifdef NUMERATOR
  X += xAt;
  N += nAt + get_group_id(2) * splitStride;
#else
  __global const REAL *X = 0;
  size_t ld = 0;
#endif
#ifdef DENOMINATOR
#ifdef NUMERATOR
  REAL second[TJ * TV] __attribute__((aligned(64)));
  Qd = second;
#endif
  D += dAt + get_group_id(2) * splitStride;
#endif
#ifdef WEIGHTED
  M += mAt;
#else
  __global const REAL *M = 0;
  size_t mLd = 0;
#endif
  REAL x[TV];
  REAL m[TV];
  __global const REAL *A = transposed ? G : F;
  __global const REAL *B = transposed ? F : G;
  int rowFrom = transposed ? from : i0;
  int rowTo = transposed ? to : i1;
  int lineFrom = transposed ? i0 : from;
  int lineTo = transposed ? i1 : to;
  for (int v0 = lineFrom; v0 < lineTo; v0 += TV) {
    int width = min(TV, lineTo - v0);
    score_pack(B + (size_t)v0 * ks, width, ks, T);
    for (int r0 = rowFrom; r0 < rowTo; r0 += TJ) {
      int rows = min(TJ, rowTo - r0);
      score_block(A + (size_t)r0 * ks, rows, ks, T, Y);
      for (int r = 0; r < rows; r++) {
        int at = r * TV;
        __global const REAL *rowX = X + (size_t)(r0 + r) * ld + v0;
        __global const REAL *rowM = M + (size_t)(r0 + r) * mLd + v0;
        if (width == TV) {
          weigh_row(Y + at, rowX, rowM, Qn + at, Qd + at, kind, beta, floor_);
        } else {
          IF_NUMERATOR(pad_row(rowX, width, x);)
#ifdef WEIGHTED
          pad_row(rowM, width, m);
#endif
          weigh_padded_row(Y + at, x, m, Qn + at, Qd + at, kind, beta, floor_);
        }
      }
      int item = transposed ? v0 : r0;
      int partner = transposed ? r0 : v0;
      int items = transposed ? width : rows;
      int partners = transposed ? rows : width;
      size_t si = transposed ? 1 : TV;
      size_t sj = transposed ? TV : 1;
      int adds = add || partner > from;
      __global const REAL *g = G + (size_t)partner * ks;
#ifdef NUMERATOR
      add_product(Qn, si, sj, items, partners, g, ks, N + (size_t)item * ks, adds);
#endif
#ifdef DENOMINATOR
      add_product(Qd, si, sj, items, partners, g, ks, D + (size_t)item * ks, adds);
#endif
    }
  }
}
