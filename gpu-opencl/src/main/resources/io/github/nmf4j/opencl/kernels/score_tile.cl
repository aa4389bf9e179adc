// A tile of the model, Y = F·Gᵀ, in registers: TI items of F against TQ items of G.
//
//            j0        TQ
//           +------------+        work-item (x, y) of WX × WY holds items i0 + 4y … 4y + 3
//   i0      |  .    .    |        (one REAL4) and partners j0 + x + WX·b, b < RQ
//   TI=4·WY |  .    .    |
//           +------------+
//
// F and G pass through local memory TK components at a time, component-major, so that a
// work-item reads its four items as one vector.

#ifndef WX
#define WX 16  // work-items across partners
#endif
#ifndef WY
#define WY 16  // work-items across items
#endif
#ifndef RQ
#define RQ 4  // partners per work-item
#endif
#ifndef TK
#define TK 16  // components per step; divides the row stride of a factor
#endif
#define TI (4 * WY)
#define TQ (WX * RQ)
#define PI (TI + 4)  // 4 more than a power of two: no bank conflicts, still aligned for REAL4
#define PQ (TQ + 1)

// p, q: items of F and G that exist; what lies beyond counts as zero. ks: row stride.
static void score_tile(
    __global const REAL *F, int p, int i0,
    __global const REAL *G, int q, int j0,
    int ks, __local REAL *Fs, __local REAL *Gs, REAL4 s[RQ]) {
  int x = get_local_id(0);
  int y = get_local_id(1);
  int t = y * WX + x;
  for (int b = 0; b < RQ; b++) {
    s[b] = (REAL4)(0);
  }
  for (int c0 = 0; c0 < ks; c0 += TK) {
    for (int e = t; e < TI * TK; e += WX * WY) {
      int i = e / TK;
      int c = e % TK;
      Fs[c * PI + i] = i0 + i < p ? F[(size_t)(i0 + i) * ks + c0 + c] : (REAL)0;
    }
    for (int e = t; e < TQ * TK; e += WX * WY) {
      int j = e / TK;
      int c = e % TK;
      Gs[c * PQ + j] = j0 + j < q ? G[(size_t)(j0 + j) * ks + c0 + c] : (REAL)0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int c = 0; c < TK; c++) {
      REAL4 f = *(__local const REAL4 *)(Fs + c * PI + 4 * y);
      for (int b = 0; b < RQ; b++) {
        s[b] += f * Gs[c * PQ + x + WX * b];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}

// The entries of X that belong to score tile column b: four items, one partner; X is item-major
// or, if transposed, partner-major, with leading dimension ld.
static REAL4 data_quad(
    __global const REAL *X, ulong ld, int transposed, int p, int q, int i, int j) {
  REAL v[4];
  for (int a = 0; a < 4; a++) {
    v[a] = i + a < p && j < q
        ? (transposed ? X[(size_t)j * ld + i + a] : X[(size_t)(i + a) * ld + j])
        : (REAL)0;
  }
  return (REAL4)(v[0], v[1], v[2], v[3]);
}
