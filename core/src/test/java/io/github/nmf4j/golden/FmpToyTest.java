package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.init.SymmetricEigen;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.testing.Matrices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The toy matrix of the FMP notebook on NMF (Müller, Fundamentals of Music Processing, C8S3). The
 * replay adds libfmp's ε = 2⁻²³ to every denominator.
 */
final class FmpToyTest {

  private static final DenseMatrix V =
      DenseMatrix.of(
          new double[][] {
            {0, 1, 2, 3, 4, 5, 6, 7},
            {0, 1, 2, 3, 3, 2, 1, 0},
            {0, 0, 0, 0, 0, 0, 0, 0},
            {7, 0, 0, 0, 0, 0, 0, 0},
            {7, 6, 5, 4, 3, 2, 1, 0}
          });

  private static NmfOptions options(int rank, int iterations) {
    double[][] w = new double[5][rank];
    double[][] h = new double[rank][8];
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < 5; i++) {
        w[i][r] = (((i + 1) * (r + 2)) % 7 + 1) / 8.0;
      }
      for (int j = 0; j < 8; j++) {
        h[r][j] = ((3 * r + 2 * j) % 5 + 1) / 6.0;
      }
    }
    return Replay.LIBFMP
        .options(rank, Loss.FROBENIUS, Solver.AUTO)
        .initialization(Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h)))
        .maxIterations(iterations)
        .stoppingRule(new StoppingRule.None())
        .backend("reference");
  }

  @ParameterizedTest(name = "R = {0}, {1} iterations")
  @CsvSource({
    "1, 1, 10.172792589180647, 11.725787071923273, 1e-12",
    "1, 10, 10.155736372254063, 11.638076406163883, 1e-12",
    "1, 100, 10.155736354404295, 11.638076390587642, 1e-12",
    "1, 1000, 10.155736354404295, 11.638076390587642, 1e-12",
    "2, 1, 10.185661967312418, 11.443990535647675, 1e-12",
    "2, 10, 5.752490755780963, 6.441432528930021, 1e-11",
    "2, 100, 5.507343303876221, 6.098423615736556, 1e-9",
    "2, 1000, 5.5073439528346375, 6.098423604458044, 1e-9",
    "3, 1, 10.144299940350685, 11.527945880509101, 1e-12",
    "3, 10, 2.8642709699694344, 3.0639301045543843, 1e-11",
    "3, 100, 2.2147763949379513, 2.2731283929052504, 1e-9",
    "3, 1000, 2.19694652351462, 2.26027806853885, 1e-8",
    "4, 1, 10.160512229175914, 11.425661070142134, 1e-12",
    "4, 10, 2.6072709098497495, 3.036908708272224, 1e-11",
    "4, 100, 0.16607767915689972, 0.19677592919349857, 1e-9",
    "4, 1000, 0.0314008, 0.0327742, 1.6e-6"
  })
  void errorsOfTheTable(
      int rank, int iterations, double spectral, double frobenius, double relative) {
    NmfResult result = Nmf.factorize(V, options(rank, iterations));
    DenseMatrix residual = Matrices.subtract(V, Matrices.multiply(result.w(), result.h()));
    assertEquals(frobenius, Matrices.frobenius(residual), relative * frobenius, "Frobenius");
    assertEquals(frobenius, Math.sqrt(2 * result.loss()), relative * frobenius, "loss");
    assertEquals(spectral, spectralNorm(residual), relative * spectral, "spectral");
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 49"})
  void theSpectralStoppingRule(int rank, int iterations) {
    NmfResult result =
        Nmf.factorize(
            V,
            options(rank, 100)
                .checkEvery(1)
                .stoppingRule(new StoppingRule.ParameterChange(1e-3, StoppingRule.Norm.SPECTRAL)));
    assertEquals(StopReason.CONVERGED, result.stopReason());
    assertEquals(iterations, result.iterations());
    if (rank == 2) {
      DenseMatrix residual = Matrices.subtract(V, Matrices.multiply(result.w(), result.h()));
      assertEquals(5.506364076766017, spectralNorm(residual), 1e-9);
    }
  }

  /** More than 100 iterations for three and four components. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void theSpectralRuleIsNotMetInAHundredIterations(int rank) {
    NmfResult result =
        Nmf.factorize(
            V,
            options(rank, 100)
                .checkEvery(1)
                .stoppingRule(new StoppingRule.ParameterChange(1e-3, StoppingRule.Norm.SPECTRAL)));
    assertEquals(StopReason.MAX_ITERATIONS, result.stopReason());
  }

  /** The singular values of V, as the norms of what is left when the larger ones are taken away. */
  @Test
  void singularValues() {
    double[] expected = {14.884729689411, 10.155736354404, 5.267490359156, 2.135271994193};
    DenseMatrix rest = V;
    for (double value : expected) {
      double norm = spectralNorm(rest);
      assertEquals(value, norm, 6e-13);
      rest = deflated(rest, norm);
    }
    assertEquals(0, Matrices.frobenius(rest), 1e-6);
  }

  /** A − σ·u·vᵀ, with u from powers of A·Aᵀ. */
  private static DenseMatrix deflated(DenseMatrix a, double sigma) {
    DenseMatrix gram = Matrices.multiply(a, a.transpose());
    DenseMatrix u = DenseMatrix.of(new double[][] {{1}, {.9}, {.8}, {.7}, {-.6}});
    for (int t = 0; t < 2000; t++) {
      u = Matrices.multiply(gram, u);
      u = u.copy(io.github.nmf4j.matrix.Precision.DOUBLE, 1 / Matrices.frobenius(u));
    }
    DenseMatrix projected = Matrices.multiply(u, Matrices.multiply(u.transpose(), a));
    assertEquals(sigma, Matrices.frobenius(projected), 1e-9);
    return Matrices.subtract(a, projected);
  }

  /** e_H and e_W after the first iteration: the thresholds just above and below them tell. */
  @Test
  void theFirstChangesInTheSpectralNorm() {
    double largerOfBoth = 4.070491533693808;
    for (double factor : new double[] {1 - 1e-12, 1 + 1e-12}) {
      NmfResult result =
          Nmf.factorize(
              V,
              options(2, 1)
                  .checkEvery(1)
                  .stoppingRule(
                      new StoppingRule.ParameterChange(
                          largerOfBoth * factor, StoppingRule.Norm.SPECTRAL)));
      assertEquals(
          factor > 1 ? StopReason.CONVERGED : StopReason.MAX_ITERATIONS, result.stopReason());
    }
  }

  /** e_W alone: the same step of W with the H that the first iteration found held fixed. */
  @Test
  void theFirstChangeOfWInTheSpectralNorm() {
    Initialization.Custom start = (Initialization.Custom) options(2, 1).initialization();
    DenseMatrix h = Nmf.factorize(V, options(2, 1)).h();
    double changeOfW = 1.8707362132120735;
    for (double factor : new double[] {1 - 1e-12, 1 + 1e-12}) {
      NmfResult result =
          Nmf.factorize(
              V,
              options(2, 1)
                  .start(new Initialization.Custom(start.w(), h), Fixed.H)
                  .stoppingRule(
                      new StoppingRule.ParameterChange(
                          changeOfW * factor, StoppingRule.Norm.SPECTRAL)));
      assertEquals(
          factor > 1 ? StopReason.CONVERGED : StopReason.MAX_ITERATIONS, result.stopReason());
    }
  }

  @Test
  void theFrobeniusRuleStopsNoEarlierThanTheSpectralOne() {
    NmfResult result =
        Nmf.factorize(
            V,
            options(2, 200)
                .checkEvery(1)
                .stoppingRule(new StoppingRule.ParameterChange(1e-3, StoppingRule.Norm.FROBENIUS)));
    assertEquals(StopReason.CONVERGED, result.stopReason());
    assertTrue(result.iterations() >= 49, () -> result.iterations() + " iterations");
  }

  @Test
  void theLimitNormalisedToMaximum() {
    NmfResult result = Nmf.factorize(V, options(2, 1000).normalization(Normalization.MAX));
    double[][] columns = {
      {1, 0.28962, 0, 0, 0.17464}, {0, 0.15013, 0, 0.49254, 1},
    };
    int first = result.w().get(0, 0) == 1 ? 0 : 1;
    for (int i = 0; i < 5; i++) {
      assertEquals(columns[0][i], result.w().get(i, first), 5e-6);
      assertEquals(columns[1][i], result.w().get(i, 1 - first), 5e-6);
      if (i == 2) {
        assertEquals(0, result.w().get(i, 0) + result.w().get(i, 1), 0.0, "the zero row of V");
      }
    }
  }

  private static double spectralNorm(DenseMatrix a) {
    DenseMatrix gram = Matrices.multiply(a, a.transpose());
    return Math.sqrt(SymmetricEigen.largest(gram.toArray(), a.rows()));
  }
}
