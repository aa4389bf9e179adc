package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.init.NumpyRandom;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The NMF toolbox and scnmf, number by number, what they do not do well included. */
final class ReplayedModelsTest {

  private static final DenseMatrix V =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
  private static final DenseMatrix W0 =
      DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}});
  private static final DenseMatrix H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});
  private static final DenseMatrix L0 =
      DenseMatrix.of(new double[][] {{.2, .1}, {.1, .3}, {.3, .2}, {.1, .4}});

  private static NmfOptions toolbox(double beta) {
    return Replay.NMF_TOOLBOX
        .options(2, new Loss(beta), Solver.AUTO)
        .initialization(Initialization.custom(W0, H0))
        .backend("reference");
  }

  /** The divergence from V / ΣV after 1, 2, 3, 5, 10, 30 and 100 iterations. */
  @ParameterizedTest
  @CsvSource({
    "2, .0237450561, .0062131430, .0057712102, .0045862862, .0015796406, .0013782485, .0013782373",
    "1, .4080550888, .0772098449, .0724671575, .0590789349, .0246131117, .0220216907, .0220188081",
    "0, 8.4143043067, 1.0453733382, .9668412743, .7932289904, .4485115988, .3162757023, .3150589359"
  })
  void toolboxTrajectories(
      double beta,
      double one,
      double two,
      double three,
      double five,
      double ten,
      double thirty,
      double hundred) {
    double[] expected = {one, two, three, five, ten, thirty, hundred};
    int[] iterations = {1, 2, 3, 5, 10, 30, 100};
    for (int t = 0; t < expected.length; t++) {
      NmfResult result = Nmf.factorize(V, toolbox(beta).maxIterations(iterations[t]));
      assertEquals(expected[t], result.loss(), 1e-10, iterations[t] + " iterations");
    }
  }

  @Test
  void toolboxFactorsAfterOneIteration() {
    NmfResult result = Nmf.factorize(V, toolbox(1).maxIterations(1));
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {.29300948980550545, .5322992912745431},
          {.2966268909142154, .16997792494481206},
          {.4103636192802775, .29772278378064315}
        },
        result.w(),
        1e-14);
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {.055326317767546644, .029378451295955708, .036612170753860064, .08433466298805004},
          {.02501696293714414, .06128154824146448, .06551702102939458, .040340272716710424}
        },
        result.h(),
        1e-14);
  }

  /** The divergence of NMFD's result from V / ΣV. */
  @ParameterizedTest
  @CsvSource({"1, .6627220119854547", "3, .0750502942999651", "30, .0006086459474"})
  void toolboxTemplates(int iterations, double loss) {
    DenseMatrix templates =
        DenseMatrix.of(new double[][] {{.5, .2, 1, .3}, {1, .1, .5, .6}, {1.5, .4, 1, .2}});
    NmfResult result =
        Nmf.factorize(
            V,
            toolbox(1)
                .model(Model.convolutive(2))
                .initialization(Initialization.custom(templates, H0))
                .maxIterations(iterations));
    assertEquals(loss, result.loss(), 1e-12);
  }

  /**
   * The cost that NMFD of the toolbox reports, mean(Ṽ·log(1 + Ṽ / Λ) − Ṽ + Λ), of the model at the
   * start of an iteration: no divergence, for it is not 0 where Λ = Ṽ.
   */
  @Test
  void toolboxCosts() {
    double[] expected = {2.0707569039, 0.0750043115, 0.0626465366};
    DenseMatrix templates =
        DenseMatrix.of(new double[][] {{.5, .2, 1, .3}, {1, .1, .5, .6}, {1.5, .4, 1, .2}});
    for (int t = 0; t < expected.length; t++) {
      NmfResult result =
          Nmf.factorize(
              V,
              toolbox(1)
                  .model(Model.convolutive(2))
                  .initialization(Initialization.custom(templates, H0))
                  .maxIterations(t));
      DenseMatrix w = t == 0 ? templates : result.w();
      DenseMatrix h = t == 0 ? H0 : result.h();
      double cost = 0;
      for (int i = 0; i < 3; i++) {
        for (int n = 0; n < 4; n++) {
          double v = V.get(i, n) / 25;
          double y = 0;
          for (int c = 0; c < 2; c++) {
            y += w.get(i, 2 * c) * h.get(c, n);
            y += n == 0 ? 0 : w.get(i, 2 * c + 1) * h.get(c, n - 1);
          }
          cost += (v * Math.log(1 + v / y) - v + y) / 12;
        }
      }
      assertEquals(expected[t], cost, 6e-11, "iteration " + (t + 1));
    }
  }

  /** Without the switch V keeps its scale, and the loss never rises from the same start. */
  @Test
  void theToolboxSwitchedOff() {
    NmfOptions off =
        toolbox(1)
            .replay(Replay.NONE)
            .stoppingRule(new StoppingRule.Kkt(0))
            .checkEvery(1)
            .maxIterations(30);
    NmfResult result = Nmf.factorize(V, off);
    for (int t = 1; t < result.trace().size(); t++) {
      assertTrue(result.trace().get(t).loss() <= result.trace().get(t - 1).loss());
    }
    double model = Matrices.multiply(result.w(), result.h()).summary().sum();
    assertEquals(25, model, 1e-12, "the KL step keeps the sum of V");
  }

  @Test
  void toolboxDrawsTemplatesOfSumOne() {
    NmfOptions options =
        Replay.NMF_TOOLBOX
            .options(2, Loss.KULLBACK_LEIBLER, Solver.AUTO)
            .model(Model.convolutive(2))
            .seed(42)
            .maxIterations(0)
            .backend("reference");
    NmfResult result = Nmf.factorize(V, options);
    var random = new NumpyRandom(42);
    double[] first = new double[6];
    double total = 0;
    for (int e = 0; e < 6; e++) {
      first[e] = random.nextDouble();
      total += first[e];
    }
    for (int e = 0; e < 6; e++) {
      assertEquals(first[e] / total, result.w().get(e / 2, e % 2), 1e-15);
    }
    assertEquals(8, result.h().summary().sum(), 0.0);
  }

  private static NmfOptions scnmf(Model model) {
    return Replay.SCNMF
        .options(2, Loss.KULLBACK_LEIBLER, Solver.AUTO)
        .model(model)
        .backend("reference");
  }

  @ParameterizedTest
  @CsvSource({"1, 2.3987719385", "10, 1.0924671197", "100, 0.8657738655", "1000, 0.8628713231"})
  void scnmfSmooth(int iterations, double objective) {
    NmfResult result =
        Nmf.factorize(
            V,
            scnmf(Model.smooth(0.1))
                .initialization(Initialization.custom(W0, H0))
                .stoppingRule(new StoppingRule.None())
                .maxIterations(iterations));
    assertEquals(objective, result.objective(), 1e-10);
  }

  @ParameterizedTest
  @CsvSource({"1, 2.9903546761", "10, 2.0717368487", "100, 1.4644881781", "1000, 1.4437354098"})
  void scnmfConvex(int iterations, double objective) {
    NmfResult result =
        Nmf.factorize(
            V,
            scnmf(Model.smooth(0.1).withConvex())
                .initialization(new Initialization.Convex(L0, H0))
                .stoppingRule(new StoppingRule.None())
                .maxIterations(iterations));
    assertEquals(objective, result.objective(), 1e-10);
  }

  /** |N(0, 1)|, W before H, and the best of ten draws; it stops by itself. */
  @Test
  void scnmfByDefault() {
    NmfOptions options = scnmf(Model.smooth(0.1)).seed(5);
    NmfResult start = Nmf.factorize(V, options.maxIterations(0));
    var random = new NumpyRandom(5);
    double least = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < 10; trial++) {
      DenseMatrix w = normals(random, 3, 2);
      DenseMatrix h = normals(random, 2, 4);
      NmfResult one =
          Nmf.factorize(V, options.maxIterations(0).initialization(Initialization.custom(w, h)));
      least = Math.min(least, one.trace().getFirst().objective());
    }
    assertEquals(least, start.trace().getFirst().objective(), 1e-12 * least);
    NmfResult result = Nmf.factorize(V, options.maxIterations(100_000));
    assertEquals(StopReason.CONVERGED, result.stopReason());
  }

  /** Why it is a switch: with 100 rows one simultaneous step of W multiplies the objective. */
  @Test
  void scnmfRaisesTheObjectiveAndThisLibraryDoesNot() {
    var random = new NumpyRandom(1);
    DenseMatrix v = normals(random, 100, 10);
    NmfOptions options =
        scnmf(Model.smooth(1))
            .initialization(Initialization.custom(normals(random, 100, 2), normals(random, 2, 10)))
            .updateOrder(io.github.nmf4j.UpdateOrder.W_THEN_H)
            .stoppingRule(new StoppingRule.None())
            .maxIterations(1);
    NmfOptions fixedH = options.start(options.initialization(), io.github.nmf4j.Fixed.NONE);
    NmfResult theirs = Nmf.factorize(v, fixedH);
    NmfResult ours = Nmf.factorize(v, fixedH.replay(Replay.NONE));
    assertTrue(ours.objective() < ours.trace().getFirst().objective());
    assertTrue(theirs.objective() > ours.objective());
  }

  private static DenseMatrix normals(NumpyRandom random, int rows, int columns) {
    DenseMatrix a = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a.set(i, j, Math.abs(random.nextGaussian()));
      }
    }
    return a;
  }
}
