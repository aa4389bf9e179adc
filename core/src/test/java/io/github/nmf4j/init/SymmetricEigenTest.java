package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SymmetricEigenTest {

  @Test
  void twoByTwo() {
    assertArrayEquals(new double[] {3, 1}, SymmetricEigen.values(new double[] {2, 1, 1, 2}, 2), 0);
    assertEquals(1, SymmetricEigen.largest(new double[] {0, 1, 1, 0}, 2), 1e-15);
    assertArrayEquals(new double[] {-4}, SymmetricEigen.values(new double[] {-4}, 1));
  }

  @Test
  void theArgumentStays() {
    double[] s = {2, 1, 1, 2};
    SymmetricEigen.values(s, 2);
    assertArrayEquals(new double[] {2, 1, 1, 2}, s);
  }

  /** The second difference matrix has the values 2 − 2 cos(πj/(k+1)). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 47})
  void secondDifferences(int k) {
    double[] s = new double[k * k];
    double[] expected = new double[k];
    for (int i = 0; i < k; i++) {
      s[i * k + i] = 2;
      if (i > 0) {
        s[i * k + i - 1] = -1;
        s[(i - 1) * k + i] = -1;
      }
      expected[i] = 2 - 2 * Math.cos(Math.PI * (k - i) / (k + 1));
    }
    assertArrayEquals(expected, SymmetricEigen.values(s, k), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 60, 130})
  void decomposes(int k) {
    System.out.println("seed " + k);
    double[] s = randomGram(new Random(k), k, Math.max(1, k - 2));
    var eigen = SymmetricEigen.of(s, k);
    assertDecomposition(s, k, eigen.values(), eigen.vectors(), k);
    double[] leading = TridiagonalEigen.leading(s, k, k);
    assertDecomposition(s, k, eigen.values(), leading, k);
    int few = (k + 1) / 2;
    assertDecomposition(s, k, eigen.values(), TridiagonalEigen.leading(s, k, few), few);
  }

  @Test
  void repeatedValuesAndZero() {
    double[] identity = new double[25];
    for (int i = 0; i < 5; i++) {
      identity[i * 5 + i] = 3;
    }
    double[] threes = new double[5];
    Arrays.fill(threes, 3);
    assertArrayEquals(threes, SymmetricEigen.values(identity, 5));
    assertDecomposition(identity, 5, threes, TridiagonalEigen.leading(identity, 5, 5), 5);
    assertArrayEquals(new double[5], SymmetricEigen.values(new double[25], 5));
    assertDecomposition(
        new double[25], 5, new double[5], TridiagonalEigen.leading(new double[25], 5, 5), 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1000, -300, 0, 300, 1000})
  void anyScale(int exponent) {
    double[] s = randomGram(new Random(5), 6, 6);
    double[] scaled = Arrays.stream(s).map(x -> Math.scalb(x, exponent)).toArray();
    double[] expected =
        Arrays.stream(SymmetricEigen.values(s, 6)).map(x -> Math.scalb(x, exponent)).toArray();
    assertArrayEquals(expected, SymmetricEigen.values(scaled, 6));
  }

  /** D (1 + small) D with D from 1 to 10⁻¹⁴: the smallest value keeps its digits. */
  @Test
  void gradedValuesAreRelativelyAccurate() {
    double[] s = {1, 1e-8, 1e-15, 1e-8, 1e-14, 1e-22, 1e-15, 1e-22, 1e-28};
    double[] values = SymmetricEigen.values(s, 3);
    // the determinants of the leading minors give the values up to second order
    assertEquals(1, values[0], 1e-15);
    assertEquals(1e-14 - 1e-16, values[1], 1e-14 * 1e-12);
    // Schur complement of the last entry
    double schur = 1e-28 - 1e-30 - sq(1e-22 - 1e-23) / (1e-14 - 1e-16);
    assertEquals(schur, values[2], 1e-28 * 1e-12);
  }

  private static double sq(double x) {
    return x * x;
  }

  @Test
  void refusesWhatIsNotAMatrix() {
    assertThrows(IllegalArgumentException.class, () -> SymmetricEigen.values(new double[3], 2));
    assertThrows(IllegalArgumentException.class, () -> SymmetricEigen.largest(new double[0], 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> SymmetricEigen.values(new double[] {1, Double.NaN, 0, 1}, 2));
  }

  /** FᵀF for a random items × k F. */
  private static double[] randomGram(Random random, int k, int items) {
    double[] f = random.doubles((long) items * k).toArray();
    return Blocks.cross(f, k, f, k, items);
  }

  private static void assertDecomposition(
      double[] s, int k, double[] values, double[] vectors, int count) {
    double[] identity = Blocks.cross(vectors, count, vectors, count, k);
    double[] image = Blocks.product(s, k, k, vectors, count);
    double scale = Math.max(1e-300, Math.abs(values[0]));
    for (int i = 0; i < count; i++) {
      assertTrue(i == 0 || values[i - 1] >= values[i], "descending");
      for (int j = 0; j < count; j++) {
        assertEquals(i == j ? 1 : 0, identity[i * count + j], 1e-13, "orthonormal");
      }
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < count; j++) {
        assertEquals(
            values[j] * vectors[i * count + j],
            image[i * count + j],
            2e-14 * k * scale,
            "S z = λ z");
      }
    }
  }
}
