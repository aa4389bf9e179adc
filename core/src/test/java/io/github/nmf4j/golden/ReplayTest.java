package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.testing.Matrices;
import io.github.nmf4j.testing.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With its switch on, a reference's runs come out number by number. */
final class ReplayTest {

  private static final DenseMatrix SIX_BY_TWO =
      DenseMatrix.of(new double[][] {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, 0.8}, {6, 1}});

  /** The fixtures hold V = Xᵀ, W = Hᵀ and H = Wᵀ of scikit-learn. */
  private static DenseMatrix transposed(String file) {
    return Npy.read("/sklearn/" + file).transpose();
  }

  private static NmfOptions scikitLearn(int rank, Loss loss, Solver solver, Matrix x) {
    return Replay.SCIKIT_LEARN.options(rank, loss, solver, x).backend("reference");
  }

  /** random_state = 0; its few power iterations leave it up to 2·10⁻³ off the decomposition. */
  @ParameterizedTest
  @CsvSource({"digits, 10, nndsvd", "digits, 10, nndsvda", "iris, 3, nndsvd", "iris, 3, nndsvda"})
  void startsFromItsRandomisedDecomposition(String data, int rank, String init) {
    DenseMatrix x = transposed(data + "/V.npy");
    Initialization start =
        init.equals("nndsvd") ? Initialization.nndsvd() : Initialization.nndsvda();
    NmfResult result =
        Nmf.factorize(
            x,
            scikitLearn(rank, Loss.FROBENIUS, Solver.AUTO, x)
                .initialization(start)
                .maxIterations(0));
    String file = data + "/init-" + init;
    assertDistance(1e-9, transposed(file + ".H.npy"), result.w(), "W");
    assertDistance(1e-9, transposed(file + ".W.npy"), result.h(), "H");
  }

  /** A whole run: start, sweeps, and after how many of them its rule ends it. */
  @ParameterizedTest
  @CsvSource({
    "digits, 10, nndsvd, 703, 364109.5657453681",
    "digits, 10, nndsvda, 350, 367795.8822613569",
    "iris, 3, nndsvd, 1834, 1.7765494007279425",
    "iris, 3, nndsvda, 134, 1.8005381302186143"
  })
  void coordinateDescentStopsWhereItsRuleStops(
      String data, int rank, String init, int iterations, double divergence) {
    DenseMatrix x = transposed(data + "/V.npy");
    NmfResult result =
        Nmf.factorize(
            x,
            scikitLearn(rank, Loss.FROBENIUS, Solver.AUTO, x)
                .initialization(
                    init.equals("nndsvd") ? Initialization.nndsvd() : Initialization.nndsvda())
                .maxIterations(2000));
    assertEquals(iterations, result.iterations());
    assertEquals(StopReason.CONVERGED, result.stopReason());
    assertEquals(divergence, result.loss(), 1e-9 * divergence);
  }

  /**
   * NMF(10, alpha_W=0.001, l1_ratio=0.5, init="random", random_state=3, solver="mu", beta_loss=1).
   */
  @Test
  void seededAndPenalisedMultiplicativeUpdates() {
    DenseMatrix x = transposed("digits/V.npy");
    NmfResult result =
        Nmf.factorize(
            x,
            scikitLearn(10, Loss.KULLBACK_LEIBLER, Solver.MULTIPLICATIVE, x)
                .initialization(Initialization.random())
                .seed(3)
                .penaltyW(Penalty.alpha(0.001, 0.5, x.columns()))
                .penaltyH(Penalty.alpha(0.001, 0.5, x.rows()))
                .stoppingRule(new StoppingRule.RelativeLoss(1e-3, 1))
                .maxIterations(500));
    assertRun(MU_RUN, result);
  }

  /** init=None, which is nndsvda here, with all four penalties. */
  @Test
  void penalisedCoordinateDescent() {
    DenseMatrix x = transposed("digits/V.npy");
    NmfResult result =
        Nmf.factorize(
            x,
            scikitLearn(10, Loss.FROBENIUS, Solver.AUTO, x)
                .seed(3)
                .penaltyW(Penalty.alpha(0.001, 0.3, x.columns()))
                .penaltyH(Penalty.alpha(0.002, 0.3, x.rows()))
                .stoppingRule(new StoppingRule.CoordinateViolation(1e-3))
                .maxIterations(500));
    assertRun(CD_RUN, result);
  }

  @Test
  void randomFillOfItsDecomposition() {
    DenseMatrix x = transposed("digits/V.npy");
    NmfResult result =
        Nmf.factorize(
            x,
            scikitLearn(10, Loss.FROBENIUS, Solver.AUTO, x)
                .initialization(Initialization.nndsvdar())
                .seed(3)
                .stoppingRule(new StoppingRule.CoordinateViolation(1e-3))
                .maxIterations(500));
    assertRun(FILLED_RUN, result);
  }

  /** n_iter_, reconstruction_err_, ΣW and ΣH of scikit-learn 1.2.1. */
  private static final double[] MU_RUN = {
    100, 412.1040890243031, 14861.425348055358, 372.6651918373827
  };

  private static final double[] CD_RUN = {
    17, 1007.3237711075728, 4716.186198909588, 1305.6441112348464
  };
  private static final double[] FILLED_RUN = {
    500, 853.5303191519779, 6192.915982180268, 964.5161834155748
  };

  private static void assertRun(double[] expected, NmfResult result) {
    assertEquals(expected[0], result.iterations(), "iterations");
    assertEquals(expected[1], Math.sqrt(2 * result.loss()), 1e-9 * expected[1], "error");
    assertEquals(expected[2], result.w().summary().sum(), 1e-8 * expected[2], "sum of W");
    assertEquals(expected[3], result.h().summary().sum(), 1e-8 * expected[3], "sum of H");
  }

  /** The textbook's rule for L2 with the KL loss; without the switch the exact step is taken. */
  @ParameterizedTest
  @CsvSource({"digits, 10", "iris, 3"})
  void textbookPenalties(String data, int rank) {
    DenseMatrix x = transposed(data + "/V.npy");
    // the fixture's alpha_W is meant for the factor that is W in its own orientation
    NmfOptions options =
        scikitLearn(rank, Loss.KULLBACK_LEIBLER, Solver.AUTO, x)
            .initialization(
                Initialization.custom(transposed(data + "/H0.npy"), transposed(data + "/W0.npy")))
            .penaltyW(Penalty.alpha(0.01, 0.4, x.columns()))
            .penaltyH(Penalty.alpha(0.02, 0.4, x.rows()))
            .stoppingRule(new StoppingRule.None())
            .maxIterations(60);
    NmfResult on = Nmf.factorize(x, options);
    DenseMatrix w = transposed(data + "/compat-mu-kl-l1l2.H.npy");
    assertDistance(1e-9, w, on.w(), "W");
    assertDistance(1e-9, transposed(data + "/compat-mu-kl-l1l2.W.npy"), on.h(), "H");
    NmfResult off = Nmf.factorize(x, options.replay(Replay.NONE));
    assertTrue(off.objective() <= on.objective() * (1 + 1e-12), "the exact step ends no higher");
  }

  @ParameterizedTest
  @CsvSource({"1e-2, 13", "1e-3, 17", "1e-4, 20"})
  void coordinateDescentOnTheToy(double tolerance, int iterations) {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
    DenseMatrix w0 = DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}});
    DenseMatrix h0 = DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});
    NmfResult result =
        Nmf.factorize(
            v,
            scikitLearn(2, Loss.FROBENIUS, Solver.AUTO, v)
                .initialization(Initialization.custom(w0, h0))
                .stoppingRule(new StoppingRule.CoordinateViolation(tolerance)));
    assertEquals(iterations, result.iterations());
    assertEquals(StopReason.CONVERGED, result.stopReason());
  }

  @ParameterizedTest
  @CsvSource({
    "random, 30, 0.0011599349216009143",
    "nndsvd, 23, 6.746435835e-05",
    "nndsvda, 87, 1.2469929050692313e-03"
  })
  void sixByTwo(String init, int iterations, double error) {
    Initialization start =
        switch (init) {
          case "random" -> Initialization.random();
          case "nndsvd" -> Initialization.nndsvd();
          default -> Replay.SCIKIT_LEARN.initialization(2, SIX_BY_TWO);
        };
    NmfResult result =
        Nmf.factorize(
            SIX_BY_TWO,
            scikitLearn(2, Loss.FROBENIUS, Solver.AUTO, SIX_BY_TWO).initialization(start));
    assertEquals(iterations, result.iterations());
    assertEquals(error, Math.sqrt(2 * result.loss()), 1e-7 * error);
  }

  /** non_negative_factorization(X, H=H, update_H=False): W starts at zero, 113 iterations. */
  @Test
  void fixedDictionary() {
    DenseMatrix h = DenseMatrix.of(new double[][] {{0.4, 0.2}, {0.4, 0.1}});
    NmfResult result =
        Nmf.factorize(
            SIX_BY_TWO,
            scikitLearn(2, Loss.FROBENIUS, Solver.AUTO, SIX_BY_TWO)
                .start(new Initialization.Custom(null, h), Fixed.H));
    assertEquals(113, result.iterations());
    double[][] w = {
      {3, 0},
      {5, 0},
      {4.51221142, 2.98707026},
      {.04070474, 9.95690087},
      {0, 12.23529412},
      {0, 14.70588235}
    };
    WorkedExamplesTest.assertMatrix(w, result.w(), 5e-9);
  }

  @Test
  void libfmpDrawsWBeforeH() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}});
    NmfResult result =
        Nmf.factorize(
            v,
            Replay.LIBFMP
                .options(2, Loss.FROBENIUS, Solver.AUTO, v)
                .seed(4)
                .maxIterations(0)
                .backend("reference"));
    // np.random.seed(4); np.random.rand(2, 2), np.random.rand(2, 2)
    assertArrayEquals(
        new double[] {0.96702984, 0.54723225, 0.97268436, 0.71481599}, result.w().toArray(), 5e-9);
    assertArrayEquals(
        new double[] {0.69772882, 0.2160895, 0.97627445, 0.00623026}, result.h().toArray(), 5e-9);
  }

  @Test
  void whatAReferenceDoesNotHaveIsRefused() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}});
    var kl = Replay.LIBFMP.options(1, Loss.KULLBACK_LEIBLER, Solver.AUTO, v);
    assertThrows(IllegalArgumentException.class, () -> Nmf.factorize(v, kl));
    var violation =
        NmfOptions.rank(1)
            .solver(Solver.MULTIPLICATIVE)
            .stoppingRule(new StoppingRule.CoordinateViolation(0.1));
    assertThrows(IllegalArgumentException.class, () -> Nmf.factorize(v, violation));
  }

  private static void assertDistance(
      double tolerance, DenseMatrix expected, DenseMatrix actual, String what) {
    double distance = Matrices.distance(expected, actual);
    assertTrue(distance <= tolerance, () -> what + ": " + distance);
  }
}
