package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of scikit-learn's MiniBatchNMF. */
final class MiniBatchTest {

  private static final int M = 13;
  private static final int N = 7;
  private static final int K = 3;

  /**
   * What scikit-learn 1.2.1 gives for the matrix and the start below.
   *
   * @param patience max_no_improvement; 0 for none
   * @param w51 W[5, 1]
   * @param h23 H[2, 3]
   */
  private record Case(
      double beta,
      int batchSize,
      double forget,
      double alpha,
      double l1Ratio,
      int maxIterations,
      double tolerance,
      int patience,
      int iterations,
      double divergence,
      double sumW,
      double sumH,
      double w51,
      double h23) {

    static Case of(ArgumentsAccessor a) {
      return new Case(
          a.getDouble(0),
          a.getInteger(1),
          a.getDouble(2),
          a.getDouble(3),
          a.getDouble(4),
          a.getInteger(5),
          a.getDouble(6),
          a.getInteger(7),
          a.getInteger(8),
          a.getDouble(9),
          a.getDouble(10),
          a.getDouble(11),
          a.getDouble(12),
          a.getDouble(13));
    }

    NmfOptions options(Matrix x) {
      NmfOptions options =
          Replay.SCIKIT_LEARN
              .options(K, new Loss(beta), Solver.MULTIPLICATIVE, x)
              .online(new Online(batchSize, forget, Online.Lines.ROWS))
              .initialization(start())
              .penaltyW(Penalty.alpha(alpha, l1Ratio, N))
              .penaltyH(Penalty.alpha(alpha, l1Ratio, M))
              .maxIterations(maxIterations)
              .backend("reference");
      return options.stoppingRule(
          patience == 0
              ? new StoppingRule.None()
              : new StoppingRule.BatchCost(tolerance, patience));
    }
  }

