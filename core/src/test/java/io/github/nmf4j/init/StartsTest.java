package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.RandomSource;
import io.github.nmf4j.Solver;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random and given starts. */
final class StartsTest {

  private static final DenseMatrix SIX_BY_TWO =
      DenseMatrix.of(new double[][] {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, .8}, {6, 1}});

  @Test
  void scikitLearnsRandomStart() {
    Start start = start(SIX_BY_TWO, NmfOptions.rank(2).randomSource(RandomSource.NUMPY_LEGACY));
    double[] h = {1.8710600643, 0.4244308134, 1.0381083983, 2.3768261656};
    double[] w = {
      1.9808443786, 1.0365597239, 1.0077209441, 0.1605385626, 0.1094801251, 0.4355054776,
      0.1527812789, 1.5424899877, 0.8072024043, 0.1290558439, 0.4707880527, 0.3539150694
    };
    assertArrayEquals(h, start.h().toArray(), 1e-9);
    assertArrayEquals(w, start.w().toArray(), 1e-9);
  }

  @Test
  void counterStartDependsOnThePlaceAlone() {
    Start start = start(SIX_BY_TWO, NmfOptions.rank(3).seed(7));
    var random = new CounterRandom(7);
    double level = Math.sqrt(2.25 / 3);
    assertEquals(level * Math.abs(random.gaussian(Normals.W, 4, 2)), start.w().get(4, 2), 1e-15);
    assertEquals(level * Math.abs(random.gaussian(Normals.H, 1, 2)), start.h().get(2, 1), 1e-15);
    Start again = start(SIX_BY_TWO, NmfOptions.rank(3).seed(7));
    assertArrayEquals(start.w().toArray(), again.w().toArray());
    Start other = start(SIX_BY_TWO, NmfOptions.rank(3).seed(8));
    assertNotEquals(start.w().get(0, 0), other.w().get(0, 0));
  }

  @Test
  void sparseEqualsDense() {
    DenseMatrix dense = Samples.random(new Random(3), 20, 30, 0.2);
    Matrix sparse = SparseMatrix.ofDense(dense);
    for (RandomSource source : RandomSource.values()) {
      NmfOptions options = NmfOptions.rank(4).randomSource(source);
      double[] expected = start(dense, options).w().toArray();
      assertArrayEquals(expected, start(sparse, options).w().toArray(), 1e-15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-300", "1e300", "1.7e308"})
  void extremeScales(String scale) {
    double c = Double.parseDouble(scale);
    DenseMatrix v = DenseMatrix.of(2, 3, c, c, c, c, c, c);
    Start unit = start(DenseMatrix.of(2, 3, 1, 1, 1, 1, 1, 1), NmfOptions.rank(2));
    double root = Math.sqrt(c);
    for (Matrix each : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
      Start start = start(each, NmfOptions.rank(2));
      assertEquals(unit.w().get(1, 1), start.w().get(1, 1) / root, 1e-14);
      assertEquals(unit.h().get(1, 2), start.h().get(1, 2) / root, 1e-14);
    }
  }

  @Test
  void zeroMatrixGivesZeros() {
    for (RandomSource source : RandomSource.values()) {
      Start start =
          start(
              DenseMatrix.allocate(3, 4, Precision.DOUBLE),
              NmfOptions.rank(5).randomSource(source));
      assertArrayEquals(new double[15], start.w().toArray());
      assertArrayEquals(new double[20], start.h().toArray());
      assertEquals(5, start.h().rows());
    }
  }

  @Test
  void seedThatNumpyDoesNotHave() {
    NmfOptions options = NmfOptions.rank(1).randomSource(RandomSource.NUMPY_LEGACY).seed(-1);
    assertThrows(IllegalArgumentException.class, () -> start(SIX_BY_TWO, options));
  }

  @Test
  void givenValuesAreCopied() {
    DenseMatrix w = DenseMatrix.of(2, 6, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    DenseMatrix h = DenseMatrix.of(2, 2, 1, 2, 3, 4);
    Start start = start(SIX_BY_TWO, custom(w.transpose(), h));
    assertEquals(Precision.DOUBLE, start.w().precision());
    assertArrayEquals(new double[] {1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12}, start.w().toArray());
    start.h().set(0, 0, 99);
    start.w().set(0, 0, 99);
    assertEquals(1, h.get(0, 0));
    assertEquals(1, w.get(0, 0));
  }

  @Test
  void missingFactorStartsConstant() {
    DenseMatrix w = Samples.random(new Random(1), 6, 2, 1);
    Start start =
        start(SIX_BY_TWO, NmfOptions.rank(2).start(new Initialization.Custom(w, null), Fixed.W));
    double c = 1.0606601717798212;
    assertArrayEquals(new double[] {c, c, c, c}, start.h().toArray(), 1e-15);
    DenseMatrix h = DenseMatrix.of(2, 2, .4, .2, .4, .1);
    start =
        start(SIX_BY_TWO, NmfOptions.rank(2).start(new Initialization.Custom(null, h), Fixed.H));
    assertEquals(c, start.w().get(5, 1), 1e-15);
    assertArrayEquals(h.toArray(), start.h().toArray());
  }

  @Test
  void wrongShapes() {
    DenseMatrix w = DenseMatrix.of(6, 2, new double[12]);
    DenseMatrix h = DenseMatrix.of(2, 2, 1, 1, 1, 1);
    assertMessage(
        IllegalArgumentException.class,
        "initial W must be 6 × 2, was 2 × 2",
        custom(h, h).solver(Solver.HALS));
    assertMessage(
        IllegalArgumentException.class,
        "initial H must be 2 × 2, was 6 × 2",
        custom(w, w).solver(Solver.HALS));
  }

  @ParameterizedTest
  @CsvSource({"-0.5", "NaN", "Infinity", "-Infinity"})
  void badValues(double value) {
    DenseMatrix w = Samples.random(new Random(1), 6, 2, 1);
    w.set(3, 1, value);
    DenseMatrix h = DenseMatrix.of(2, 2, 1, 1, 1, 1);
    for (Fixed fixed : Fixed.values()) {
      assertMessage(
          InvalidDataException.class,
          "initial W has " + value + " at row 3, column 1",
          custom(w, h).fixed(fixed));
    }
  }

  @Test
  void zerosOnlyWhereTheUpdateCanLeaveThem() {
    DenseMatrix w = Samples.random(new Random(1), 6, 2, 1);
    DenseMatrix zeros = DenseMatrix.of(2, 2, 0, 0, 0, 0);
    String message = "initial H has only zeros";
    Class<InvalidDataException> bad = InvalidDataException.class;
    NmfOptions options = custom(w, zeros);
    assertMessage(bad, message, options.solver(Solver.MULTIPLICATIVE));
    assertMessage(bad, message, options.loss(new Loss(1.5)));
    assertMessage(bad, message, options.loss(new Loss(1.5)).fixed(Fixed.W));
    for (NmfOptions fine :
        new NmfOptions[] {
          options,
          options.solver(Solver.HALS),
          options.solver(Solver.MULTIPLICATIVE).fixed(Fixed.H),
        }) {
      assertArrayEquals(new double[4], start(SIX_BY_TWO, fine).h().toArray());
    }
  }

  private static void assertMessage(
      Class<? extends RuntimeException> type, String beginning, NmfOptions options) {
    var e = assertThrows(type, () -> start(SIX_BY_TWO, options));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(beginning), message);
  }

  private static NmfOptions custom(DenseMatrix w, DenseMatrix h) {
    return NmfOptions.rank(2).initialization(Initialization.custom(w, h));
  }

  private static Start start(Matrix v, NmfOptions options) {
    return Starts.of(v, v.summary(), options);
  }
}
