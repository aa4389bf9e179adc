package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The penalised objective never rises, half-step by half-step: one iteration of a problem with one
 * factor held fixed is one half-step, and alternating such runs are the iterations of the whole.
 * Shapes, ranks, scales, penalties and zeros are drawn; the seed is in the test's name.
 */
final class MonotoneTest {

  private static final double[] BETAS = {-1, 0, 0.5, 1, 1.5, 2, 3};
  private static final double[] SCALES = {1e-12, 1e-6, 1, 1e6, 1e12};

  /** The algorithms that minimise this loss. */
  private static Solver fitting(SplittableRandom random, Loss loss) {
    List<Solver> fitting =
        Arrays.stream(Solver.values())
            .filter(s -> s != Solver.AUTO && s.refusal(loss).isEmpty())
            .toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  static IntStream seeds() {
    int first = Integer.getInteger("nmf.test.seed", 1000);
    return IntStream.range(first, first + 120);
  }

  /** A random problem: everything that a seed decides. */
  private record Draw(
      Matrix v, DenseMatrix w, DenseMatrix h, Loss loss, Solver solver, Penalty pw, Penalty ph) {

    static Draw of(int seed, Precision precision) {
      var random = new SplittableRandom(seed);
      int m = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(random.nextInt(4) == 0 ? 220 : 40);
      int n = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(60);
      int k = 1 + random.nextInt(8);
      double beta = BETAS[random.nextInt(BETAS.length)];
      double scale = SCALES[random.nextInt(SCALES.length)];
      boolean sparse = beta > 0 && random.nextBoolean();
      double[][] v = new double[m][n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          boolean zero = beta > 0 && (sparse ? random.nextInt(4) != 0 : random.nextInt(10) == 0);
          boolean emptied = beta > 0 && ((m > 4 && i == 2) || (n > 4 && j == 3));
          v[i][j] = zero || emptied ? 0 : scale * Math.exp(2 * random.nextGaussian());
        }
      }
      DenseMatrix dense = DenseMatrix.of(v).copy(precision, 1);
      double unit = Math.pow(scale, beta);
      return new Draw(
          sparse ? SparseMatrix.ofDense(dense) : dense,
          uniform(random, m, k, Math.sqrt(scale)),
          uniform(random, k, n, Math.sqrt(scale)),
          new Loss(beta),
          fitting(random, new Loss(beta)),
          penalty(random, unit, Math.sqrt(scale)),
          penalty(random, unit, Math.sqrt(scale)));
    }

    private static DenseMatrix uniform(
        SplittableRandom random, int rows, int columns, double scale) {
      double[][] a = new double[rows][columns];
      for (double[] row : a) {
        for (int j = 0; j < columns; j++) {
          row[j] = scale * (0.01 + random.nextDouble());
        }
      }
      return DenseMatrix.of(a);
    }

    /** None, or six decades of each weight, in units in which they matter. */
    private static Penalty penalty(SplittableRandom random, double unit, double factor) {
      double l1 = random.nextInt(2) == 0 ? 0 : Math.pow(10, random.nextInt(-3, 4));
      double l2 = random.nextInt(2) == 0 ? 0 : Math.pow(10, random.nextInt(-3, 4));
      return new Penalty(l1 * unit / factor, l2 * unit / (factor * factor));
    }

    NmfOptions options() {
      return NmfOptions.rank(w.columns())
          .loss(loss)
          .solver(solver)
          .penaltyW(pw)
          .penaltyH(ph)
          .initialization(Initialization.custom(w, h))
          .maxIterations(12)
          .checkEvery(1)
          // a rule that is never met: the trace then has every iteration
          .stoppingRule(new StoppingRule.Kkt(0))
          .backend("reference");
    }

    @Override
    public String toString() {
      return "%s k=%d %s %s %s %s".formatted(v, w.columns(), loss, solver, pw, ph);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void iterationsInDouble(int seed) {
    Draw draw = Draw.of(seed, Precision.DOUBLE);
    check(draw, draw.options(), 1e-12);
    if (draw.solver() != Solver.EXTRAPOLATED_HALS && draw.solver() != Solver.JOINT_MULTIPLICATIVE) {
      check(draw, draw.options().updateOrder(UpdateOrder.W_THEN_H), 1e-12);
    }
    if (draw.loss().beta() < 1 || draw.loss().beta() > 2) {
      check(draw, draw.options().exponent(Exponent.ONE_GUARDED), 1e-12);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void iterationsInFloat(int seed) {
    Draw draw = Draw.of(seed, Precision.FLOAT);
    check(draw, draw.options().precision(Precision.FLOAT), 1e-5);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void halfSteps(int seed) {
    Draw draw = Draw.of(seed, Precision.DOUBLE);
    DenseMatrix w = draw.w();
    DenseMatrix h = draw.h();
    // a heavy L1 empties a factor; nothing moves from there, and such a start is refused
    for (int t = 0; t < 4 && w.summary().maximum() > 0 && h.summary().maximum() > 0; t++) {
      NmfOptions one = draw.options().maxIterations(1);
      h = check(draw, one.start(Initialization.custom(w, h), Fixed.W), 1e-12).h();
      if (h.summary().maximum() > 0) {
        w = check(draw, one.start(Initialization.custom(w, h), Fixed.H), 1e-12).w();
      }
    }
  }

  private static NmfResult check(Draw draw, NmfOptions options, double slack) {
    NmfResult result = Nmf.factorize(draw.v(), options);
    assertTrue(Matrices.isNonnegative(result.w()), () -> "W of " + draw);
    assertTrue(Matrices.isNonnegative(result.h()), () -> "H of " + draw);
    double previous = Double.POSITIVE_INFINITY;
    // rounding counts with the size of the terms that the objective is made of
    double size = result.trace().getFirst().objective() + magnitude(draw);
    for (TracePoint point : result.trace()) {
      double before = previous;
      assertTrue(
          point.objective() <= before + slack * size,
          () ->
              "%s: objective rose from %s to %s in iteration %d"
                  .formatted(draw, before, point.objective(), point.iteration()));
      previous = point.objective();
    }
    return result;
  }

  private static double magnitude(Draw draw) {
    double sum = 0;
    for (int i = 0; i < draw.v().rows(); i++) {
      for (int j = 0; j < draw.v().columns(); j++) {
        double v = draw.v().get(i, j);
        sum += v == 0 ? 0 : Math.pow(v, draw.loss().beta());
      }
    }
    return sum;
  }
}
