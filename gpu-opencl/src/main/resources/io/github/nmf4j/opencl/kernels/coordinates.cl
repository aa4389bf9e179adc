// Coordinate descent: one work-group of CG work-items per item, component after component, the item's
// entries shared among the work-items. The step and its safeguards are those of CoordinateStep, for
// the Kullback-Leibler divergence; with LEAST_SQUARES that of LeastSquaresStep, where X is the weights.
//
//   sums     one row for all items (sumsStride 0), or one for each
//   dense    X holds the items one after the other, q entries each; GT is G, component by component
//   sparse   item i has the entries starts[i] … starts[i+1]−1; entry e meets row columns[e] of G
//
// With masked, an entry of F where M is 0 is held. Y is scratch of X's shape: the items' rows of the model.
#include "common.cl"

#ifndef CG
#define CG 64  // work-items per item
#endif

#ifdef SPARSE
#define WEIGHT(e, c) G[(size_t)columns[e] * ks + (c)]
#else
#define WEIGHT(e, c) GT[(size_t)(c) * q + ((e) - begin)]
#endif

// The sum over the group, the same for every work-item; waits before and after.
static ACC total(ACC s, __local ACC *scratch, int lane) {
  barrier(CLK_LOCAL_MEM_FENCE);
  scratch[lane] = s;
  for (int n = CG / 2; n > 0; n /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < n) {
      scratch[lane] += scratch[lane + n];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return scratch[0];
}

static ACC least(ACC s, __local ACC *scratch, int lane) {
  barrier(CLK_LOCAL_MEM_FENCE);
  scratch[lane] = s;
  for (int n = CG / 2; n > 0; n /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < n) {
      scratch[lane] = min(scratch[lane], scratch[lane + n]);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return scratch[0];
}

__kernel __attribute__((reqd_work_group_size(CG, 1, 1)))
void coordinates(
    __global const REAL *X, __global REAL *Y,
#ifdef SPARSE
    __global const int *starts, __global const int *columns,
#else
    ulong xAt, ulong yAt, int q, ulong gtAt, __global const REAL *GT,
#endif
    __global REAL *F, ulong fAt, __global const REAL *M, ulong mAt, int masked,
    __global const REAL *G, ulong gAt, int k, int ks,
    __global const REAL *sums, ulong sumsAt, ulong sumsStride, int sweeps, int damped, ACC l1, ACC l2, REAL floor_,
    REAL smallest) {
  __local ACC scratch[CG];
  int lane = get_local_id(0);
  int item = get_group_id(0);
  __global REAL *f = F + fAt + (size_t)item * ks;
  G += gAt;
  sums += sumsAt + item * sumsStride;
#ifdef SPARSE
  int begin = starts[item];
  int end = starts[item + 1];
#else
  GT += gtAt;
  X += xAt + (size_t)item * q;
  Y += yAt + (size_t)item * q;
  int begin = 0;
  int end = q;
#endif
  ACC smallestPositive = INFINITY;
  for (int e = begin + lane; e < end; e += CG) {
    REAL y = 0;
    for (int c = 0; c < k; c++) {
      y += f[c] * WEIGHT(e, c);
    }
    Y[e] = y;
    if (X[e] > 0) {
      smallestPositive = min(smallestPositive, (ACC)X[e]);
    }
  }
  ACC concordance = 1 / sqrt(least(smallestPositive, scratch, lane));
  for (int sweep = 0; sweep < sweeps; sweep++) {
    for (int c = 0; c < k; c++) {
      if (masked && M[mAt + (size_t)item * ks + c] == 0) {
        continue;
      }
      ACC first = 0;
      ACC second = 0;
#ifdef LEAST_SQUARES
      for (int e = begin + lane; e < end; e += CG) {
        REAL g = WEIGHT(e, c);
        REAL term = X[e] * g;
        first += term * Y[e];
        second += term * g;
      }
      ACC product = total(first, scratch, lane);
      ACC steepness = total(second, scratch, lane) + l2;
      ACC old = f[c];
      ACC next = old;
      if (steepness > 0) {
        next = max((ACC)0, old - (product - sums[c] + l1 + l2 * old) / steepness);
      }
#else
      for (int e = begin + lane; e < end; e += CG) {
        REAL ratio = WEIGHT(e, c) / max(Y[e], floor_);
        REAL term = X[e] * ratio;
        first += term;
        second += term * ratio;
      }
      ACC ratios = total(first, scratch, lane);
      ACC steepness = total(second, scratch, lane) + l2;
      ACC old = f[c];
      ACC sum = sums[c];
      ACC linear = sum + l1;
      ACC slope = linear + l2 * old - ratios;
      ACC next = old;
      ACC root = sqrt(linear * linear + 4 * l2 * old * ratios);
      ACC multiplicative = 2 * old * ratios / (linear + root);
      if (slope > 0) {
        next = steepness == 0 ? (ACC)0 : max((ACC)0, old - slope / steepness);
      } else if (slope < 0 && steepness > 0) {
        next = old - slope / steepness;
        next = linear > 0 ? max(next, multiplicative) : next;
      }
      ACC lambda = concordance * sqrt(steepness) * fabs(next - old);
      // every work-item has the same numbers, so all of them take the same way
      if (slope > 0 && next != old && lambda > (ACC)0.683802) {
        if (damped) {
          next = max((ACC)0, old + (next - old) / (1 + lambda));
        } else {
          ACC there = 0;
          REAL d = next - old;
          for (int e = begin + lane; e < end; e += CG) {
            REAL g = WEIGHT(e, c);
            there += X[e] * g / max(Y[e] + d * g, floor_);
          }
          ACC slopeThere = linear + l2 * next - total(there, scratch, lane);
          if (slopeThere < 0) {
            ACC secant = next + (old - next) * (slopeThere / (slopeThere - slope));
            ACC shorter = min(secant, multiplicative);
            next = shorter >= 0 ? min(shorter, old) : old;
          }
        }
      }
#endif
      REAL rounded = next < smallest ? (REAL)0 : (REAL)next;
      REAL change = rounded - (REAL)old;
      if (change != 0) {
        for (int e = begin + lane; e < end; e += CG) {
          Y[e] += change * WEIGHT(e, c);
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
      if (lane == 0) {
        f[c] = rounded;
      }
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
  }
}

// T[t + c·tStride + r] ← S[s + r·sStride + c] for r < rows, c < columns: items out of lines, or G by
// components.
__kernel void transpose(
    __global const REAL *S, ulong s, ulong sStride, __global REAL *T, ulong t, ulong tStride,
    ulong rows, ulong columns) {
  size_t e = get_global_id(0);
  if (e < rows * columns) {
    size_t r = e / columns;
    size_t c = e % columns;
    T[t + c * tStride + r] = S[s + r * sStride + c];
  }
}

// T[t + r·tStride + c] ← S[s + r·sStride + c].
__kernel void lines(
    __global const REAL *S, ulong s, ulong sStride, __global REAL *T, ulong t, ulong tStride,
    ulong rows, ulong columns) {
  size_t e = get_global_id(0);
  if (e < rows * columns) {
    size_t r = e / columns;
    size_t c = e % columns;
    T[t + r * tStride + c] = S[s + r * sStride + c];
  }
}
