package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates of several columns under supports, fixed components, weights and missing entries. */
final class ConvolutiveConstraintsTest {

  private static final int M = 11;
  private static final int N = 23;
  private static final int K = 3;
  private static final int T = 4;

  static Stream<Arguments> models() {
    return DoubleStream.of(-1, 0, 0.5, 1, 1.5, 2, 3)
        .boxed()
        .flatMap(
            beta ->
                Stream.of(Model.Boundary.values()).map(boundary -> Arguments.of(beta, boundary)));
  }

  private static NmfOptions options(double beta, Model model) {
    return NmfOptions.rank(K)
        .model(model)
        .loss(new Loss(beta))
        .backend("reference")
        .maxIterations(25)
        .checkEvery(1)
        .stoppingRule(new StoppingRule.Kkt(0));
  }

  private static int activations(Model.Boundary boundary) {
    return new Model.Convolutive(T, boundary).activations(N);
  }

  private static double[][] uniform(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    return a;
  }

  private static double[][] binary(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(3) == 0 ? 0 : 1;
      }
    }
    return a;
  }

  /** Zero where there is no support, whole templates and rows as given, the objective falling. */
  @ParameterizedTest(name = "beta={0} {1}")
  @MethodSource("models")
  void whatIsHeldStays(double beta, Model.Boundary boundary) {
    var random = new SplittableRandom(51);
    DenseMatrix v = DenseMatrix.of(uniform(random, M, N));
    DenseMatrix w0 = DenseMatrix.of(uniform(random, M, K * T));
    DenseMatrix h0 = DenseMatrix.of(uniform(random, K, activations(boundary)));
    DenseMatrix supportW = DenseMatrix.of(binary(random, M, K * T));
    DenseMatrix supportH = DenseMatrix.of(binary(random, K, activations(boundary)));
    DenseMatrix weights = DenseMatrix.of(uniform(random, M, N));
    NmfOptions held =
        options(beta, new Model.Convolutive(T, boundary))
            .supportW(supportW)
            .supportH(supportH)
            .fixedComponents(Set.of(1), Set.of(2))
            .initialization(Initialization.custom(w0, h0));
    Penalty penalty = new Penalty(0.3, 0.2);
    for (Matrix data : new Matrix[] {v, SparseMatrix.ofDense(v)}) {
      for (NmfOptions options :
          new NmfOptions[] {held, held.penaltyW(penalty).penaltyH(penalty).weights(weights)}) {
        NmfResult result = Nmf.factorize(data, options);
        for (int c = 0; c < K; c++) {
          double moved = 0;
          for (int t = 0; t < T; t++) {
            moved += kept(w0, supportW, result.w(), c * T + t, c == 1);
          }
          assertEquals(c != 1, moved > 0, "template %d moves".formatted(c));
          moved = kept(h0.transpose(), supportH.transpose(), result.h().transpose(), c, c == 2);
          assertEquals(c != 2, moved > 0, "activations %d move".formatted(c));
        }
        falls(result);
      }
    }
  }

  /** Checks what is held of column j, and says how far the rest has moved. */
  private static double kept(
      DenseMatrix start, DenseMatrix support, DenseMatrix end, int j, boolean fixed) {
    double moved = 0;
    for (int i = 0; i < start.rows(); i++) {
      double before = support.get(i, j) * start.get(i, j);
      moved = Math.max(moved, Math.abs(end.get(i, j) - before));
      if (fixed || support.get(i, j) == 0) {
        assertEquals(before, end.get(i, j), "entry %d of column %d".formatted(i, j));
      }
    }
    return moved;
  }

  private static void falls(NmfResult result) {
    double before = Double.POSITIVE_INFINITY;
    for (TracePoint point : result.trace()) {
      double old = before;
      assertTrue(
          point.objective() <= old * (1 + 1e-12),
          () -> "%s to %s in iteration %d".formatted(old, point.objective(), point.iteration()));
      before = point.objective();
    }
  }

  /** One tap under every constraint is the plain model under them. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 1.5, 2, 3})
  void oneTapIsThePlainModel(double beta) {
    var random = new SplittableRandom(52);
    DenseMatrix v = DenseMatrix.of(uniform(random, M, N));
    NmfOptions options =
        options(beta, Model.product())
            .solver(Solver.MULTIPLICATIVE)
            .supportW(DenseMatrix.of(binary(random, M, K)))
            .supportH(DenseMatrix.of(binary(random, K, N)))
            .fixedComponents(Set.of(0), Set.of(1))
            .penaltyW(new Penalty(0.3, 0.2))
            .initialization(
                Initialization.custom(
                    DenseMatrix.of(uniform(random, M, K)), DenseMatrix.of(uniform(random, K, N))));
    NmfOptions weighted = options.weights(DenseMatrix.of(binary(random, M, N)));
    for (NmfOptions each : new NmfOptions[] {options, weighted}) {
      NmfResult plain = Nmf.factorize(v, each);
      NmfResult convolutive = Nmf.factorize(v, each.model(Model.convolutive(1)));
      assertTrue(Matrices.distance(plain.w(), convolutive.w()) < 1e-11, "W");
      assertTrue(Matrices.distance(plain.h(), convolutive.h()) < 1e-11, "H");
      assertEquals(plain.objective(), convolutive.objective(), 1e-11 * plain.objective());
      assertEquals(plain.kkt(), convolutive.kkt(), 1e-9);
    }
  }

  /** Whatever stands where nothing is observed, in a fit and in a transform, is not looked at. */
  @ParameterizedTest(name = "beta={0} {1}")
  @MethodSource("models")
  void whatIsHiddenChangesNoBit(double beta, Model.Boundary boundary) {
    var random = new SplittableRandom(53);
    double[][] m = binary(random, M, N);
    double[][] v = uniform(random, M, N);
    NmfOptions options =
        options(beta, new Model.Convolutive(T, boundary))
            .supportW(DenseMatrix.of(binary(random, M, K * T)));
    NmfResult first = null;
    for (double hidden : new double[] {1, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[][] spoiled = new double[M][N];
      for (int i = 0; i < M; i++) {
        for (int j = 0; j < N; j++) {
          spoiled[i][j] = m[i][j] == 0 ? hidden : v[i][j];
        }
      }
      DenseMatrix matrix = DenseMatrix.of(spoiled);
      NmfOptions masked =
          Double.isNaN(hidden) ? options.missing(Missing.NAN) : options.weights(DenseMatrix.of(m));
      NmfResult result = Nmf.factorize(matrix, masked);
      first = first == null ? result : first;
      assertArrayEquals(first.w().toArray(), result.w().toArray(), "W, hidden " + hidden);
      assertArrayEquals(first.h().toArray(), result.h().toArray(), "H, hidden " + hidden);
      assertEquals(first.loss(), result.loss());
      NmfResult h = Nmf.transform(matrix, first.w(), masked);
      assertTrue(Double.isFinite(h.loss()) && h.loss() <= h.initialLoss(), "transform");
    }
  }

  /**
   * With supports the certificate looks at the free entries alone: it goes to zero.
   *
   * <p>How far it is followed is set by the slowest case, β = −1 (exponent 1/3) with boundary SAME:
   * the residual is 9.1e-4, 1.2e-4, 5.8e-5 and 3.5e-5 after 10, 20, 40 and 80 thousand iterations.
   * That is the pace of the updates, not another limit: L-BFGS-B (SciPy) from H after 80 thousand,
   * and from a constant H, ends at the same minimum, whose loss is lower by 3e-9 of itself; the
   * residual is that of one entry, 6e-5 on its way to 0, where the gradient at the minimum is
   * 1.7e-3. With boundary VALID, where no zero has such a small gradient (6e-2 is the smallest),
   * the residual is 3.9e-7, 4.5e-11 and 1.4e-16 after 20, 40 and 80 thousand.
   */
  @ParameterizedTest
  @MethodSource("models")
  void transformEndsWhereTheFitDoes(double beta, Model.Boundary boundary) {
    var random = new SplittableRandom(54);
    DenseMatrix v = DenseMatrix.of(uniform(random, M, N));
    NmfOptions options =
        options(beta, new Model.Convolutive(T, boundary))
            .supportH(DenseMatrix.of(binary(random, K, activations(boundary))))
            .weights(DenseMatrix.of(binary(random, M, N)))
            .maxIterations(20_000)
            .checkEvery(20)
            .stoppingRule(new StoppingRule.Kkt(3e-4));
    DenseMatrix w = DenseMatrix.of(uniform(random, M, K * T));
    NmfResult transformed = Nmf.transform(v, w, options);
    assertEquals(StopReason.CONVERGED, transformed.stopReason(), () -> "" + transformed.kkt());
    DenseMatrix h0 = DenseMatrix.of(uniform(random, K, activations(boundary)));
    NmfResult fit = Nmf.factorize(v, options.start(Initialization.custom(w, h0), Fixed.W));
    assertEquals(transformed.loss(), fit.loss(), 1e-3 * transformed.loss());
  }

  /** Known templates beside free ones, which start at random. */
  @Test
  void knownTemplatesBesideFreeOnes() {
    var random = new SplittableRandom(55);
    DenseMatrix v = DenseMatrix.of(uniform(random, M, N));
    DenseMatrix known = DenseMatrix.of(uniform(random, M, 2 * T));
    NmfOptions options =
        options(1, Model.convolutive(T))
            .fixedComponents(Set.of(0, 1), Set.of())
            .initialization(new Initialization.Custom(known, null));
    NmfResult result = Nmf.factorize(v, options);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < 2 * T; j++) {
        assertEquals(known.get(i, j), result.w().get(i, j));
      }
    }
    NmfResult other = Nmf.factorize(v, options.seed(1));
    assertTrue(other.loss() != result.loss(), "another seed, another start");
    refused(
        "initial W must be 11 × 12, was 11 × 7",
        v,
        options.initialization(
            new Initialization.Custom(DenseMatrix.of(uniform(random, M, 7)), null)));
    refused(
        "component 2 of W is fixed, but the initial W has only 2 components",
        v,
        options.fixedComponents(Set.of(2), Set.of()));
    refused(
        "the support of W is 11 × 3, but W is 11 × 12",
        v,
        options.supportW(DenseMatrix.of(binary(random, M, K))));
  }

  /** V = 0 leaves nothing but the fixed templates. */
  @Test
  void zeroDataKeepsFixedTemplates() {
    DenseMatrix w0 = DenseMatrix.of(uniform(new SplittableRandom(56), M, K * T));
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(new double[M][N]),
            options(2, Model.convolutive(T))
                .fixedComponents(Set.of(1), Set.of())
                .initialization(new Initialization.Custom(w0, null)));
    for (int j = 0; j < K * T; j++) {
      assertEquals(j / T == 1 ? w0.get(3, j) : 0, result.w().get(3, j), "column " + j);
    }
  }

  private static void refused(String message, DenseMatrix v, NmfOptions options) {
    var thrown = assertThrows(RuntimeException.class, () -> Nmf.factorize(v, options), message);
    assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown::getMessage);
  }
}
