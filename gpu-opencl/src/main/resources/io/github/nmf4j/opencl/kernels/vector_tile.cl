// Tiles for processors: one work-item per work-group holds a tile in vector registers, reads its
// operands where they lie (caches do what local memory does elsewhere), and meets no barrier, which
// would cut its loops to pieces.
//
//          V vectors of VW numbers
//        +-------+-------+
//     R  |  acc  |  acc  |      acc[r][v] += a[r]·b[v], a spread to all lanes
//        +-------+-------+
//
// NAME(a, si, st, b, ldb, n, c, ldc, add): C (R × V·VW) = [C +] Σ over t < n of a[r·si + t·st]
// times the vectors at b + t·ldb. A macro, since OpenCL C 1.2 has neither templates nor a common
// address space; the loops over R and V vanish.

#ifndef VW
#define VW 8  // numbers per vector: 2, 4, 8 or 16
#endif
#ifndef NV
#define NV 2  // vectors of components per tile; NV·VW divides the row stride of a factor
#endif
#ifndef RI
#define RI 4  // rows of a tile: RI·2 accumulators, two operands and a spread one fit the registers
#endif
#ifndef TI
#define TI 128  // items per work-group
#endif
#ifndef TJ
#define TJ 64  // partners per step: what the tiles of a step read stays in the first cache
#endif
#define TV (2 * VW)  // the width of a tile of the model
#define KC (NV * VW)  // components per tile of a product

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VEC JOIN(REAL, VW)
#define VLOAD JOIN(vload, VW)
#define VSTORE JOIN(vstore, VW)
#define UNROLL(n) __attribute__((opencl_unroll_hint(n)))

#define MULTIPLY(NAME, R, V, A_SPACE, B_SPACE, C_SPACE)                                          \
  static void NAME(                                                                              \
      A_SPACE const REAL *a, size_t si, size_t st, B_SPACE const REAL *b, size_t ldb, int n,     \
      C_SPACE REAL *c, size_t ldc, int add) {                                                    \
    VEC acc[R][V];                                                                               \
    UNROLL(R) for (int r = 0; r < R; r++) {                                                      \
      UNROLL(V) for (int v = 0; v < V; v++) {                                                    \
        acc[r][v] = add ? VLOAD(v, c + r * ldc) : (VEC)(0);                                      \
      }                                                                                          \
    }                                                                                            \
    for (int t = 0; t < n; t++) {                                                                \
      VEC row[V];                                                                                \
      UNROLL(V) for (int v = 0; v < V; v++) {                                                    \
        row[v] = VLOAD(v, b + t * ldb);                                                          \
      }                                                                                          \
      UNROLL(R) for (int r = 0; r < R; r++) {                                                    \
        VEC x = (VEC)(a[r * si + t * st]);                                                       \
        UNROLL(V) for (int v = 0; v < V; v++) {                                                  \
          acc[r][v] += x * row[v];                                                               \
        }                                                                                        \
      }                                                                                          \
    }                                                                                            \
    UNROLL(R) for (int r = 0; r < R; r++) {                                                      \
      UNROLL(V) for (int v = 0; v < V; v++) {                                                    \
        VSTORE(acc[r][v], v, c + r * ldc);                                                       \
      }                                                                                          \
    }                                                                                            \
  }
