package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with weights descend, and do not mistake rounding for a rise. */
final class WeightedDescentTest {

  private static final double[] BETAS = {-1, 0, 0.5, 1, 1.5, 2, 3};

  static IntStream seeds() {
    int first = Integer.getInteger("nmf.test.seed", 2000);
    return IntStream.range(first, first + 42);
  }

  /** Every β in turn, dense and sparse, wide weights, penalties; float and double. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theWeightedObjectiveNeverRises(int seed) {
    var random = new SplittableRandom(seed);
    double beta = BETAS[seed % BETAS.length];
    int rows = 1 + random.nextInt(40);
    int columns = 1 + random.nextInt(30);
    boolean sparse = random.nextBoolean();
    double[][] m = Weighted.mask(random, rows, columns, sparse ? 0.3 : 0.7);
    m[0][0] = 1;
    double[][] v = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        m[i][j] *= Math.exp(3 * random.nextGaussian());
        boolean zero = beta > 0 && random.nextInt(6) == 0;
        v[i][j] = zero ? 0 : Math.exp(2 * random.nextGaussian());
      }
    }
    v[0][0] = 1;
    Penalty penalty =
        random.nextBoolean()
            ? Penalty.NONE
            : new Penalty(Math.pow(10, random.nextInt(-3, 3)), Math.pow(10, random.nextInt(-3, 3)));
    Matrix data = sparse ? Weighted.stored(v, m) : DenseMatrix.of(v);
    Matrix weights = sparse ? Weighted.stored(m, m) : DenseMatrix.of(m);
    for (Precision precision : Precision.values()) {
      for (Solver solver : Solver.values()) {
        if (solver == Solver.AUTO || solver.refusal(new Loss(beta)).isPresent()) {
          continue;
        }
        NmfResult result =
            Nmf.factorize(
                data,
                Weighted.everyIteration(1 + random.nextInt(5), beta, 12)
                    .solver(solver)
                    .precision(precision)
                    .weights(weights)
                    .penaltyW(penalty)
                    .penaltyH(penalty));
        double slack = precision == Precision.DOUBLE ? 1e-12 : 1e-5;
        double before = Double.POSITIVE_INFINITY;
        for (TracePoint point : result.trace()) {
          double old = before;
          assertTrue(
              point.objective()
                  <= old + slack * (result.trace().getFirst().objective() + size(v, m, beta)),
              () ->
                  "beta %s %s sparse=%s: %s to %s in iteration %d"
                      .formatted(beta, solver, sparse, old, point.objective(), point.iteration()));
          before = point.objective();
        }
        assertTrue(Matrices.isNonnegative(result.w()) && Matrices.isNonnegative(result.h()));
      }
    }
  }

  private static double size(double[][] v, double[][] m, double beta) {
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[0].length; j++) {
        sum += v[i][j] == 0 ? 0 : m[i][j] * Math.pow(v[i][j], beta);
      }
    }
    return sum;
  }

  /**
   * Near a minimum the objective moves by less than its rounding. That is no rise, and no reason to
   * step back: it would cost an iteration and the momentum again and again.
   */
  @ParameterizedTest
  @CsvSource({
    "EXTRAPOLATED_MULTIPLICATIVE,1,FLOAT",
    "EXTRAPOLATED_MULTIPLICATIVE,1,DOUBLE",
    "EXTRAPOLATED_HALS,2,FLOAT",
    "EXTRAPOLATED_HALS,2,DOUBLE"
  })
  void roundingIsNoReasonToRestart(Solver solver, double beta, Precision precision) {
    var random = new SplittableRandom(39);
    DenseMatrix v =
        Matrices.multiply(
            DenseMatrix.of(Weighted.uniform(random, 25, 3)),
            DenseMatrix.of(Weighted.uniform(random, 3, 20)));
    double[][] noise = Weighted.uniform(random, 25, 20);
    for (int i = 0; i < 25; i++) {
      for (int j = 0; j < 20; j++) {
        v.set(i, j, v.get(i, j) + 0.1 * noise[i][j]);
      }
    }
    NmfResult result =
        Nmf.factorize(
            v,
            Weighted.options(3, beta)
                .solver(solver)
                .weights(DenseMatrix.of(Weighted.uniform(random, 25, 20)))
                .precision(precision)
                .maxIterations(6000)
                .stoppingRule(new StoppingRule.Kkt(0)));
    long late = result.restarts().stream().filter(iteration -> iteration > 3000).count();
    int looks = solver == Solver.EXTRAPOLATED_HALS ? 3000 : 300; // at every or every tenth iterate
    // one in ten looks, and not every second one
    assertTrue(10 * late <= looks, () -> "%d restarts in %d looks".formatted(late, looks));
  }
}
