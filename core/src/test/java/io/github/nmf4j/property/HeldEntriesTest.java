package io.github.nmf4j.property;

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
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Supports and fixed components are kept by every solver, and cost no monotonicity. */
final class HeldEntriesTest {

  private static final int M = 14;
  private static final int N = 18;
  private static final int K = 4;

  static Stream<Arguments> solvers() {
    return Arrays.stream(Solver.values())
        .filter(solver -> solver != Solver.AUTO)
        .flatMap(
            solver ->
                Stream.of(-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
                    .filter(beta -> solver.refusal(new Loss(beta)).isEmpty())
                    .map(beta -> Arguments.of(solver, beta)));
  }

  private static NmfOptions options(double beta) {
    return NmfOptions.rank(K)
        .loss(new Loss(beta))
        .backend("reference")
        .maxIterations(30)
        .checkEvery(1)
        .stoppingRule(new StoppingRule.Kkt(0));
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    return DenseMatrix.of(a);
  }

  private static DenseMatrix support(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(3) == 0 ? 0 : 1;
      }
    }
    return DenseMatrix.of(a);
  }

  @ParameterizedTest(name = "{0} beta={1}")
  @MethodSource("solvers")
  void supportsStayZeroAndFixedComponentsStay(Solver solver, double beta) {
    var random = new SplittableRandom(41);
    DenseMatrix v = uniform(random, M, N);
    DenseMatrix w0 = uniform(random, M, K);
    DenseMatrix h0 = uniform(random, K, N);
    DenseMatrix supportW = support(random, M, K);
    DenseMatrix supportH = support(random, K, N);
    NmfOptions options =
        options(beta)
            .solver(solver)
            .supportW(supportW)
            .supportH(supportH)
            .fixedComponents(Set.of(1), Set.of(0, 3))
            .initialization(Initialization.custom(w0, h0));
    for (Matrix data : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
      NmfResult result = Nmf.factorize(data, options);
      for (int c = 0; c < K; c++) {
        double moved = 0;
        for (int i = 0; i < M; i++) {
          double start = supportW.get(i, c) * w0.get(i, c);
          moved = Math.max(moved, Math.abs(result.w().get(i, c) - start));
          if (supportW.get(i, c) == 0 || c == 1) {
            assertEquals(start, result.w().get(i, c), "W[%d][%d]".formatted(i, c));
          }
        }
        assertEquals(c != 1, moved > 0, "component %d of W moves".formatted(c));
        moved = 0;
        for (int j = 0; j < N; j++) {
          double start = supportH.get(c, j) * h0.get(c, j);
          moved = Math.max(moved, Math.abs(result.h().get(c, j) - start));
          if (supportH.get(c, j) == 0 || c == 0 || c == 3) {
            assertEquals(start, result.h().get(c, j), "H[%d][%d]".formatted(c, j));
          }
        }
        assertEquals(c != 0 && c != 3, moved > 0, "component %d of H moves".formatted(c));
      }
      double before = Double.POSITIVE_INFINITY;
      for (TracePoint point : result.trace()) {
        double old = before;
        assertTrue(
            point.objective() <= old * (1 + 1e-12),
            () -> "%s to %s in iteration %d".formatted(old, point.objective(), point.iteration()));
        before = point.objective();
      }
    }
  }

  /** With a support the certificate looks at the free entries: it goes to zero. */
  @ParameterizedTest(name = "{0} beta={1}")
  @MethodSource("solvers")
  void theCertificateIgnoresHeldEntries(Solver solver, double beta) {
    var random = new SplittableRandom(42);
    DenseMatrix v = uniform(random, M, N);
    DenseMatrix w = uniform(random, M, K);
    NmfOptions options =
        options(beta)
            .solver(solver)
            .supportH(support(random, K, N))
            .maxIterations(20_000)
            .checkEvery(20)
            .stoppingRule(new StoppingRule.Kkt(1e-4));
    NmfResult result = Nmf.transform(v, w, options);
    assertEquals(StopReason.CONVERGED, result.stopReason(), () -> "KKT " + result.kkt());
  }

  /** Fixing every component of a factor is fixing the factor. */
  @ParameterizedTest(name = "{0} beta={1}")
  @MethodSource("solvers")
  void allComponentsFixedIsTheFactorFixed(Solver solver, double beta) {
    var random = new SplittableRandom(43);
    DenseMatrix v = uniform(random, M, N);
    Initialization start = Initialization.custom(uniform(random, M, K), uniform(random, K, N));
    NmfOptions options = options(beta).solver(solver).initialization(start);
    NmfResult held = Nmf.factorize(v, options.fixedComponents(Set.of(0, 1, 2, 3), Set.of()));
    NmfResult fixed = Nmf.factorize(v, options.fixed(Fixed.W));
    assertTrue(Matrices.distance(fixed.w(), held.w()) == 0, "W");
    assertEquals(0, held.kktW());
    // the ways may differ (a factor that cannot move is no partner of an extrapolation)
    assertTrue(held.loss() <= held.initialLoss());
    if (solver == Solver.MULTIPLICATIVE || solver == Solver.HALS) {
      assertTrue(Matrices.distance(fixed.h(), held.h()) < 1e-10, "H");
    }
  }

  /** A few known parts beside free ones: what is not given starts at random. */
  @Test
  void knownPartsBesideFreeOnes() {
    var random = new SplittableRandom(44);
    DenseMatrix known = uniform(random, M, 2);
    DenseMatrix v = Matrices.multiply(uniform(random, M, K), uniform(random, K, N));
    NmfOptions options =
        NmfOptions.rank(K)
            .backend("reference")
            .fixedComponents(Set.of(0, 1), Set.of())
            .initialization(new Initialization.Custom(known, null));
    NmfResult result = Nmf.factorize(v, options);
    for (int i = 0; i < M; i++) {
      assertEquals(known.get(i, 0), result.w().get(i, 0));
      assertEquals(known.get(i, 1), result.w().get(i, 1));
    }
    assertTrue(result.relativeLoss() < 0.5, () -> "relative loss " + result.relativeLoss());
    NmfResult other = Nmf.factorize(v, options.seed(1));
    assertTrue(other.loss() != result.loss(), "another seed, another start");
  }

  /** What a support leaves of a column has the sum that the model keeps it at, from the start. */
  @Test
  void columnsOfSumOneWithSupports() {
    var random = new SplittableRandom(46);
    DenseMatrix v = uniform(random, M, N);
    DenseMatrix support = support(random, M, K);
    NmfOptions options = options(1).model(Model.smooth(0.1).withUnitSum()).supportW(support);
    for (int iterations : new int[] {0, 3}) {
      NmfResult result = Nmf.factorize(v, options.maxIterations(iterations));
      for (int c = 0; c < K; c++) {
        double sum = 0;
        for (int i = 0; i < M; i++) {
          sum += result.w().get(i, c);
        }
        assertEquals(1, sum, 1e-12, "column %d after %d".formatted(c, iterations));
      }
    }
  }

  @Test
  void zeroDataWithFixedComponents() {
    DenseMatrix v = DenseMatrix.of(new double[3][2]);
    DenseMatrix w = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    DenseMatrix h = DenseMatrix.of(new double[][] {{1, 1}, {1, 1}});
    NmfOptions options =
        NmfOptions.rank(2).backend("reference").initialization(Initialization.custom(w, h));
    NmfResult zero = Nmf.factorize(v, options.fixedComponents(Set.of(1), Set.of(0)));
    assertEquals(0, zero.w().get(0, 0));
    assertEquals(6, zero.w().get(2, 1));
    assertEquals(1, zero.h().get(0, 1));
    NmfResult both = Nmf.factorize(v, options.fixedComponents(Set.of(1), Set.of(1)));
    assertEquals(6, both.w().get(2, 1));
    assertEquals(1, both.h().get(1, 1));
    assertTrue(both.loss() > 0 && Double.isFinite(both.relativeLoss()), "loss " + both.loss());
  }

  @Test
  void contradictionsAreRefused() {
    var random = new SplittableRandom(45);
    DenseMatrix v = uniform(random, M, N);
    DenseMatrix w = uniform(random, M, K);
    NmfOptions options = NmfOptions.rank(K).backend("reference");
    refused("no component 4 of W", () -> options.fixedComponents(Set.of(4), Set.of()));
    refused("no component -1 of H", () -> options.fixedComponents(Set.of(), Set.of(-1)));
    refused(
        "custom initialization",
        () -> Nmf.factorize(v, options.fixedComponents(Set.of(0), Set.of())));
    refused(
        "give an initial H",
        () ->
            Nmf.factorize(
                v,
                options
                    .fixedComponents(Set.of(), Set.of(0))
                    .initialization(new Initialization.Custom(w, null))));
    refused(
        "W is fixed as a whole",
        () -> options.supportW(w).start(new Initialization.Custom(w, null), Fixed.W));
    refused(
        "normalization",
        () -> options.fixedComponents(Set.of(0), Set.of()).normalization(Normalization.MAX));
    refused(
        "the support of H is 14 × 4, but H is 4 × 18", () -> Nmf.factorize(v, options.supportH(w)));
    refused("allowed are 0 (held at zero) and 1", () -> Nmf.factorize(v, options.supportW(w)));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    var thrown = assertThrows(RuntimeException.class, call, message);
    assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown::getMessage);
  }
}
