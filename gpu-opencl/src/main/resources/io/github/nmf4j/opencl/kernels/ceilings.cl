// What a device can do at most: multiply-adds whose operands never leave registers, and bytes
// read. Numbers come from arguments and go to memory, so that no compiler leaves anything out.
#include "common.cl"

#ifndef VW
#define VW 4  // numbers per vector
#endif
#define CHAINS 8  // independent sums: a multiply-add takes several cycles
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VEC JOIN(REAL, VW)
#define VLOAD JOIN(vload, VW)
#define VSTORE JOIN(vstore, VW)

// out: one vector per work-item. 2·CHAINS·VW operations per round and work-item.
__kernel void multiply_adds(__global REAL *out, int rounds, REAL x, REAL y) {
  VEC a[CHAINS];
  __attribute__((opencl_unroll_hint(CHAINS))) for (int c = 0; c < CHAINS; c++) {
    a[c] = (VEC)(x + c);
  }
  VEC factor = (VEC)(x);
  VEC term = (VEC)(y);
  for (int r = 0; r < rounds; r++) {
    __attribute__((opencl_unroll_hint(CHAINS))) for (int c = 0; c < CHAINS; c++) {
      a[c] = a[c] * factor + term;
    }
  }
  VEC sum = (VEC)(0);
  __attribute__((opencl_unroll_hint(CHAINS))) for (int c = 0; c < CHAINS; c++) {
    sum += a[c];
  }
  VSTORE(sum, get_global_id(0), out);
}

// out: one vector per work-item; each work-group reads `vectors` vectors that lie together.
__kernel void read_bytes(__global const REAL *data, ulong vectors, __global REAL *out) {
  VEC a = (VEC)(0);
  VEC b = (VEC)(0);
  size_t items = get_local_size(0);
  data += get_group_id(0) * vectors * VW;
  size_t e = get_local_id(0);
  for (; e + items < vectors; e += 2 * items) {
    a += VLOAD(e, data);
    b += VLOAD(e + items, data);
  }
  if (e < vectors) {
    a += VLOAD(e, data);
  }
  VSTORE(a + b, get_global_id(0), out);
}
