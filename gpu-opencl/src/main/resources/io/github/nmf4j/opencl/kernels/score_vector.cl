// A block of the model, Y = A·Bᵀ, for processors: rows of A against TV rows of B, as vectors along
// B. The rows of B are brought into T component by component first, zeros beyond the last.

MULTIPLY(score_tile, RI, 2, __global, __local, __private)
MULTIPLY(score_row, 1, 2, __global, __local, __private)

// T (ks × TV) from the rows of B, of which there are count
static void score_pack(__global const REAL *B, int count, int ks, __local REAL *T) {
  for (int v = 0; v < TV; v++) {
    for (int c = 0; c < ks; c++) {
      T[c * TV + v] = v < count ? B[(size_t)v * ks + c] : (REAL)0;
    }
  }
}

// Y (rows × TV)
static void score_block(
    __global const REAL *A, int rows, int ks, __local const REAL *T, REAL *Y) {
  int r = 0;
  for (; r + RI <= rows; r += RI) {
    score_tile(A + (size_t)r * ks, ks, 1, T, TV, ks, Y + r * TV, TV, 0);
  }
  for (; r < rows; r++) {
    score_row(A + (size_t)r * ks, ks, 1, T, TV, ks, Y + r * TV, TV, 0);
  }
}

// row (TV) = the first count numbers at x, then zeros
static void pad_row(__global const REAL *x, int count, REAL *row) {
  for (int v = 0; v < TV; v++) {
    row[v] = v < count ? x[v] : (REAL)0;
  }
}
