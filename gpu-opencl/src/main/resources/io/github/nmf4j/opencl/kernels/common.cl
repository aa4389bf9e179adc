// Types that every kernel shares.
//
//   REAL    what data and factors are stored and multiplied in: float or double
//   ACC     what single entries are worked out in where cancellation or range matter:
//           double where the device has it, else float
//   SUM     what scalars that leave the device are accumulated in: double, or an unevaluated
//           sum of two floats (about 48 bits) where there is no double
//
// Every sum is taken in an order that depends on shapes alone: no atomics.

#ifndef REAL
#define REAL float  // float or double
#define REAL4 float4
#endif

// Loops over registers: an array that is addressed by a variable would lie in memory. Where that
// matters less than how long compiling takes, UNROLL is defined as nothing.
#ifndef UNROLL
#define UNROLL _Pragma("unroll")
#endif

#ifdef FP64  // the device has double precision and may use it
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double ACC;
typedef double SUM;
#define SUM_ZERO 0.0
static SUM sum_add(SUM s, ACC x) { return s + x; }
static SUM sum_merge(SUM s, SUM t) { return s + t; }
#else
typedef float ACC;
typedef float2 SUM;  // value = x + y, |y| at most half a unit in the last place of x
#define SUM_ZERO (float2)(0.0f, 0.0f)

// x + y = result.x + result.y exactly (Knuth's two-sum); only additions, so that contraction
// into fused multiply-adds cannot touch it
static float2 two_sum(float x, float y) {
  float s = x + y;
  float t = s - x;
  return (float2)(s, (x - (s - t)) + (y - t));
}

static SUM sum_add(SUM s, ACC x) {
  float2 t = two_sum(s.x, x);
  // an infinite or undefined sum has no error term: it would turn ∞ into NaN
  return isfinite(t.x) ? two_sum(t.x, t.y + s.y) : (float2)(t.x, 0.0f);
}

static SUM sum_merge(SUM s, SUM t) {
  return sum_add(sum_add(s, t.x), t.y);
}
#endif

// The sum over a work-group of one SUM per work-item, in slot 0 of scratch; every work-item
// must call it. The group's size need not be a power of two.
static SUM group_sum(SUM s, __local SUM *scratch, int item, int items) {
  scratch[item] = s;
  for (int n = items; n > 1;) {
    int half_n = (n + 1) / 2;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < n - half_n) {
      scratch[item] = sum_merge(scratch[item], scratch[item + half_n]);
    }
    n = half_n;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return scratch[0];
}
