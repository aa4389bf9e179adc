// What one entry v with model entry y ≥ floor > 0 contributes to the gradient of the
// β-divergence: v·y^(β−2) to the numerator and y^(β−1) to the denominator.
#define KIND_GENERAL 0
#define KIND_ITAKURA_SAITO 1
#define KIND_KULLBACK_LEIBLER 2
#define KIND_FROBENIUS 3

// v/y. QUICK_DIVISION: an approximate reciprocal and one step that corrects it, which gives what v/y
// gives but for the last bit, and exactly v/y where that is a number of the format.
static REAL quotient(REAL v, REAL y) {
#ifdef QUICK_DIVISION
  REAL r = native_recip(y);
  REAL q = v * r;
  REAL corrected = fma(fma(-q, y, v), r, q);
  return fabs(q) < INFINITY ? corrected : q;  // ∞ would make it ∞ − ∞
#else
  return v / y;
#endif
}

static REAL numerator_weight(REAL v, REAL y, int kind, REAL beta) {
  switch (kind) {
    case KIND_ITAKURA_SAITO:
      return quotient(quotient(v, y), y);
    case KIND_KULLBACK_LEIBLER:
      return quotient(v, y);
    case KIND_FROBENIUS:
      return v;
    default:
      return v * pow(y, beta - 2);
  }
}

static REAL denominator_weight(REAL y, int kind, REAL beta) {
  switch (kind) {
    case KIND_ITAKURA_SAITO:
      return quotient(1, y);
    case KIND_KULLBACK_LEIBLER:
      return 1;
    case KIND_FROBENIUS:
      return y;
    default:
      return pow(y, beta - 1);
  }
}
