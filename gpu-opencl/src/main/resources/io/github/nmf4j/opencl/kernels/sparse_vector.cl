// Passes over the tiles of sparse_tile.cl for processors: one work-item takes SPAN tiles, segment by
// segment, with vectors along the components and no barrier.

#ifndef SPAN
#define SPAN 16  // tiles per work-group
#endif

// out (ks) = [out +] Σ weights[e]·G_columns[e] over count entries; even and odd ones apart, so that
// one addition need not wait for the other.
#define ADD_UP(NAME, SPACE)                                                                      \
  static void NAME(                                                                              \
      SPACE const REAL *weights, __global const int *columns, int count,                         \
      __global const REAL *G, int ks, __global REAL *out, int add) {                             \
    for (int c = 0; c < ks; c += KC) {                                                           \
      VEC even[NV];                                                                              \
      VEC odd[NV];                                                                               \
      UNROLL(NV) for (int v = 0; v < NV; v++) {                                                  \
        even[v] = add ? VLOAD(v, out + c) : (VEC)(0);                                            \
        odd[v] = (VEC)(0);                                                                       \
      }                                                                                          \
      int e = 0;                                                                                 \
      for (; e + 1 < count; e += 2) {                                                            \
        __global const REAL *g = G + (size_t)columns[e] * ks + c;                                \
        __global const REAL *h = G + (size_t)columns[e + 1] * ks + c;                            \
        UNROLL(NV) for (int v = 0; v < NV; v++) {                                                \
          even[v] += weights[e] * VLOAD(v, g);                                                   \
          odd[v] += weights[e + 1] * VLOAD(v, h);                                                \
        }                                                                                        \
      }                                                                                          \
      if (e < count) {                                                                           \
        __global const REAL *g = G + (size_t)columns[e] * ks + c;                                \
        UNROLL(NV) for (int v = 0; v < NV; v++) {                                                \
          even[v] += weights[e] * VLOAD(v, g);                                                   \
        }                                                                                        \
      }                                                                                          \
      UNROLL(NV) for (int v = 0; v < NV; v++) {                                                  \
        VSTORE(even[v] + odd[v], v, out + c);                                                    \
      }                                                                                          \
    }                                                                                            \
  }

#if VW == 2
#define LANES_SUM(s) ((s).s0 + (s).s1)
#elif VW == 4
#define LANES_SUM(s) (((s).s0 + (s).s2) + ((s).s1 + (s).s3))
#elif VW == 8
#define LANES_SUM(s) sum_of_four((s).lo + (s).hi)
#else
#define LANES_SUM(s) sum_of_eight((s).lo + (s).hi)
#endif

static REAL sum_of_four(REAL4 s) {
  return (s.s0 + s.s2) + (s.s1 + s.s3);
}

static REAL sum_of_eight(JOIN(REAL, 8) s) {
  return sum_of_four(s.lo + s.hi);
}

// ⟨f, g⟩ over ks components
static REAL dot_vectors(__global const REAL *f, __global const REAL *g, int ks) {
  VEC s = (VEC)(0);
  for (int c = 0; c < ks; c += VW) {
    s += VLOAD(0, f + c) * VLOAD(0, g + c);
  }
  return LANES_SUM(s);
}
