package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.init.NumpyRandom;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of the references. Where one is a rule, the rule is worked out here beside this library's,
 * and shown to do what the reference does: the test would fail with it in the engine.
 */
final class KnownFaultsTest {

  private static NmfOptions multiplicative(int rank, int iterations) {
    return NmfOptions.rank(rank)
        .loss(Loss.KULLBACK_LEIBLER)
        .solver(Solver.MULTIPLICATIVE)
        .stoppingRule(new StoppingRule.None())
        .maxIterations(iterations)
        .backend("reference");
  }

  /** A W·H that is not made anew between the half-steps: the divergence alternates for good. */
  @Test
  void theModelIsMadeAnewForEachHalfStep() {
    double[][] v = new double[10][10];
    for (int e = 0; e < 100; e++) {
      v[e / 10][e % 10] = (e + 1) * 0.01;
    }
    DenseMatrix[] start = LegacyStarts.uniform(1, 10, 6, 10, 0.505);
    double[][] w = rows(start[0]);
    double[][] h = rows(start[1]);
    double[] stale = new double[101];
    for (int t = 0; t <= 100; t++) {
      double[][] y = product(w, h);
      stale[t] = divergence(v, y);
      h = updated(transposed(h), transposed(v), transposed(y), w);
      h = transposed(h);
      w = updated(w, v, y, transposed(h));
    }
    assertEquals(3.7514385721, stale[1], 1e-9);
    assertEquals(2.5298828456, stale[98], 1e-9);
    assertEquals(3.1602241459, stale[99], 1e-9);
    assertTrue(stale[3] > stale[2] && stale[5] > stale[4], "the stale rule should alternate");

    NmfResult ours =
        Nmf.factorize(
            DenseMatrix.of(v),
            multiplicative(6, 100)
                .updateOrder(UpdateOrder.H_THEN_W)
                .initialization(Initialization.custom(start[0], start[1]))
                .stoppingRule(new StoppingRule.Kkt(0))
                .checkEvery(1));
    double before = Double.POSITIVE_INFINITY;
    for (TracePoint point : ours.trace()) {
      assertTrue(point.loss() < before);
      before = point.loss();
    }
    assertEquals(0.0027356139084191867, ours.loss(), 1e-12);
  }

  /** f ← f · (X ⊘ Y)·G ⊘ ΣG. */
  private static double[][] updated(double[][] f, double[][] x, double[][] y, double[][] g) {
    double[][] next = new double[f.length][f[0].length];
    for (int i = 0; i < f.length; i++) {
      for (int c = 0; c < f[0].length; c++) {
        double numerator = 0;
        double denominator = 0;
        for (int j = 0; j < g.length; j++) {
          numerator += x[i][j] / y[i][j] * g[j][c];
          denominator += g[j][c];
        }
        next[i][c] = f[i][c] * numerator / denominator;
      }
    }
    return next;
  }

  /** An L1 weight that is added in every iteration to what is kept between them. */
  @ParameterizedTest
  @CsvSource({"50, 0.357", "500, 0.0395"})
  void theL1WeightIsAddedOnce(int iterations, double shrunk) {
    double[][] x = {{1, 1}, {2, 1}, {3, 1.2}, {4, 1}, {5, 0.8}, {6, 1}};
    double[][] dictionary = {{0.4, 0.4}, {0.2, 0.1}}; // Hᵀ
    double l1 = 0.1;
    double[][] w = new double[6][2];
    double level = Math.sqrt(2.25 / 2);
    for (double[] row : w) {
      row[0] = level;
      row[1] = level;
    }
    double[] kept = {0.6, 0.5};
    for (int t = 0; t < iterations; t++) {
      kept[0] += l1;
      kept[1] += l1;
      double[][] y = product(w, transposed(dictionary));
      for (int i = 0; i < 6; i++) {
        double[] numerator = new double[2];
        for (int j = 0; j < 2; j++) {
          for (int c = 0; c < 2; c++) {
            numerator[c] += x[i][j] / y[i][j] * dictionary[j][c];
          }
        }
        w[i][0] *= numerator[0] / kept[0];
        w[i][1] *= numerator[1] / kept[1];
      }
    }
    assertEquals(shrunk, w[0][0], 0.005 * shrunk, "the fault");
    NmfResult ours =
        Nmf.transform(
            DenseMatrix.of(x).transpose(),
            DenseMatrix.of(dictionary),
            multiplicative(2, 5000).penaltyH(new Penalty(l1, 0)));
    assertEquals(2.857142857, ours.h().get(0, 0), 1e-8);
  }

