package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutive NMF against numbers computed independently, and what must hold for all data. */
final class ConvolutiveTest {

  private static final DenseMatrix V =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});

  /** Taps of component 0, then of component 1. */
  private static final DenseMatrix W0 =
      DenseMatrix.of(new double[][] {{.5, .2, 1, .3}, {1, .1, .5, .6}, {1.5, .4, 1, .2}});

  private static final DenseMatrix H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});

  private static final DenseMatrix SHORT_H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1}, {0.5, 1, 1.5}});

  private static NmfResult toy(double beta, Model.Boundary boundary, int iterations) {
    DenseMatrix h0 = boundary == Model.Boundary.SAME ? H0 : SHORT_H0;
    return Nmf.factorize(
        V,
        NmfOptions.rank(2)
            .model(new Model.Convolutive(2, boundary))
            .loss(new Loss(beta))
            .updateOrder(UpdateOrder.W_THEN_H)
            .initialization(Initialization.custom(W0, h0))
            .maxIterations(iterations)
            .stoppingRule(new StoppingRule.None())
            .backend("reference"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, SAME, 1.7691984943, 1.2411465508, 0.4577555503, 3.28821e-4, 5.1e-10",
    "1, SAME, 3.8859826621, 1.7903296593, 0.3785499488, 1.527e-6, 5.1e-10",
    "2, SAME, 9.15, 3.7851051901, 0.6281538100, 1.00900e-4, 5.1e-10",
    "0, VALID, 5.0522909499, 1.5264512093, 0.2663704313, 7.9e-9, 5.1e-11",
    "1, VALID, 6.6282291328, 2.2166815141, 0.0683410898, 0, 1e-14",
    "2, VALID, 10.81875, 6.4410029890, 0.1334496871, 7.8e-11, 5.1e-13"
  })
  void trajectories(
      double beta,
      Model.Boundary boundary,
      double start,
      double one,
      double ten,
      double hundred,
      double digits) {
    assertEquals(start, toy(beta, boundary, 0).loss(), 1e-10);
    assertEquals(one, toy(beta, boundary, 1).loss(), 1e-10);
    assertEquals(ten, toy(beta, boundary, 10).loss(), 1e-10);
    assertEquals(hundred, toy(beta, boundary, 100).loss(), digits);
  }

  /** W·H of the start, for both boundaries. */
  @Test
  void modelOfTheStart() {
    double[][] same = {{1, 1.6, 2.4, 1.9}, {1.25, 1.4, 2.4, 2.75}, {2, 2.25, 3.4, 3.45}};
    DenseMatrix model = model(toy(1, Model.Boundary.SAME, 0), 2, 4);
    WorkedExamplesTest.assertMatrix(same, model, 1e-15);
    // the last column of the shorter H has no entry in time 3: only its second tap reaches there
    double[][] valid = {{1, 1.6, 2.4, 0.65}, {1.25, 1.4, 2.4, 1}, {2, 2.25, 3.4, 0.7}};
    DenseMatrix shorter = model(toy(1, Model.Boundary.VALID, 0), 2, 4);
    for (int i = 0; i < 3; i++) {
      for (int n = 0; n < 3; n++) {
        assertEquals(valid[i][n], shorter.get(i, n), 1e-15);
      }
    }
  }

  @Test
  void factorsAfterOneIteration() {
    NmfResult result = toy(1, Model.Boundary.SAME, 1);
    double[][] w0 = {
      {.7541118421052632, .31842105263157894},
      {.833982683982684, .059783549783549786},
      {1.2488810741687977, .329616368286445}
    };
    double[][] w1 = {
      {1.3364661654135337, .5032894736842105},
      {.4208719851576994, .34718614718614715},
      {.8041042503958105, .12202330207445299}
    };
    double[][] w = new double[3][];
    for (int i = 0; i < 3; i++) {
      w[i] = new double[] {w0[i][0], w0[i][1], w1[i][0], w1[i][1]};
    }
    WorkedExamplesTest.assertMatrix(w, result.w(), 1e-14);
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {1.4880635052306201, .5589655913245797, .7704719831827213, 1.2448087865682762},
          {.5903978295618215, 1.0617427794314258, 1.2225899411941692, .5160805460532731}
        },
        result.h(),
        1e-14);
  }

  @Test
  void oneTapIsThePlainModel() {
    NmfOptions options =
        NmfOptions.rank(3)
            .loss(Loss.ITAKURA_SAITO)
            .maxIterations(20)
            .stoppingRule(new StoppingRule.None())
            .backend("reference");
    NmfResult plain = Nmf.factorize(V, options);
    NmfResult convolutive = Nmf.factorize(V, options.model(Model.convolutive(1)));
    assertTrue(Matrices.distance(plain.w(), convolutive.w()) < 1e-14);
    assertTrue(Matrices.distance(plain.h(), convolutive.h()) < 1e-14);
  }

  static IntStream seeds() {
    int first = Integer.getInteger("nmf.test.seed", 5000);
    return IntStream.range(first, first + 40);
  }

  /** Every β, both boundaries, penalties, zeros, float and double; normalising keeps the model. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theObjectiveNeverRises(int seed) {
    var random = new SplittableRandom(seed);
    double beta = new double[] {-1, 0, 0.5, 1, 1.5, 2, 3}[seed % 7];
    int m = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 20);
    int n = 1 + random.nextInt(40);
    int taps = 1 + random.nextInt(Math.min(n, 6));
    boolean sparse = beta > 0 && random.nextBoolean();
    double[][] v = new double[m][n];
    for (double[] row : v) {
      for (int j = 0; j < n; j++) {
        boolean zero = beta > 0 && random.nextInt(sparse ? 2 : 8) == 0;
        row[j] = zero ? 0 : Math.exp(random.nextGaussian());
      }
    }
    v[0][0] = 1;
    Precision precision = random.nextBoolean() ? Precision.DOUBLE : Precision.FLOAT;
    DenseMatrix dense = DenseMatrix.of(v).copy(precision, 1);
    Matrix matrix = sparse ? SparseMatrix.ofDense(dense) : dense;
    Model.Boundary boundary = random.nextBoolean() ? Model.Boundary.SAME : Model.Boundary.VALID;
    Penalty penalty = random.nextBoolean() ? Penalty.NONE : new Penalty(0.3, 0.2);
    NmfOptions options =
        NmfOptions.rank(1 + random.nextInt(4))
            .model(new Model.Convolutive(taps, boundary))
            .loss(new Loss(beta))
            .seed(seed)
            .penaltyW(penalty)
            .penaltyH(penalty)
            .maxIterations(15)
            .checkEvery(1)
            .stoppingRule(new StoppingRule.Kkt(0))
            .backend("reference");
    double slack = precision == Precision.DOUBLE ? 1e-12 : 1e-5;
    NmfResult result = Nmf.factorize(matrix, options);
    double previous = Double.POSITIVE_INFINITY;
    double size = result.trace().getFirst().objective() + m * n;
    for (TracePoint point : result.trace()) {
      double before = previous;
      assertTrue(
          point.objective() <= before + slack * size,
          () -> options + ": " + before + " to " + point.objective());
      previous = point.objective();
    }
    NmfResult scaled =
        Nmf.factorize(matrix, options.maxIterations(3).normalization(Normalization.L1));
    NmfResult plain = Nmf.factorize(matrix, options.maxIterations(3));
    assertTrue(Matrices.distance(model(plain, taps, n), model(scaled, taps, n)) < 1e-5);
    NmfResult h =
        Nmf.factorize(
            matrix, options.start(Initialization.custom(result.w(), result.h()), Fixed.W));
    assertTrue(h.objective() <= result.objective() + slack * size, "fixed W");
  }

  /** Σ_t W_t · shift_t(H). */
  private static DenseMatrix model(NmfResult result, int taps, int n) {
    double[][] y = new double[result.w().rows()][n];
    for (int i = 0; i < y.length; i++) {
      for (int c = 0; c < result.h().rows(); c++) {
        for (int t = 0; t < taps; t++) {
          for (int j = 0; j < result.h().columns() && j + t < n; j++) {
            y[i][j + t] += result.w().get(i, c * taps + t) * result.h().get(c, j);
          }
        }
      }
    }
    return DenseMatrix.of(y);
  }

  /** Two templates at known places come out again. */
  @Test
  void templatesAreFound() {
    double[][] templates = {{1, 0, 0, 3}, {0, 2, 2, 0}, {4, 0, 0, 1}};
    double[][] h = new double[2][30];
    for (int j : new int[] {2, 9, 17, 25}) {
      h[0][j] = 1 + j % 3;
    }
    for (int j : new int[] {5, 12, 21}) {
      h[1][j] = 2;
    }
    double[][] v = new double[3][30];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 2; c++) {
        for (int t = 0; t < 2; t++) {
          for (int j = 0; j + t < 30; j++) {
            v[i][j + t] += templates[i][c * 2 + t] * h[c][j];
          }
        }
      }
    }
    double best = Double.POSITIVE_INFINITY;
    for (int seed = 0; seed < 5; seed++) {
      NmfResult result =
          Nmf.factorize(
              DenseMatrix.of(v),
              NmfOptions.rank(2)
                  .model(Model.convolutive(2))
                  .loss(Loss.KULLBACK_LEIBLER)
                  .seed(seed)
                  .maxIterations(500)
                  .backend("reference"));
      best = Math.min(best, result.relativeLoss());
    }
    double found = best;
    assertTrue(found < 1e-4, () -> "relative loss " + found);
  }
}