  private static DenseMatrix x() {
    double[][] x = new double[M][N];
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        x[i][j] = ((i * 7 + j * 3) % 11 + 1) / 4.0;
      }
    }
    return DenseMatrix.of(x);
  }

  private static Initialization start() {
    double[][] w = new double[M][K];
    double[][] h = new double[K][N];
    for (int c = 0; c < K; c++) {
      for (int i = 0; i < M; i++) {
        w[i][c] = ((i * 5 + c * 2) % 7 + 1) / 8.0;
      }
      for (int j = 0; j < N; j++) {
        h[c][j] = ((c * 4 + j * 5) % 9 + 1) / 8.0;
      }
    }
    return Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h));
  }

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          beta, batch, forget, alpha, l1, maxIter, tol, patience, iterations, loss, W, H, w51, h23
          -1, 5, 0.7, 0, 0, 7, 0, 0, 7, 18.92692140572018, 25.376900188707836, 15.79907714991791, 0.9843222775367678, 1.045164024567355
          0, 5, 0.7, 0, 0, 7, 0, 0, 7, 15.982453710355044, 26.264052530763927, 15.350032416768055, 1.0424380453277708, 1.0770402580672613
          0.5, 5, 0.7, 0, 0, 7, 0, 0, 7, 15.849191318377963, 27.635931087368142, 14.63260921514442, 1.1276767711643911, 1.0618807435967994
          1, 5, 0.7, 0, 0, 7, 0, 0, 7, 15.88514890834369, 33.82250914154648, 12.004729210316993, 1.4469164996449848, 0.9112642953253659
          1.5, 5, 0.7, 0, 0, 7, 0, 0, 7, 17.867679694145693, 33.08600459473773, 12.3353867295467, 1.4557029994003634, 0.9152746673526149
          2, 5, 0.7, 0, 0, 7, 0, 0, 7, 20.580485812483804, 32.41790028596359, 12.658189287182315, 1.4602822989568034, 0.9254019514802003
          3, 5, 0.7, 0, 0, 7, 0, 0, 7, 34.644184725806355, 25.140276542650742, 16.19958142988088, 1.13779723408948, 1.0901726412120212
          1, 13, 0.0, 0, 0, 7, 0, 0, 7, 15.28616818586536, 33.85668787882315, 11.991217950738418, 1.3558926281566372, 0.8083439798188554
          2, 100, 0.7, 0, 0, 7, 0, 0, 7, 21.381643351585062, 32.67027398303249, 12.543677979168871, 1.3909677329027115, 0.8113695260932456
          1, 4, 1.0, 0, 0, 7, 0, 0, 7, 16.081003219853645, 33.85113374685498, 11.9929987547825, 1.4621954434008686, 0.9405844384623747
          2, 4, 0.0, 0, 0, 7, 0, 0, 7, 39.49028980516736, 2.4107788763563516, 187.03363981806245, 0.11605940975376255, 21.323448597774153
          0, 5, 0.7, 0.02, 0.5, 7, 0, 0, 7, 16.098800521033095, 25.84338648441618, 15.006545194583873, 1.0195823338279597, 1.039625105811315
          1, 5, 0.7, 0.02, 0.5, 7, 0, 0, 7, 15.99128324197862, 31.22926862226095, 12.608179041844878, 1.3276750499230552, 0.9498772814785937
          2, 5, 0.7, 0.02, 0.5, 7, 0, 0, 7, 20.647998322686675, 30.515468679710278, 13.199634603529873, 1.3752045424744395, 0.9608751476637659
          3, 5, 0.7, 0.02, 0.5, 7, 0, 0, 7, 34.71808782654582, 25.049990666616555, 16.081661692615796, 1.1352708821948714, 1.078475879318337
          1, 5, 0.3, 0.05, 0.0, 7, 0, 0, 7, 15.77179712874647, 27.79335075435166, 13.744531006140003, 1.1579883429680062, 0.9655222328869819
          0.5, 5, 0.7, 0, 0, 200, 0.0001, 10, 183, 6.889531826982989, 27.270192358499983, 14.816137921222383, 0.8586878657675426, 0.6374392361093297
          0.5, 3, 0.7, 0.01, 0.3, 200, 0.001, 4, 2, 18.32960606808987, 25.561068035571278, 14.92348974005592, 1.0218023768292512, 1.0844980146069283
          0.5, 3, 0.7, 0.01, 0.3, 200, 0, 4, 2, 18.32960606808987, 25.561068035571278, 14.92348974005592, 1.0218023768292512, 1.0844980146069283
          1, 5, 0.7, 0, 0, 200, 0.0001, 10, 92, 7.2569621302739415, 33.73806452303878, 12.004684721255616, 1.1926579292826847, 0.6575925476524703
          1, 3, 0.7, 0.01, 0.3, 200, 0.001, 4, 2, 18.96222759575168, 33.265468056403044, 12.079795557233256, 1.2983342250545413, 0.9602985770598945
          1, 3, 0.7, 0.01, 0.3, 200, 0, 4, 2, 18.96222759575168, 33.265468056403044, 12.079795557233256, 1.2983342250545413, 0.9602985770598945
          2, 5, 0.7, 0, 0, 200, 0.0001, 10, 71, 8.963244628681636, 32.56988044829107, 12.496203082015946, 1.150769825266807, 0.7440225146830155
          2, 3, 0.7, 0.01, 0.3, 200, 0.001, 4, 2, 24.95035796844284, 30.81514674202946, 12.818478111407229, 1.3157712633389218, 1.029334122120902
          2, 3, 0.7, 0.01, 0.3, 200, 0, 4, 2, 24.95035796844284, 30.81514674202946, 12.818478111407229, 1.3157712633389218, 1.029334122120902
          """)
  void replaysScikitLearn(ArgumentsAccessor numbers) {
    Case golden = Case.of(numbers);
    for (Matrix x : new Matrix[] {x(), SparseMatrix.ofDense(x())}) {
      if (golden.beta() <= 0 && x instanceof SparseMatrix) {
        continue; // a sparse matrix without zeros is dense to every loss that forbids them
      }
      NmfResult result = Nmf.factorize(x, golden.options(x));
      assertCase(golden, result);
    }
  }

  private static void assertCase(Case golden, NmfResult result) {
    double bound = 1e-9;
    assertEquals(golden.iterations(), result.iterations());
    assertEquals(
        golden.patience() == 0 ? StopReason.COMPLETED : StopReason.CONVERGED, result.stopReason());
    assertEquals(golden.divergence(), result.loss(), bound * golden.divergence());
    assertEquals(golden.sumW(), sum(result.w()), bound * golden.sumW());
    assertEquals(golden.sumH(), sum(result.h()), bound * golden.sumH());
    assertEquals(golden.w51(), result.w().get(5, 1), bound);
    assertEquals(golden.h23(), result.h().get(2, 3), bound * golden.h23());
  }

  /** fresh_restarts=True: W of a batch from a constant each time, and of all rows at the end. */
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          beta, batch, alpha, l1, maxIter, tol, patience, each, last, iterations, loss, W, H, w51, h23
          0, 5, 0, 0, 4, 0, 0, 30, 50, 4, 11.64763013436864, 31.464376048116524, 12.619859829671922, 1.360617471909854, 0.8033529428623563
          0.5, 5, 0, 0, 4, 0, 0, 6, 4, 4, 15.793609022261393, 32.99860785964219, 12.153826738530316, 1.2028247784998196, 0.7522811503825833
          1, 5, 0, 0, 4, 0, 0, 30, 50, 4, 10.747704905269808, 33.81425170433407, 12.000985072211279, 1.4897913450955937, 0.7672201436688696
          2, 5, 0, 0, 4, 0, 0, 30, 50, 4, 14.170750078306309, 33.7077368153972, 12.278711534130569, 1.5325596992133952, 0.7255237296161
          3, 4, 0, 0, 3, 0, 0, 8, 20, 3, 28.987276170939726, 32.42483506068259, 12.966493433796956, 1.5001266353721028, 0.7696952624939444
          -1, 13, 0, 0, 3, 0, 0, 10, 12, 3, 18.73864362667753, 31.609665837189247, 12.684415865718803, 1.2496915778562245, 0.7971605127550263
          1, 4, 0.02, 0.5, 5, 0, 0, 12, 40, 5, 10.653350756766653, 30.932240321996176, 12.648348600916897, 1.406120022792828, 0.7745077998241514
          2, 4, 0.02, 0.5, 5, 0, 0, 12, 40, 5, 13.98870605497564, 31.496225892365604, 12.818406396554325, 1.4673526763958245, 0.7752542518429941
          1, 5, 0, 0, 200, 0.0001, 10, 30, 200, 82, 7.309038497875375, 33.72484331530461, 11.998745672801196, 1.0944282974936796, 0.5173964485510338
          2, 3, 0.01, 0.3, 200, 0.001, 4, 30, 60, 5, 13.47902517323727, 32.328514140124526, 12.632375408615166, 1.5159728972753643, 0.7046330534087226
          """)
  void replaysFreshRestarts(ArgumentsAccessor a) {
    var golden =
        new Case(
            a.getDouble(0),
            a.getInteger(1),
            0.7,
            a.getDouble(2),
            a.getDouble(3),
            a.getInteger(4),
            a.getDouble(5),
            a.getInteger(6),
            a.getInteger(9),
            a.getDouble(10),
            a.getDouble(11),
            a.getDouble(12),
            a.getDouble(13),
            a.getDouble(14));
    NmfOptions options = golden.options(x());
    var fresh = new Online.FreshRestarts(a.getInteger(7), a.getInteger(8));
    StoppingRule rule = options.stoppingRule();
    NmfResult result =
        Nmf.factorize(
            x(),
            options
                .online(options.online().orElseThrow().withFreshRestarts(fresh))
                .stoppingRule(rule));
    assertCase(golden, result);
  }

  private static double sum(DenseMatrix matrix) {
    double sum = 0;
    for (double entry : matrix.toArray()) {
      sum += entry;
    }
    return sum;
  }

  /** Kullback–Leibler, one epoch of two batches, with every entry of the result. */
  @Test
  void oneEpochOnTheToy() {
    DenseMatrix x = DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
    NmfResult result =
        Nmf.factorize(
            x,
            Replay.SCIKIT_LEARN
                .options(2, Loss.KULLBACK_LEIBLER, Solver.AUTO, x)
                .online(new Online(2, 0.7, Online.Lines.ROWS))
                .initialization(
                    Initialization.custom(
                        DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}}),
                        DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}})))
                .stoppingRule(new StoppingRule.None())
                .maxIterations(1));
    double[][] w = {
      {1.0125, 1.7}, {1.025, 0.5428571428571428}, {1.398747272164297, 0.957444714019836}
    };
    double[][] h = {
      {1.2805702001973711, 0.6422003771830257, 0.7385564923631901, 1.4319688847980865},
      {0.49394174799985857, 1.1855991137174382, 1.1404374865800053, 0.5950572042779829}
    };
    assertEntries(w, result.w());
    assertEntries(h, result.h());
    assertEquals(0.7883735163105242, Online.DEFAULT.retained(2, 3), 1e-15);
    // their error is √(2·D)
    assertEquals(2.0296014988673634, Math.sqrt(2 * result.loss()), 1e-12);
  }

  private static void assertEntries(double[][] expected, DenseMatrix actual) {
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertEquals(expected[i][j], actual.get(i, j), 1e-12, "entry (%d, %d)".formatted(i, j));
      }
    }
  }
}