  /**
   * A step of all entries of W at once, each from its own quadratic with the others frozen: with
   * 100 rows, from a small W, every entry makes up for what is missing, and together they pass the
   * minimum ten times over.
   */
  @Test
  void entriesOfWThatShareAPenaltyMoveTogether() {
    var random = new NumpyRandom(1);
    double[][] v = normals(random, 100, 10, 1);
    double[][] w = normals(random, 100, 2, 0.001);
    double[][] h = normals(random, 2, 10, 1);
    double weight = 100;
    double[][] y = product(w, h);
    double[] sigma = new double[2];
    double[] squares = new double[2];
    double[] lambda = new double[2];
    for (int c = 0; c < 2; c++) {
      for (int j = 0; j < 10; j++) {
        sigma[c] += h[c][j];
        squares[c] += j == 0 ? 0 : Math.pow(h[c][j] - h[c][j - 1], 2);
      }
      for (int i = 0; i < 100; i++) {
        lambda[c] += w[i][c];
      }
    }
    double[][] theirs = new double[100][2];
    for (int i = 0; i < 100; i++) {
      for (int c = 0; c < 2; c++) {
        double numerator = 0;
        for (int j = 0; j < 10; j++) {
          numerator += v[i][j] / y[i][j] * h[c][j];
        }
        double a = weight * squares[c];
        double b = sigma[c] + a * (lambda[c] - w[i][c]);
        double phi = w[i][c] * numerator;
        theirs[i][c] = 2 * phi / (b + Math.sqrt(b * b + 4 * a * phi));
      }
    }
    double before = smoothObjective(v, w, h, weight);
    assertTrue(smoothObjective(v, theirs, h, weight) > 3 * before, "their step should rise");
    NmfResult ours =
        Nmf.factorize(
            DenseMatrix.of(v),
            multiplicative(2, 1)
                .model(Model.smooth(weight))
                .start(Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h)), Fixed.H));
    assertEquals(before, ours.trace().getFirst().objective(), 1e-9 * before);
    assertEquals(2884.1852396503086, ours.objective(), 1e-6);
  }

  private static double smoothObjective(double[][] v, double[][] w, double[][] h, double weight) {
    double penalty = 0;
    for (int c = 0; c < h.length; c++) {
      double lambda = 0;
      for (double[] row : w) {
        lambda += row[c];
      }
      double squares = 0;
      for (int j = 1; j < h[c].length; j++) {
        squares += Math.pow(h[c][j] - h[c][j - 1], 2);
      }
      penalty += weight / 2 * lambda * lambda * squares;
    }
    return divergence(v, product(w, h)) + penalty;
  }

  private static double[][] normals(NumpyRandom random, int rows, int columns, double scale) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = scale * Math.abs(random.nextGaussian());
      }
    }
    return a;
  }

  /** Batches of more than half of the columns, of more than all, and of a single column. */
  @ParameterizedTest
  @CsvSource({"9, 5", "9, 8", "9, 9", "9, 100", "1, 1", "1, 5", "2, 1"})
  void batchesOfAnySize(int columns, int batch) {
    DenseMatrix v = positive(7, columns, 3);
    NmfOptions options = multiplicative(2, 20).model(Model.smooth(0.1).withConvex()).seed(2);
    NmfResult whole = Nmf.factorize(v, options);
    NmfResult parts =
        Nmf.factorize(v, options.model(Model.smooth(0.1).withConvex().withBatchSize(batch)));
    assertEquals(0, Matrices.distance(whole.w(), parts.w()), 1e-11);
    assertEquals(0, Matrices.distance(whole.h(), parts.h()), 1e-11);
  }

  /** √(b² + 4aψ) − b loses all digits for a tiny weight; and a weight of 0 is no special case. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 1e-18, 1e-12})
  void aTinyWeightIsNoWeight(double weight) {
    DenseMatrix v = positive(7, 11, 4);
    NmfResult plain = Nmf.factorize(v, multiplicative(3, 30).seed(4));
    NmfResult smooth = Nmf.factorize(v, multiplicative(3, 30).seed(4).model(Model.smooth(weight)));
    assertEquals(0, Matrices.distance(plain.h(), smooth.h()), 1e-9);
    assertEquals(0, Matrices.distance(plain.w(), smooth.w()), 1e-9);
  }

  /** A zero in V, a zero column: neither NaN in the objective nor 0/0 in L. */
  @Test
  void zerosInTheConvexModel() {
    double[][] v = rows(positive(7, 8, 5));
    v[3][2] = 0;
    for (double[] row : v) {
      row[4] = 0;
    }
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(v), multiplicative(3, 30).model(Model.smooth(0.1).withConvex()));
    assertTrue(Double.isFinite(result.objective()) && Double.isFinite(result.kkt()));
    assertTrue(Matrices.isNonnegative(result.l().orElseThrow()));
  }

  /** A run that ends early has its last cost in the trace, not an empty slot. */
  @Test
  void theTraceEndsWithTheLastCost() {
    NmfResult result =
        Nmf.factorize(
            positive(7, 8, 6),
            multiplicative(2, 10_000)
                .model(Model.smooth(0.1))
                .stoppingRule(new StoppingRule.AbsoluteLoss(1e-6))
                .checkEvery(1));
    assertEquals(StopReason.CONVERGED, result.stopReason());
    assertEquals(result.iterations() + 1, result.trace().size());
    assertEquals(result.objective(), result.trace().getLast().objective());
    assertTrue(result.trace().getLast().objective() > 0.1);
  }

  /** What the caller hands over is read, not worked in. */
  @Test
  void whatIsGivenStaysAsItIs() {
    DenseMatrix v = positive(7, 8, 7);
    DenseMatrix w = positive(7, 3, 8);
    DenseMatrix h = positive(3, 8, 9);
    double[][] before = {v.toArray(), w.toArray(), h.toArray()};
    for (Solver solver : new Solver[] {Solver.MULTIPLICATIVE, Solver.HALS, Solver.AUTO}) {
      NmfOptions options =
          NmfOptions.rank(3).solver(solver).initialization(Initialization.custom(w, h));
      Nmf.factorize(v, options.backend("reference"));
      Nmf.transform(v, w, options.backend("reference"));
    }
    assertArrayEquals(before[0], v.toArray());
    assertArrayEquals(before[1], w.toArray());
    assertArrayEquals(before[2], h.toArray());
  }

  /** A negative entry is an error with a given start and a fixed factor, too. */
  @Test
  void negativeEntriesAreAlwaysRefused() {
    DenseMatrix v = positive(4, 5, 10);
    v.set(2, 3, -1);
    DenseMatrix w = positive(4, 2, 11);
    DenseMatrix h = positive(2, 5, 12);
    for (Solver solver : new Solver[] {Solver.MULTIPLICATIVE, Solver.HALS}) {
      NmfOptions options = NmfOptions.rank(2).solver(solver).backend("reference");
      NmfOptions custom = options.initialization(Initialization.custom(w, h));
      assertThrows(InvalidDataException.class, () -> Nmf.factorize(v, custom));
      assertThrows(InvalidDataException.class, () -> Nmf.factorize(v, custom.fixed(Fixed.H)));
      assertThrows(InvalidDataException.class, () -> Nmf.transform(v, w, options));
    }
  }

  private static DenseMatrix positive(int rows, int columns, int seed) {
    var random = new SplittableRandom(seed);
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.1 + random.nextDouble());
      }
    }
    return matrix;
  }

  private static double[][] rows(DenseMatrix a) {
    double[][] rows = new double[a.rows()][a.columns()];
    for (int i = 0; i < a.rows(); i++) {
      a.copyRow(i, 0, a.columns(), rows[i]);
    }
    return rows;
  }

  private static double[][] product(double[][] a, double[][] b) {
    return rows(Matrices.multiply(DenseMatrix.of(a), DenseMatrix.of(b)));
  }

  private static double[][] transposed(double[][] a) {
    return rows(DenseMatrix.of(a).transpose());
  }

  private static double divergence(double[][] v, double[][] y) {
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[i].length; j++) {
        sum += v[i][j] * Math.log(v[i][j] / y[i][j]) - v[i][j] + y[i][j];
      }
    }
    return sum;
  }
}
