// One step of the KL loss with a penalty on changes along the items, see SmoothStep.java: item i
// of F has the neighbours first + i ± 1 of held (q items). A component with scale 0 becomes 0,
// which keeps the padding zero. D has one denominator per entry, or a row for all items (shared).
#include "common.cl"

__kernel void smooth_update(
    __global REAL *F, ulong fAt, __global const REAL *H, ulong hAt, int first, int q,
    __global const REAL *N, ulong nAt, __global const REAL *D, ulong dAt, int shared,
    __global const REAL *S, ulong sAt, int ks, ulong n, ACC smoothness, ACC sparsity, ACC l1, ACC l2,
    ACC largest, REAL smallest) {
  size_t e = get_global_id(0);
  if (e < n) {
    int c = e % ks;
    int item = first + (int)(e / ks);
    ACC scale = S[sAt + c];
    ACC next = 0;
    if (scale > 0) {
      int neighbours = 0;
      ACC sum = 0;
      if (item > 0) {
        sum += H[hAt + (size_t)(item - 1) * ks + c];
        neighbours++;
      }
      if (item + 1 < q) {
        sum += H[hAt + (size_t)(item + 1) * ks + c];
        neighbours++;
      }
      ACC weight = min(smoothness * scale, largest);
      ACC delta = D[dAt + (shared ? (ulong)c : e)];
      ACC a = neighbours * weight + l2 / scale;
      ACC b = (delta + l1) / scale + sparsity - weight * sum;
      ACC psi = F[fAt + e] * ((ACC)N[nAt + e] / scale);
      ACC both = fabs(b) + hypot(b, 2 * sqrt(a) * sqrt(psi));
      if (b < 0) {
        next = both / (2 * a);
      } else if (both > 0) {
        next = 2 * psi / both;
      }
    }
    F[fAt + e] = next < smallest ? (REAL)0 : (REAL)next;
  }
}
