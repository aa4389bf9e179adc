package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.init.NumpyRandom;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.testing.Matrices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Smooth and smooth convex NMF against numbers computed independently in float64. */
final class SmoothTest {

  private static final DenseMatrix V =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
  private static final DenseMatrix W0 =
      DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}});
  private static final DenseMatrix H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});
  private static final DenseMatrix L0 =
      DenseMatrix.of(new double[][] {{.2, .1}, {.1, .3}, {.3, .2}, {.1, .4}});

  private static NmfOptions options(Model model, int iterations) {
    return NmfOptions.rank(2)
        .model(model)
        .loss(Loss.KULLBACK_LEIBLER)
        .maxIterations(iterations)
        .checkEvery(1)
        .stoppingRule(new StoppingRule.Kkt(0))
        .backend("reference");
  }

  private static NmfResult smooth(Model model, int iterations) {
    return Nmf.factorize(
        V, options(model, iterations).initialization(Initialization.custom(W0, H0)));
  }

  private static NmfResult convex(int iterations) {
    return Nmf.factorize(
        V,
        options(Model.smooth(0.1).withConvex(), iterations)
            .initialization(new Initialization.Convex(L0, H0)));
  }

  @Test
  void objectiveOfTheStart() {
    TracePoint start = smooth(Model.smooth(0.1), 0).trace().getFirst();
    assertEquals(4.304325153461157, start.loss(), 1e-14);
    assertEquals(5.110575153461157, start.objective(), 1e-14);
    assertEquals(9.726987464050415, convex(0).trace().getFirst().objective(), 1e-14);
  }

  @Test
  void oneStepOfHAndOneOfW() {
    NmfOptions fixedW =
        options(Model.smooth(0.1), 1).start(Initialization.custom(W0, H0), io.github.nmf4j.Fixed.W);
    NmfResult h = Nmf.factorize(V, fixedW);
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {1.198725804413, 0.817925467023, 0.866865062965, 1.440696090669},
          {0.71133443875, 1.316983371258, 1.185066099819, 0.97101094333}
        },
        h.h(),
        1e-12);
    assertEquals(3.4132428131462618, h.objective(), 1e-13);
    NmfOptions fixedH =
        options(Model.smooth(0.1), 1).start(Initialization.custom(W0, H0), io.github.nmf4j.Fixed.H);
    NmfResult w = Nmf.factorize(V, fixedH);
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {0.954232307618, 1.515163982427},
          {0.966012953391, 0.483833876741},
          {1.336414815944, 0.847453389713}
        },
        w.w(),
        1e-12);
    assertEquals(3.810562678638685, w.objective(), 1e-13);
  }

  @ParameterizedTest
  @CsvSource({"1, 2.3986391118", "10, 1.0909606977", "100, 0.8657704988", "1000, 0.8628713231"})
  void smoothTrajectory(int iterations, double objective) {
    assertEquals(objective, smooth(Model.smooth(0.1), iterations).objective(), 1e-10);
  }

  @ParameterizedTest
  @CsvSource({"1, 2.4189830160", "10, 1.0817961222", "100, 0.8660487062", "1000, 0.8628713231"})
  void unitSumTrajectory(int iterations, double objective) {
    NmfResult result = smooth(Model.smooth(0.1).withUnitSum(), iterations);
    assertEquals(objective, result.objective(), 1e-10);
    for (int c = 0; c < 2; c++) {
      assertEquals(1, result.w().get(0, c) + result.w().get(1, c) + result.w().get(2, c), 1e-14);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2.4098636052", "10, 2.0303652576", "100, 1.4594837127", "1000, 1.4186247068"})
  void convexTrajectory(int iterations, double objective) {
    NmfResult result = convex(iterations);
    assertEquals(objective, result.objective(), 1e-10);
    assertTrue(
        Matrices.distance(result.w(), Matrices.multiply(V, result.l().orElseThrow())) < 1e-14);
  }

  /** L's first step from (L0, H0), with H held by a weight of steps: one iteration of W then H. */
  @Test
  void oneStepOfL() {
    NmfResult result =
        Nmf.factorize(
            V,
            options(Model.smooth(0.1).withConvex(), 1)
                .updateOrder(io.github.nmf4j.UpdateOrder.W_THEN_H)
                .initialization(new Initialization.Convex(L0, H0)));
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {0.129720431913, 0.054848968281},
          {0.064814996005, 0.160958406704},
          {0.18774370669, 0.104200654227},
          {0.063343477188, 0.206859751053}
        },
        result.l().orElseThrow(),
        1e-12);
  }

  /** Without weight it is the multiplicative update, number by number. */
  @Test
  void withoutWeightItIsTheMultiplicativeUpdate() {
    NmfResult plain =
        Nmf.factorize(
            V,
            options(Model.product(), 10)
                .solver(Solver.MULTIPLICATIVE)
                .initialization(Initialization.custom(W0, H0)));
    NmfResult smooth = smooth(Model.smooth(0), 10);
    assertTrue(Matrices.distance(plain.w(), smooth.w()) < 1e-14);
    assertTrue(Matrices.distance(plain.h(), smooth.h()) < 1e-14);
  }

  /** |N| 7 × 4, k = 3, weight 10⁻³: the cost never rises, from any of 20 starts. */
  @Test
  void theCostNeverRises() {
    for (int seed = 0; seed < 20; seed++) {
      DenseMatrix v = normals(new NumpyRandom(seed), 7, 4);
      for (Model model : new Model[] {Model.smooth(1e-3), Model.smooth(1e-3).withConvex()}) {
        NmfResult result = Nmf.factorize(v, withRank(3, options(model, 100)).seed(seed));
        double previous = Double.POSITIVE_INFINITY;
        for (TracePoint point : result.trace()) {
          assertTrue(
              point.objective() <= previous,
              "seed %d, %s: %s after %s".formatted(seed, model, point.objective(), previous));
          previous = point.objective();
        }
      }
    }
  }

  /**
   * V = |N|·Y with a block pattern Y, noise 10⁻⁵, rank 3, weight 0.01: a mean square of at most 0.1
   * and an objective of at most 10 after 1000 iterations, from every single start.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void theBlockPatternIsFound(int seed) {
    DenseMatrix v = blockPattern(new NumpyRandom(seed));
    for (Model model : new Model[] {Model.smooth(0.01), Model.smooth(0.01).withConvex()}) {
      NmfOptions options = withRank(3, options(model, 1000).checkEvery(100)).seed(seed);
      NmfResult result = Nmf.factorize(v, options);
      DenseMatrix error = Matrices.subtract(v, Matrices.multiply(result.w(), result.h()));
      double norm = Matrices.frobenius(error);
      assertTrue(norm * norm / 180 <= 0.1, () -> model + " mean square " + norm * norm / 180);
      assertTrue(result.objective() <= 10, () -> model + " objective " + result.objective());
    }
  }

  private static DenseMatrix blockPattern(NumpyRandom random) {
    double[][] y = new double[3][18];
    for (int j = 0; j < 18; j++) {
      y[0][j] = j < 3 || j >= 11 ? 1 : 0;
      y[1][j] = (j >= 2 && j < 5) || (j >= 10 && j < 13) ? 1 : 0;
      y[2][j] = j == 5 || j == 6 || j == 12 || j == 13 ? 1 : 0;
    }
    DenseMatrix v = Matrices.multiply(normals(random, 10, 3), DenseMatrix.of(y));
    DenseMatrix noise = normals(random, 10, 18);
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 18; j++) {
        v.set(i, j, v.get(i, j) + 1e-5 * noise.get(i, j));
      }
    }
    return v;
  }

  private static NmfOptions withRank(int rank, NmfOptions options) {
    return NmfOptions.rank(rank)
        .model(options.model())
        .loss(options.loss())
        .maxIterations(options.maxIterations())
        .checkEvery(options.checkEvery())
        .stoppingRule(options.stoppingRule())
        .backend("reference");
  }

  private static DenseMatrix normals(NumpyRandom random, int rows, int columns) {
    DenseMatrix a = DenseMatrix.allocate(rows, columns, io.github.nmf4j.matrix.Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a.set(i, j, Math.abs(random.nextGaussian()));
      }
    }
    return a;
  }
}
