package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.RandomSource;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked examples whose numbers were published or computed independently in float64. */
final class WorkedExamplesTest {

  /** Six rows, two columns: the example of scikit-learn's documentation. */
  private static final DenseMatrix SIX_BY_TWO =
      DenseMatrix.of(new double[][] {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, 0.8}, {6, 1}});

  private static final DenseMatrix V =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
  private static final DenseMatrix W0 =
      DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}});
  private static final DenseMatrix H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});

  private static NmfOptions iterations(int rank, int iterations) {
    return NmfOptions.rank(rank)
        .maxIterations(iterations)
        .stoppingRule(new StoppingRule.None())
        .updateOrder(UpdateOrder.W_THEN_H)
        .backend("reference");
  }

  @Test
  void seededCoordinateDescentReplaysToThePrintedDigits() {
    NmfResult result =
        Nmf.factorize(
            SIX_BY_TWO,
            iterations(2, 30).solver(Solver.HALS).randomSource(RandomSource.NUMPY_LEGACY).seed(0));
    assertEquals(0.0011599349216009143, Math.sqrt(2 * result.loss()), 1e-13);
    double[][] w = {
      {0, 0.46880684},
      {0.55699523, 0.3894146},
      {1.00331638, 0.41925352},
      {1.6733999, 0.22926926},
      {2.34349311, 0.03927954},
      {2.78981512, 0.06911798}
    };
    double[][] h = {{2.09783018, 0.30560234}, {2.13443044, 2.13171694}};
    assertMatrix(w, result.w(), 5e-9);
    assertMatrix(h, result.h(), 5e-9);
  }

  @ParameterizedTest
  @CsvSource({"false, 23, 6.746435835e-05", "true, 87, 1.2469929050692313e-03"})
  void coordinateDescentFromNndsvd(boolean mean, int iterations, double error) {
    NmfResult result =
        Nmf.factorize(
            SIX_BY_TWO,
            iterations(2, iterations)
                .solver(Solver.HALS)
                .initialization(mean ? Initialization.nndsvda() : Initialization.nndsvd()));
    assertEquals(error, Math.sqrt(2 * result.loss()), 1e-7 * error);
  }

  @Test
  void fixedDictionaryFrobenius() {
    // H is given, W is solved for, which is transform() of the transposed problem
    DenseMatrix h = DenseMatrix.of(new double[][] {{0.4, 0.2}, {0.4, 0.1}});
    NmfResult result =
        Nmf.transform(
            SIX_BY_TWO.transpose(),
            h.transpose(),
            NmfOptions.rank(2)
                .solver(Solver.HALS)
                .maxIterations(20_000)
                .stoppingRule(new StoppingRule.Kkt(1e-13))
                .backend("reference"));
    assertEquals(StopReason.CONVERGED, result.stopReason());
    double[][] w = {{3, 0}, {5, 0}, {4.5, 3}, {0, 10}, {0, 2.08 / 0.17}, {0, 2.5 / 0.17}};
    assertMatrix(w, result.h().transpose(), 1e-9);
  }

  @Test
  void fixedDictionaryKullbackLeibler() {
    DenseMatrix h = DenseMatrix.of(new double[][] {{0.4, 0.2}, {0.4, 0.1}});
    double[] losses = {0.9344759368, 0.6508154189, 0.2781373264, 0.2716456131};
    int[] iterations = {1, 10, 100, 2000};
    for (int t = 0; t < losses.length; t++) {
      NmfResult result =
          Nmf.transform(
              SIX_BY_TWO.transpose(),
              h.transpose(),
              iterations(2, iterations[t])
                  .loss(Loss.KULLBACK_LEIBLER)
                  .solver(Solver.MULTIPLICATIVE));
      assertEquals(losses[t], result.loss(), 1e-9, iterations[t] + " iterations");
    }
    double[][] limit = {{10.0 / 3, 0}, {5, 0}, {4.5, 3}, {0, 10}, {0, 11.6}, {0, 14}};
    NmfResult converged =
        Nmf.transform(
            SIX_BY_TWO.transpose(),
            h.transpose(),
            iterations(2, 200_000).loss(Loss.KULLBACK_LEIBLER).solver(Solver.MULTIPLICATIVE));
    assertMatrix(limit, converged.h().transpose(), 1e-4);
  }

  /** scikit-learn's L1 weight grows with every iteration here and shrinks W to nothing. */
  @Test
  void theL1WeightDoesNotGrowWithTheIterations() {
    DenseMatrix h = DenseMatrix.of(new double[][] {{0.4, 0.2}, {0.4, 0.1}});
    for (int iterations : new int[] {500, 2000}) {
      NmfResult result =
          Nmf.transform(
              SIX_BY_TWO.transpose(),
              h.transpose(),
              iterations(2, iterations)
                  .loss(Loss.KULLBACK_LEIBLER)
                  .solver(Solver.MULTIPLICATIVE)
                  .penaltyH(new Penalty(0.05 * 2, 0)));
      assertEquals(2.857142857, result.h().get(0, 0), 1e-8, iterations + " iterations");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 13.737888675494908",
    "1, 0.550468575007047",
    "2, 0.43475906609860226",
    "3, 0.36329225829211154",
    "5, 0.27293006528660113",
    "10, 0.17400611092287877",
    "20, 0.11322542171267078",
    "50, 0.04267963312160974",
    "99, 0.00285577173508445",
    "100, 0.0027356139084191867",
    "1000, 1.42588e-05",
    "2000, 3.83764e-06"
  })
  void kullbackLeiblerOnARamp(int iterations, double loss) {
    double[][] ramp = new double[10][10];
    for (int i = 0; i < 100; i++) {
      ramp[i / 10][i % 10] = (i + 1) * 0.01;
    }
    DenseMatrix[] start = LegacyStarts.uniform(1, 10, 6, 10, 0.505);
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(ramp),
            iterations(6, iterations)
                .updateOrder(UpdateOrder.H_THEN_W)
                .loss(Loss.KULLBACK_LEIBLER)
                .solver(Solver.MULTIPLICATIVE)
                .initialization(Initialization.custom(start[0], start[1])));
    assertEquals(loss, result.loss(), (iterations <= 100 ? 1e-9 : 2e-6) * loss);
  }

  /** An exact factorisation exists, so the loss falls to zero and never rises. */
  @Test
  void aProductOfRankTwoIsFound() {
    double[][] v = {{29, 35, 41}, {67, 81, 95}, {105, 127, 149}, {143, 173, 203}};
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 3; j++) {
        v[i][j] /= new double[] {143, 173, 203}[j];
      }
    }
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(v), iterations(2, 20_000).solver(Solver.MULTIPLICATIVE).seed(3));
    assertTrue(result.relativeLoss() < 1e-6, () -> "relative loss " + result.relativeLoss());
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1.291123385993516, 0.7631057831833177, 0.6630118177, 0.4934833616, 0.2667401957, 0.2635025995",
    "0, 2.2792431190288647, 1.3056175072211174, 1.1312725963, 0.7716979209, 0.3150589707, 0.3150589359",
    "0.5, 3.1050669093426677, 1.6497010722078826, 1.4644980158, 0.8139710492, 0.4237186093, 0.4237186093",
    "1, 4.304325153461157, 2.062148608634578, 1.9424314091, 0.6284839222, 0.5504702030, 0.5504702030",
    "1.5, 6.072648997624197, 2.925816417818458, 2.7309881586, 0.7868077518, 0.6957416947, 0.6957416947",
    "2, 8.71875, 4.23581628257493, 3.8975201713, 1.0205352059, 0.8613983205, 0.8613983205",
    "3, 18.911458333333332, 12.033765577564404, 9.9976650637, 5.9221275536, 1.2682130414, 1.2681779218"
  })
  void multiplicativeUpdatesOnTheToy(
      double beta,
      double initial,
      double one,
      double two,
      double ten,
      double hundred,
      double thousand) {
    double[] expected = {one, two, ten, hundred, thousand};
    int[] iterations = {1, 2, 10, 100, 1000};
    for (int t = 0; t < iterations.length; t++) {
      NmfResult result =
          toy(beta, iterations[t], Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
      assertEquals(initial, result.initialLoss(), 1e-13 * initial, "initial");
      double digits = t == 0 ? 1e-13 * expected[t] : 1e-10; // one unit of the last digit printed
      assertEquals(expected[t], result.loss(), digits, iterations[t] + " iterations");
    }
  }

  private static NmfResult toy(
      double beta, int iterations, Solver solver, Penalty penaltyW, Penalty penaltyH) {
    return Nmf.factorize(
        V,
        iterations(2, iterations)
            .loss(new Loss(beta))
            .solver(solver)
            .penaltyW(penaltyW)
            .penaltyH(penaltyH)
            .initialization(Initialization.custom(W0, H0)));
  }

  @Test
  void factorsOfTheToyAfterOneIteration() {
    NmfResult kl = toy(1, 1, Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {1.0125, 1.7}, {1.025, 0.5428571428571428}, {1.4180194805194806, 0.9508348794063081}
        },
        kl.w(),
        1e-14);
    assertMatrix(
        new double[][] {
          {1.2651152262594691, 0.6441879361242862, 0.7135677958533528, 1.4612079488489746},
          {0.5098706071866402, 1.1817031859359324, 1.106635378777875, 0.6108189061636249}
        },
        kl.h(),
        1e-14);
    NmfResult frobenius = toy(2, 1, Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {1, 1.6744186046511629},
          {0.9795918367346939, 0.5365853658536586},
          {1.275, 0.8115942028985508}
        },
        frobenius.w(),
        1e-14);
    assertMatrix(
        new double[][] {
          {1.3039879056032473, 0.6767440697734596, 0.7388680562483515, 1.6145782618956495},
          {0.5070834685010145, 1.177450261880728, 1.1694943793008412, 0.6583116792140783}
        },
        frobenius.h(),
        1e-14);
    NmfResult is = toy(0, 1, Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {0.7088154589445053, 1.3069672013123064},
          {1.0349899460775818, 0.523063577032446},
          {1.5369871959292882, 1.048782994986151}
        },
        is.w(),
        1e-14);
    assertMatrix(
        new double[][] {
          {1.143359417097602, 0.5621514538713075, 0.9026858318920084, 1.5643841196854948},
          {0.5254553960215376, 1.129887218228314, 1.4028840415164217, 0.6215558777524736}
        },
        is.h(),
        1e-14);
    NmfResult half = toy(0.5, 1, Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {0.7995570485722007, 1.4281038224120373},
          {1.0319587089268418, 0.5297872847308311},
          {1.4968571747810182, 1.0166618159381895}
        },
        half.w(),
        1e-14);
    NmfResult three = toy(3, 1, Solver.MULTIPLICATIVE, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {0.6961432213383857, 1.2804592815593352},
          {0.9689720080639975, 0.5146087196961899},
          {1.31463335936877, 0.8328903251366855}
        },
        three.w(),
        1e-14);
  }

  /**
   * α = 0.05, l1_ratio = 0.5 of scikit-learn: 0.1 for both penalties of W, 0.075 for those of H.
   */
  @Test
  void penalisedMultiplicativeUpdateOfTheToy() {
    NmfResult result =
        toy(2, 1, Solver.MULTIPLICATIVE, new Penalty(0.1, 0.1), new Penalty(0.075, 0.075));
    assertMatrix(
        new double[][] {
          {0.9734513274336284, 1.6143497757847536},
          {0.9486166007905139, 0.5213270142180095},
          {1.2439024390243902, 0.7932011331444759}
        },
        result.w(),
        1e-14);
  }

  @Test
  void aSmallPenaltyTakesTheTextbookStep() {
    NmfResult result = toy(1, 1, Solver.MULTIPLICATIVE, new Penalty(0.1, 0.1), Penalty.NONE);
    assertMatrix(
        new double[][] {
          {0.9759036144578314, 1.608108108108108},
          {0.9761904761904763, 0.5205479452054794},
          {1.3346065699006875, 0.8994383994383994}
        },
        result.w(),
        1e-14);
  }

  /** The exact step's closed form for β = 1: 2φ / (δ + √(δ² + 4·l2·φ)), φ = w·ν. */
  @Test
  void theExactKullbackLeiblerStepOfTheToy() {
    // data a million times larger: the textbook ratio is far above 1 and would overshoot
    double l2 = 1e6;
    NmfResult result =
        Nmf.factorize(
            V.copy(Precision.DOUBLE, 1e6),
            iterations(2, 1)
                .loss(Loss.KULLBACK_LEIBLER)
                .solver(Solver.MULTIPLICATIVE)
                .penaltyW(new Penalty(0.1, l2))
                .initialization(Initialization.custom(W0, H0)));
    double[][] y = {{1, 1.25, 2, 1.25}, {1.25, 1, 1.75, 1.75}, {2, 1.75, 3, 2.75}};
    double[][] expected = new double[3][2];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 2; c++) {
        double numerator = 0;
        double denominator = 0.1;
        for (int j = 0; j < 4; j++) {
          numerator += 1e6 * V.get(i, j) / y[i][j] * H0.get(c, j);
          denominator += H0.get(c, j);
        }
        double phi = W0.get(i, c) * numerator;
        expected[i][c] =
            2 * phi / (denominator + Math.sqrt(denominator * denominator + 4 * l2 * phi));
      }
    }
    assertMatrix(expected, result.w(), 1e-14);
  }

  @Test
  void coordinateDescentOnTheToy() {
    NmfResult one = toy(2, 1, Solver.HALS, Penalty.NONE, Penalty.NONE);
    assertMatrix(
        new double[][] {
          {1.7222222222222223, 0.9074074074074074},
          {0.9722222222222222, 0.624074074074074},
          {1.1666666666666667, 0.8555555555555555}
        },
        one.w(),
        1e-14);
    assertMatrix(
        new double[][] {
          {1.058885799307283, 0.9007366212985997, 0.6688277476950095, 1.633157715010488},
          {0.7034278361928792, 1.1066984780031546, 1.3920573886867964, 0.40700304174042473}
        },
        one.h(),
        1e-14);
    double[] losses = {4.182438417921626, 3.76829347614089, 0.8631925710815886, 0.8613983204811666};
    int[] iterations = {1, 2, 10, 100};
    for (int t = 0; t < losses.length; t++) {
      NmfResult result = toy(2, iterations[t], Solver.HALS, Penalty.NONE, Penalty.NONE);
      assertEquals(losses[t], result.loss(), 1e-12 * losses[t], iterations[t] + " iterations");
    }
    // α = 0.05 of scikit-learn: 0.05 · 4 for W
    NmfResult l2 = toy(2, 1, Solver.HALS, new Penalty(0, 0.2), new Penalty(0, 0.15));
    assertMatrix(
        new double[][] {
          {1.648936170212766, 0.9217613789388633},
          {0.9308510638297872, 0.6265149474818206},
          {1.1170212765957446, 0.853083759762995}
        },
        l2.w(),
        1e-14);
    NmfResult l1 = toy(2, 1, Solver.HALS, new Penalty(0.2, 0), new Penalty(0.15, 0));
    assertMatrix(
        new double[][] {
          {1.677777777777778, 0.8925925925925926},
          {0.9277777777777777, 0.6092592592592593},
          {1.1222222222222225, 0.8407407407407405}
        },
        l1.w(),
        1e-14);
  }

  /** A look every ten iterations, as scikit-learn does for multiplicative updates. */
  @ParameterizedTest
  @CsvSource({
    "0, 1e-2, 70", "0, 1e-3, 80", "0, 1e-4, 80",
    "1, 1e-2, 30", "1, 1e-3, 30", "1, 1e-4, 40",
    "2, 1e-2, 30", "2, 1e-3, 30", "2, 1e-4, 30"
  })
  void theStoppingRuleOfScikitLearn(double beta, double tolerance, int iterations) {
    NmfResult result =
        Nmf.factorize(
            V,
            iterations(2, 200)
                .loss(new Loss(beta))
                .solver(Solver.MULTIPLICATIVE)
                .initialization(Initialization.custom(W0, H0))
                .stoppingRule(new StoppingRule.RelativeLoss(tolerance, 1)));
    assertEquals(iterations, result.iterations());
    assertEquals(StopReason.CONVERGED, result.stopReason());
  }

  static void assertMatrix(double[][] expected, DenseMatrix actual, double tolerance) {
    double distance = Matrices.distance(DenseMatrix.of(expected), actual);
    double largest = DenseMatrix.of(expected).summary().maximum();
    assertTrue(
        distance * largest <= tolerance * Math.max(1, largest), () -> "distance " + distance);
  }
}
