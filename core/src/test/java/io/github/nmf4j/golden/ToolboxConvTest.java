package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.matrix.DenseMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NMFconv of the NMF toolbox, number by number, and against its equations written out. */
final class ToolboxConvTest {

  private static final int TAPS = 2;
  private static final double EPSILON = 0x1p-52;

  private static final DenseMatrix V =
      DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});

  /** Tap t of component c in column 2c + t. */
  private static final DenseMatrix W0 =
      DenseMatrix.of(new double[][] {{.5, .2, 1, .3}, {1, .1, .5, .6}, {1.5, .4, 1, .2}});

  private static final DenseMatrix H0 =
      DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});

  private static NmfOptions conv(double beta) {
    return Replay.NMF_TOOLBOX_CONV
        .options(2, new Loss(beta), Solver.AUTO)
        .model(Model.convolutive(TAPS))
        .initialization(Initialization.custom(W0, H0))
        .backend("reference");
  }

  /**
   * The cost that the toolbox reports for its b = β − 1 = 0 at the start of an iteration: with the
   * logarithm gone, the mean of Λ − Ṽ, which falls below 0.
   */
  @ParameterizedTest
  @CsvSource({"0, 2.0667, 5e-5", "1, -0.0582, 5e-5", "2, 0.000299, 5e-7"})
  void costs(int iterations, double cost, double tolerance) {
    NmfResult result = Nmf.factorize(V, conv(1).maxIterations(iterations));
    assertEquals(cost, cost(result.w(), result.h()), tolerance);
  }

  private static double cost(DenseMatrix w, DenseMatrix h) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      for (int n = 0; n < 4; n++) {
        double v = V.get(i, n) / (25 + EPSILON);
        sum -= (v - model(w, h, i, n)) / (1 + EPSILON);
      }
    }
    return sum / 12;
  }

  private static double model(DenseMatrix w, DenseMatrix h, int i, int n) {
    double y = EPSILON;
    for (int c = 0; c < 2; c++) {
      for (int t = 0; t < TAPS && t <= n; t++) {
        y += w.get(i, TAPS * c + t) * h.get(c, n - t);
      }
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "1, 0.3, 0.7",
    "0, 0, 0",
    "0, 0.2, 0.01",
    "2, 0, 0",
    "2, 0.01, 0.02",
    "0.5, 0.1, 0.1",
    "3, 0.001, 0.002",
    "-1, 0, 0"
  })
  void equations(double beta, double sparsity, double uncorrelation) {
    DenseMatrix w = W0.copy(W0.precision(), 1);
    DenseMatrix h = H0.copy(H0.precision(), 1);
    NmfOptions options =
        conv(beta)
            .penaltyH(new Penalty(sparsity, 0))
            .model(Model.convolutive(TAPS).withUncorrelation(uncorrelation));
    for (int iteration = 1; iteration <= 12; iteration++) {
      iterate(w, h, beta - 1, sparsity, uncorrelation);
      if (iteration != 1 && iteration != 3 && iteration != 12) {
        continue;
      }
      NmfResult result = Nmf.factorize(V, options.maxIterations(iteration));
      assertClose(w, result.w(), iteration + " W");
      assertClose(h, result.h(), iteration + " H");
    }
  }

  private static void assertClose(DenseMatrix expected, DenseMatrix actual, String what) {
    for (int i = 0; i < expected.rows(); i++) {
      for (int j = 0; j < expected.columns(); j++) {
        double value = expected.get(i, j);
        assertEquals(value, actual.get(i, j), 1e-9 * value + 1e-14, what + " " + i + " " + j);
      }
    }
  }

  /** One iteration of NMFconv, b being its beta. */
  private static void iterate(
      DenseMatrix w, DenseMatrix h, double b, double sparsity, double uncorrelation) {
    double[][] power = new double[3][4];
    double[][] q = new double[3][4];
    for (int i = 0; i < 3; i++) {
      for (int n = 0; n < 4; n++) {
        double y = model(w, h, i, n);
        power[i][n] = Math.pow(y, b);
        q[i][n] = V.get(i, n) / (25 + EPSILON) * power[i][n] / y;
      }
    }
    for (int t = 0; t < TAPS; t++) {
      for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 2; c++) {
          double up = 0;
          double down = EPSILON + uncorrelation * w.get(i, TAPS * c + 1 - t);
          for (int n = t; n < 4; n++) {
            up += q[i][n] * h.get(c, n - t);
            down += power[i][n] * h.get(c, n - t);
          }
          w.set(i, TAPS * c + t, w.get(i, TAPS * c + t) * up / down);
        }
      }
    }
    for (int c = 0; c < 2; c++) {
      for (int j = 0; j < 4; j++) {
        double up = EPSILON;
        double down = 2 * EPSILON + sparsity;
        for (int t = 0; t < TAPS && j + t < 4; t++) {
          for (int i = 0; i < 3; i++) {
            up += w.get(i, TAPS * c + t) * q[i][j + t];
            down += w.get(i, TAPS * c + t) * power[i][j + t];
          }
        }
        h.set(c, j, h.get(c, j) * up / down);
      }
      double sum = EPSILON;
      for (int i = 0; i < 3; i++) {
        sum += w.get(i, TAPS * c) + w.get(i, TAPS * c + 1);
      }
      for (int i = 0; i < 3; i++) {
        w.set(i, TAPS * c, w.get(i, TAPS * c) / sum);
        w.set(i, TAPS * c + 1, w.get(i, TAPS * c + 1) / sum);
      }
    }
  }

  /** What is reported beside the loss counts each pair of taps once. */
  @Test
  void theObjectiveHasBothPenalties() {
    NmfResult result =
        Nmf.factorize(
            V,
            conv(1)
                .penaltyH(new Penalty(0.3, 0))
                .model(Model.convolutive(TAPS).withUncorrelation(0.7))
                .maxIterations(5));
    double likeness = 0;
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 2; c++) {
        likeness += result.w().get(i, TAPS * c) * result.w().get(i, TAPS * c + 1);
      }
    }
    double penalty = 0.3 * result.h().summary().sum() + 0.7 * likeness;
    assertEquals(penalty, result.objective() - result.loss(), 1e-12);
  }

  @Test
  void refusesWhatTheReferenceHasNot() {
    assertRefused("--taps and boundary same", conv(1).model(Model.product()));
    assertRefused("no penalties but l1 of H", conv(1).penaltyW(new Penalty(1, 0)));
    assertRefused("fixed factors", conv(1).fixed(Fixed.W));
    assertRefused(
        "NMFconv only",
        conv(1).replay(Replay.NONE).model(Model.convolutive(TAPS).withUncorrelation(1)));
  }

  private static void assertRefused(String reason, NmfOptions options) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Nmf.factorize(V, options));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
