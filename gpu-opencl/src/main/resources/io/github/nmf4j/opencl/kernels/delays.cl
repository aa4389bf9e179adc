// Items beside their predecessors, and back. k components of F in rows of ks numbers, k·taps of B
// in rows of bs numbers; n counts the numbers of the output, padding included.
#include "common.cl"

// B: item i gets the items i, i − 1, … of F side by side, zeros where F (p items) has none
__kernel void delay(
    __global const REAL *F, ulong fAt, int p, int k, int ks,
    __global REAL *B, ulong bAt, int taps, int bs, ulong n) {
  size_t e = get_global_id(0);
  if (e < n) {
    int item = e / bs;
    int column = e % bs;
    int t = column / k;
    int from = item - t;
    bool there = t < taps && from >= 0 && from < p;
    B[bAt + e] = there ? F[fAt + (size_t)from * ks + column % k] : (REAL)0;
  }
}

// F: item j gets part t of item j + t of B (items of them, or one for all), added up
__kernel void fold_delays(
    __global const REAL *B, ulong bAt, int shared, int items, int taps, int bs,
    __global REAL *F, ulong fAt, int k, int ks, ulong n) {
  size_t e = get_global_id(0);
  if (e < n) {
    int j = e / ks;
    int c = e % ks;
    REAL sum = 0;
    if (c < k) {
      int last = min(taps, items - j);
      for (int t = 0; t < last; t++) {
        sum += B[bAt + (size_t)(shared ? 0 : j + t) * bs + t * k + c];
      }
    }
    F[fAt + e] = sum;
  }
}
