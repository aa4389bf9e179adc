// Updates entry by entry. n counts entries, padding included: it is zero and stays zero.
// smallest: an entry below it becomes zero.
#include "common.cl"

// F ← F ∘ R ⊘ (P + l1 + l2·F) with P = F·S; a zero denominator leaves the entry as it is.
__kernel void multiply_update(
    __global REAL *F, ulong fAt, __global const REAL *R, ulong rAt, __global const REAL *P,
    ulong n, ACC l1, ACC l2, REAL smallest) {
  size_t e = get_global_id(0);
  if (e < n) {
    ACC f = F[fAt + e];
    ACC denominator = (ACC)P[e] + l1 + l2 * f;
    if (denominator != 0) {
      ACC next = f * ((ACC)R[rAt + e] / denominator);
      F[fAt + e] = f == 0 || next < smallest ? (REAL)0 : (REAL)next;
    }
  }
}

#define RULE_PLAIN 0  // exponent 1
#define RULE_ROOT 1   // exponent ½
#define RULE_POWER 2  // any exponent
#define RULE_EXACT 3  // the root of a two-term equation
#define RULE_KL 4     // its closed form for β = 1, unless the plain step is safe and goes further

// t > 0 with d·t^a + l·t^b = v, all given numbers ≥ 0, d + l > 0, v > 0. With t = e^x the
// logarithm of the left side is convex and increasing in x with slope between a and b, and at
// the start below it is at most log 2 too high: Newton's method descends to the root without
// overshooting.
static ACC two_term_root(ACC d, ACC l, ACC v, ACC a, ACC b) {
  ACC start = d > 0 ? log(v / d) / a : INFINITY;
  if (l > 0) {
    start = min(start, log(v / l) / b);
  }
  ACC first = d > 0 ? exp(a * start + log(d / v)) : (ACC)0;
  ACC second = l > 0 ? exp(b * start + log(l / v)) : (ACC)0;
  ACC x = 0;  // log t − start, never positive
  for (int step = 0; step < 12; step++) {
    ACC inner = first * exp(a * x);
    ACC outer = second * exp(b * x);
    ACC sum = inner + outer;
    ACC next = x - log(sum) * sum / (a * inner + b * outer);
    if (!(next < x)) {
      break;
    }
    x = next;
  }
  return exp(start + x);
}

// One majorise–minimise step from numerator N and denominator D (p × k, or 1 × k if shared):
// f ← f·(ν/(δ + l1 + l2·f))^γ, or f ← f·t for RULE_EXACT and RULE_KL.
__kernel void ratio_update(
    __global REAL *F, ulong fAt, __global const REAL *N, ulong nAt,
    __global const REAL *D, ulong dAt, int shared, int ks, ulong n,
    int rule, ACC gamma, ACC a, ACC b, ACC l1, ACC l2, REAL smallest) {
  size_t e = get_global_id(0);
  if (e < n) {
    ACC f = F[fAt + e];
    ACC numerator = N[nAt + e];
    ACC linear = (ACC)D[dAt + (shared ? e % ks : e)] + l1;
    ACC quadratic = l2 * f;
    if (f == 0 || linear + quadratic == 0) {
      return;
    }
    ACC t;
    if (numerator == 0) {
      t = 0;
    } else if (rule == RULE_EXACT) {
      t = two_term_root(linear, quadratic, numerator, a, b);
    } else if (rule == RULE_KL) {
      ACC ratio = numerator / (linear + quadratic);
      t = (ratio - 1) * quadratic <= 3 * linear
              ? ratio
              : 2 * numerator
                  / (linear + hypot(linear, 2 * sqrt(quadratic) * sqrt(numerator)));
    } else {
      ACC ratio = numerator / (linear + quadratic);
      t = rule == RULE_PLAIN ? ratio : rule == RULE_ROOT ? sqrt(ratio) : pow(ratio, gamma);
    }
    ACC next = f * t;
    F[fAt + e] = next < smallest ? (REAL)0 : (REAL)next;
  }
}

// A ← ρ·A + N·F^(1/γ), B ← ρ·B + D + l1 + l2·F, F ← (A/B)^γ; F stays where B is zero. Not in the
// padding, where l1 would make B positive.
__kernel void forgetting_update(
    __global REAL *F, ulong fAt, __global const REAL *N, ulong nAt,
    __global const REAL *D, ulong dAt, int shared, int ks, int k,
    __global REAL *A, ulong aAt, __global REAL *B, ulong bAt, ulong n,
    ACC gamma, ACC rho, ACC l1, ACC l2, REAL smallest) {
  size_t e = get_global_id(0);
  if (e < n && e % ks < k) {
    ACC f = F[fAt + e];
    ACC a = rho * A[aAt + e] + N[nAt + e] * (gamma == 1 ? f : pow(f, 1 / gamma));
    ACC b = rho * B[bAt + e] + D[dAt + (shared ? e % ks : e)] + l1 + l2 * f;
    A[aAt + e] = (REAL)a;
    B[bAt + e] = (REAL)b;
    if (b != 0) {
      ACC next = gamma == 1 ? a / b : pow(a / b, gamma);
      F[fAt + e] = next < smallest ? (REAL)0 : (REAL)next;
    }
  }
}

// R ← F + weight·(F − P), at least 0, or with upward: F + weight·max(0, F − P). R may be F or P.
__kernel void extrapolate(
    __global const REAL *F, ulong fAt, __global const REAL *P, ulong pAt,
    __global REAL *R, ulong rAt, ulong n, REAL weight, int upward, REAL smallest) {
  size_t e = get_global_id(0);
  if (e < n) {
    REAL f = F[fAt + e];
    REAL step = f - P[pAt + e];
    REAL next = upward && step < 0 ? f : f + weight * step;
    R[rAt + e] = next < smallest ? (REAL)0 : next;
  }
}

// F ← H where M is 0.
__kernel void hold(
    __global REAL *F, ulong fAt, __global const REAL *H, ulong hAt,
    __global const REAL *M, ulong mAt, ulong n) {
  size_t e = get_global_id(0);
  if (e < n && M[mAt + e] == 0) {
    F[fAt + e] = H[hAt + e];
  }
}

// R ← F − G; R may be F or G.
__kernel void subtract(
    __global const REAL *F, ulong fAt, __global const REAL *G, ulong gAt,
    __global REAL *R, ulong rAt, ulong n) {
  size_t e = get_global_id(0);
  if (e < n) {
    R[rAt + e] = F[fAt + e] - G[gAt + e];
  }
}
