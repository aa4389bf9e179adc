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
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The smooth model under l1 and l2 penalties, weights and missing entries. */
final class SmoothConstraintsTest {

  private static NmfOptions options(int rank, double weight) {
    return NmfOptions.rank(rank)
        .model(Model.smooth(weight).withSparsity(0.05))
        .loss(Loss.KULLBACK_LEIBLER)
        .backend("reference")
        .maxIterations(25)
        .checkEvery(1)
        .stoppingRule(new StoppingRule.Kkt(0));
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

  private static double[][] mask(SplittableRandom random, int rows, int columns) {
    double[][] m = new double[rows][columns];
    for (double[] row : m) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(4) == 0 ? 0 : 1;
      }
    }
    return m;
  }

  /** What is minimised, written down once more, entry by entry. */
  private static final class Objective {
    private final double[][] v;
    private final double[][] m;
    private final double weight;
    private final double sparsity;
    private final Penalty ofW;
    private final Penalty ofH;

    Objective(
        double[][] v, double[][] m, double weight, double sparsity, Penalty ofW, Penalty ofH) {
      this.v = v;
      this.m = m;
      this.weight = weight;
      this.sparsity = sparsity;
      this.ofW = ofW;
      this.ofH = ofH;
    }

    double of(DenseMatrix w, DenseMatrix h) {
      DenseMatrix y = Matrices.multiply(w, h);
      double sum = 0;
      for (int i = 0; i < v.length; i++) {
        for (int j = 0; j < v[i].length; j++) {
          double x = v[i][j];
          double d = y.get(i, j) - x + (x == 0 ? 0 : x * Math.log(x / y.get(i, j)));
          sum += m[i][j] == 0 ? 0 : m[i][j] * d;
        }
      }
      for (int c = 0; c < h.rows(); c++) {
        double lambda = 0;
        for (int i = 0; i < w.rows(); i++) {
          lambda += w.get(i, c);
        }
        for (int j = 0; j < h.columns(); j++) {
          double change = j == 0 ? 0 : h.get(c, j) - h.get(c, j - 1);
          sum += weight / 2 * lambda * lambda * change * change;
          sum += sparsity * lambda * h.get(c, j);
        }
      }
      return sum + penalty(w, ofW) + penalty(h, ofH);
    }

    private static double penalty(DenseMatrix f, Penalty penalty) {
      double sum = 0;
      for (double x : f.toArray()) {
        sum += penalty.l1() * x + penalty.l2() / 2 * x * x;
      }
      return sum;
    }

    /** min(x, slope)/size of every entry, by differences of the objective. */
    double residual(DenseMatrix w, DenseMatrix h) {
      double worst = 0;
      for (DenseMatrix f : new DenseMatrix[] {w, h}) {
        for (int i = 0; i < f.rows(); i++) {
          for (int j = 0; j < f.columns(); j++) {
            double x = f.get(i, j);
            double step = 1e-6 * Math.max(x, 1e-2);
            f.set(i, j, x + step);
            double above = of(w, h);
            f.set(i, j, Math.max(0, x - step));
            double below = of(w, h);
            double slope = (above - below) / (x + step - Math.max(0, x - step));
            f.set(i, j, x);
            worst = Math.max(worst, Math.abs(Math.min(x, slope)));
          }
        }
      }
      return worst;
    }
  }

  /**
   * The end is a stationary point of the objective as it is documented. Penalties are on both
   * factors: on one alone there is no minimum, the other one grows for ever.
   */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0, 0, 0, 0, false",
    "0.3, 0, 0.5, 0.4, 0.2, false",
    "0.3, 0.3, 0, 0, 0.2, false",
    "0.3, 0.3, 0.5, 0.4, 0.2, false",
    "5, 0, 2, 0.1, 0.2, false",
    "0.3, 0, 0, 0, 0, true",
    "0.3, 0.3, 0.5, 0.4, 0.2, true",
    "0, 0.1, 0.5, 0.4, 0.2, true"
  })
  void endsInAStationaryPoint(
      double weight, double l1W, double l2W, double l1H, double l2H, boolean weighted) {
    var random = new SplittableRandom(61);
    double[][] v = uniform(random, 9, 12);
    double[][] m = new double[9][12];
    for (double[] row : m) {
      for (int j = 0; j < 12; j++) {
        row[j] = weighted ? (random.nextInt(4) == 0 ? 0 : 0.2 + random.nextDouble()) : 1;
      }
    }
    var ofW = new Penalty(l1W, l2W);
    var ofH = new Penalty(l1H, l2H);
    NmfOptions options =
        options(2, weight)
            .penaltyW(ofW)
            .penaltyH(ofH)
            .maxIterations(100_000)
            .checkEvery(50)
            .stoppingRule(new StoppingRule.Kkt(1e-8));
    NmfResult result =
        Nmf.factorize(DenseMatrix.of(v), weighted ? options.weights(DenseMatrix.of(m)) : options);
    assertEquals(StopReason.CONVERGED, result.stopReason(), () -> "KKT " + result.kkt());
    var objective = new Objective(v, m, weight, 0.05, ofW, ofH);
    double expected = objective.of(result.w(), result.h());
    assertEquals(expected, result.objective(), 1e-10 * expected, "objective");
    double residual = objective.residual(result.w(), result.h());
    assertTrue(residual < 1e-4, () -> "residual " + residual);
  }

  static IntStream seeds() {
    int first = Integer.getInteger("nmf.test.seed", 8000);
    return IntStream.range(first, first + 40);
  }

  /**
   * Up to 220 rows, weights and penalties over decades, iteration by iteration, both precisions.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theWeightedObjectiveNeverRises(int seed) {
    var random = new SplittableRandom(seed);
    int rows = 1 + random.nextInt(random.nextInt(3) == 0 ? 220 : 30);
    int columns = 1 + random.nextInt(40);
    double[][] m = mask(random, rows, columns);
    double[][] v = new double[rows][columns];
    double size = 0;
    m[0][0] = 1;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        m[i][j] *= Math.exp(3 * random.nextGaussian());
        v[i][j] = random.nextInt(6) == 0 ? 0 : Math.exp(2 * random.nextGaussian());
        size += m[i][j] * v[i][j];
      }
    }
    v[0][0] = 1;
    NmfOptions options =
        options(1 + random.nextInt(5), Math.pow(10, random.nextInt(-5, 4)))
            .weights(DenseMatrix.of(m))
            .penaltyW(penalty(random))
            .penaltyH(penalty(random))
            .maxIterations(12);
    for (Precision precision : Precision.values()) {
      double slack = precision == Precision.DOUBLE ? 1e-12 : 1e-5;
      NmfResult result = Nmf.factorize(DenseMatrix.of(v), options.precision(precision));
      double before = Double.POSITIVE_INFINITY;
      double all = size + result.trace().getFirst().objective();
      for (TracePoint point : result.trace()) {
        double old = before;
        assertTrue(
            point.objective() <= old + slack * all,
            () -> "%s: %s to %s".formatted(options, old, point.objective()));
        before = point.objective();
      }
    }
  }

  private static Penalty penalty(SplittableRandom random) {
    return random.nextBoolean()
        ? Penalty.NONE
        : new Penalty(Math.pow(10, random.nextInt(-3, 4)), Math.pow(10, random.nextInt(-3, 4)));
  }

  /** Weights of 1 take another way to the same iterates. */
  @Test
  void weightsOfOneAreNoWeights() {
    var random = new SplittableRandom(62);
    DenseMatrix v = DenseMatrix.of(uniform(random, 30, 17));
    double[][] ones = new double[30][17];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 1);
    }
    NmfOptions options = options(3, 0.4).penaltyW(new Penalty(0.2, 0)).maxIterations(40);
    NmfResult plain = Nmf.factorize(v, options);
    NmfResult weighted = Nmf.factorize(v, options.weights(DenseMatrix.of(ones)));
    assertTrue(Matrices.distance(plain.w(), weighted.w()) < 1e-10, "W");
    assertTrue(Matrices.distance(plain.h(), weighted.h()) < 1e-10, "H");
    assertEquals(plain.objective(), weighted.objective(), 1e-11 * plain.objective());
    assertEquals(plain.kkt(), weighted.kkt(), 1e-9);
    // nor do they have a unit, but for the penalties beside them
    NmfOptions without = options(3, 0.4);
    NmfResult unit = Nmf.factorize(v, without.weights(DenseMatrix.of(ones)));
    NmfResult eight =
        Nmf.factorize(
            v,
            without
                .model(Model.smooth(8 * 0.4).withSparsity(8 * 0.05))
                .weights(DenseMatrix.of(ones).copy(Precision.DOUBLE, 8)));
    assertArrayEquals(unit.w().toArray(), eight.w().toArray());
    assertEquals(8 * unit.objective(), eight.objective());
  }

  /** Whatever stands where nothing is observed, in fits and in transforms. */
  @Test
  void whatIsHiddenChangesNoBit() {
    var random = new SplittableRandom(63);
    double[][] m = mask(random, 14, 15);
    double[][] v = uniform(random, 14, 15);
    NmfResult first = null;
    NmfResult firstH = null;
    for (double hidden : new double[] {1, 0, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[][] spoiled = new double[14][15];
      for (int i = 0; i < 14; i++) {
        for (int j = 0; j < 15; j++) {
          spoiled[i][j] = m[i][j] == 0 ? hidden : v[i][j];
        }
      }
      DenseMatrix matrix = DenseMatrix.of(spoiled);
      NmfOptions options =
          Double.isNaN(hidden)
              ? options(3, 0.5).missing(Missing.NAN)
              : options(3, 0.5).weights(DenseMatrix.of(m));
      NmfResult result = Nmf.factorize(matrix, options);
      first = first == null ? result : first;
      assertArrayEquals(first.w().toArray(), result.w().toArray(), "W, hidden " + hidden);
      assertArrayEquals(first.h().toArray(), result.h().toArray(), "H, hidden " + hidden);
      NmfResult h = Nmf.transform(matrix, first.w(), options);
      firstH = firstH == null ? h : firstH;
      assertArrayEquals(firstH.h().toArray(), h.h().toArray(), "transform, hidden " + hidden);
    }
  }

  /** A column that nothing is known of lies between its neighbours. */
  @Test
  void aMissingColumnIsFilledIn() {
    var random = new SplittableRandom(64);
    double[][] v = uniform(random, 8, 9);
    for (double[] row : v) {
      row[4] = Double.NaN;
    }
    NmfOptions options =
        NmfOptions.rank(2)
            .model(Model.smooth(1))
            .loss(Loss.KULLBACK_LEIBLER)
            .backend("reference")
            .missing(Missing.NAN)
            .maxIterations(5000)
            .stoppingRule(new StoppingRule.Kkt(1e-10));
    NmfResult result = Nmf.factorize(DenseMatrix.of(v), options);
    for (int c = 0; c < 2; c++) {
      double middle = (result.h().get(c, 3) + result.h().get(c, 5)) / 2;
      assertEquals(middle, result.h().get(c, 4), 1e-6 * (1 + middle), "component " + c);
    }
  }

  /** Without smoothness it is the plain model, penalties and all. */
  @Test
  void withoutSmoothnessItIsThePlainModel() {
    var random = new SplittableRandom(65);
    DenseMatrix v = DenseMatrix.of(uniform(random, 10, 8));
    DenseMatrix w = DenseMatrix.of(uniform(random, 10, 2));
    NmfOptions options =
        NmfOptions.rank(2)
            .loss(Loss.KULLBACK_LEIBLER)
            .backend("reference")
            .penaltyH(new Penalty(0.3, 0.6))
            .weights(DenseMatrix.of(mask(random, 10, 8)))
            .maxIterations(20_000)
            .stoppingRule(new StoppingRule.Kkt(1e-9));
    NmfResult plain = Nmf.transform(v, w, options);
    NmfResult smooth = Nmf.transform(v, w, options.model(Model.smooth(0)));
    assertTrue(Matrices.distance(plain.h(), smooth.h()) < 1e-6, "H");
    assertEquals(plain.objective(), smooth.objective(), 1e-9 * plain.objective());
  }

  @Test
  void whatHasNoStepIsRefused() {
    NmfOptions options = options(2, 1);
    Model.Smooth smooth = Model.smooth(1);
    refused(
        "squares of W tie all entries of L together",
        options.model(smooth.withConvex()).penaltyW(new Penalty(0, 1)));
    refused(
        "columns of sum 1 leave a penalty on W nothing to shrink",
        options.model(smooth.withUnitSum()).penaltyW(new Penalty(1, 0)));
    refused(
        "needs every entry of V to be observed",
        options.model(smooth.withConvex()).missing(Missing.NAN));
    refused(
        "no step that keeps the columns of W at sum 1",
        options.model(smooth.withUnitSum()).missing(Missing.NAN));
    DenseMatrix w = DenseMatrix.of(new double[][] {{1, 1}});
    refused(
        "columns of sum 1 would change the fixed W",
        options.model(smooth.withUnitSum()).start(new Initialization.Custom(w, null), Fixed.W));
  }

  private static void refused(String message, NmfOptions options) {
    var thrown = assertThrows(IllegalArgumentException.class, options::requireConsistent);
    assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown::getMessage);
  }
}
