package io.github.nmf4j.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact nonnegative least squares. */
final class NonnegativeLeastSquaresTest {

  /** x ≥ 0, gradient ≥ 0, and one of them zero: sufficient, since the problem is convex. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isOptimal(long seed) {
    var random = new SplittableRandom(seed);
    int k = 1 + random.nextInt(40);
    double[][] a = gram(random, k + random.nextInt(20), k);
    double[][] b = new double[60][k];
    double[][] x = new double[60][k];
    for (int i = 0; i < b.length; i++) {
      for (int c = 0; c < k; c++) {
        b[i][c] = random.nextDouble(-k, k);
        x[i][c] = random.nextBoolean() ? random.nextDouble() : 0;
      }
    }
    new NonnegativeLeastSquares(a).solve(b, x, null);
    for (int i = 0; i < b.length; i++) {
      for (int c = 0; c < k; c++) {
        double gradient = -b[i][c];
        for (int s = 0; s < k; s++) {
          gradient += a[c][s] * x[i][s];
        }
        assertTrue(x[i][c] >= 0);
        String where =
            "item %d, component %d: x %s, gradient %s".formatted(i, c, x[i][c], gradient);
        assertTrue(gradient >= -1e-8 * k, where);
        assertTrue(x[i][c] == 0 || Math.abs(gradient) < 1e-8 * k, where);
      }
    }
  }

  /** Worked by hand: A = [[2, 1], [1, 2]]. */
  @Test
  void smallCases() {
    double[][] b = {{3, 3}, {4, 1}, {-1, 2}, {-1, -1}};
    double[][] x = new double[4][2];
    new NonnegativeLeastSquares(new double[][] {{2, 1}, {1, 2}}).solve(b, x, null);
    assertArrayEquals(new double[] {1, 1}, x[0], 1e-15);
    assertArrayEquals(new double[] {2, 0}, x[1], 1e-15); // (7/3, −2/3) without the bound
    assertArrayEquals(new double[] {0, 1}, x[2], 1e-15);
    assertArrayEquals(new double[] {0, 0}, x[3], 0);
  }

  /** Two equal columns: any split is a solution; the value is what counts. */
  @Test
  void singularMatrix() {
    double[][] x = {{1, 1, 0}};
    double[][] a = {{1, 1, 0}, {1, 1, 0}, {0, 0, 4}};
    new NonnegativeLeastSquares(a).solve(new double[][] {{6, 6, 8}}, x, null);
    assertEquals(6, x[0][0] + x[0][1], 1e-9);
    assertEquals(2, x[0][2], 1e-9);
  }

  @Test
  void deadComponents() {
    double[][] x = {{3, 3, 3}};
    double[][] a = {{0, 0, 0}, {0, 2, 0}, {0, 0, 0}};
    new NonnegativeLeastSquares(a).solve(new double[][] {{0, 4, -1}}, x, null);
    assertArrayEquals(new double[] {3, 2, 0}, x[0], 1e-15);
  }

  /** With x₀ held at 2, x₁ solves 2·x₁ = 5 − 2. */
  @Test
  void heldEntries() {
    double[][] x = {{2, 0}};
    double[][] free = {{0, 1}};
    new NonnegativeLeastSquares(new double[][] {{2, 1}, {1, 2}})
        .solve(new double[][] {{9, 5}}, x, free);
    assertArrayEquals(new double[] {2, 1.5}, x[0], 1e-15);
  }

  private static double[][] gram(SplittableRandom random, int rows, int k) {
    double[][] g = new double[rows][k];
    for (double[] row : g) {
      for (int c = 0; c < k; c++) {
        row[c] = random.nextDouble(-0.3, 1);
      }
    }
    double[][] a = new double[k][k];
    for (double[] row : g) {
      for (int c = 0; c < k; c++) {
        for (int s = 0; s < k; s++) {
          a[c][s] += row[c] * row[s];
        }
      }
    }
    return a;
  }
}
