package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Smooth and smooth convex NMF: the penalised objective never rises, for up to 220 rows, weights
 * over eight decades, penalties over seven, zeros, empty rows and columns, a single column; batches
 * change nothing.
 */
final class SmoothMonotoneTest {

  static IntStream seeds() {
    int first = Integer.getInteger("nmf.test.seed", 3000);
    return IntStream.range(first, first + 60);
  }

  private record Draw(
      Matrix v, int rank, Model.Smooth model, Penalty penaltyW, Penalty penaltyH, int seed) {

    static Draw of(int seed, Precision precision) {
      var random = new SplittableRandom(seed);
      int m = 1 + random.nextInt(random.nextInt(3) == 0 ? 220 : 40);
      int n = random.nextInt(10) == 0 ? 1 : 1 + random.nextInt(60);
      double scale = Math.pow(10, random.nextInt(-6, 7));
      boolean sparse = random.nextBoolean();
      double[][] v = new double[m][n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          boolean zero = sparse ? random.nextInt(4) != 0 : random.nextInt(10) == 0;
          boolean emptied = (m > 4 && i == 2) || (n > 4 && j == 3);
          v[i][j] = zero || emptied ? 0 : scale * Math.exp(2 * random.nextGaussian());
        }
      }
      v[0][0] = scale;
      DenseMatrix dense = DenseMatrix.of(v).copy(precision, 1);
      // the penalty grows with the square of V, the loss with V
      double weight = Math.pow(10, random.nextInt(-5, 4)) / scale;
      int rank = 1 + random.nextInt(8);
      var model =
          new Model.Smooth(
              random.nextInt(8) == 0 ? 0 : weight,
              random.nextBoolean() ? 0 : random.nextDouble(),
              random.nextBoolean(),
              random.nextBoolean(),
              0);
      double level = Math.sqrt(scale);
      Penalty ofW = penalty(random, level);
      return new Draw(
          sparse ? SparseMatrix.ofDense(dense) : dense,
          rank,
          model,
          model.unitSum() ? Penalty.NONE : model.convex() ? new Penalty(ofW.l1(), 0) : ofW,
          penalty(random, level),
          seed);
    }

    /** None in every other draw, else seven decades around what matters; factors are of a level. */
    private static Penalty penalty(SplittableRandom random, double level) {
      return random.nextBoolean()
          ? Penalty.NONE
          : new Penalty(
              random.nextInt(4) == 0 ? 0 : level * Math.pow(10, random.nextInt(-3, 4)),
              random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextInt(-3, 4)));
    }

    NmfOptions options() {
      return NmfOptions.rank(rank)
          .model(model)
          .penaltyW(penaltyW)
          .penaltyH(penaltyH)
          .loss(Loss.KULLBACK_LEIBLER)
          .seed(seed)
          .maxIterations(12)
          .checkEvery(1)
          .stoppingRule(new StoppingRule.Kkt(0))
          .backend("reference");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void iterationsInDouble(int seed) {
    Draw draw = Draw.of(seed, Precision.DOUBLE);
    for (UpdateOrder order : UpdateOrder.values()) {
      check(draw, draw.options().updateOrder(order), 1e-12);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void iterationsInFloat(int seed) {
    Draw draw = Draw.of(seed, Precision.FLOAT);
    check(draw, draw.options(), 1e-5);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void halfSteps(int seed) {
    Draw draw = Draw.of(seed, Precision.DOUBLE);
    Model.Smooth drawn = draw.model();
    var free = new Model.Smooth(drawn.weight(), drawn.sparsity(), false, false, 0);
    NmfOptions one = draw.options().model(free).maxIterations(1);
    NmfResult start = Nmf.factorize(draw.v(), one.maxIterations(0));
    DenseMatrix w = start.w();
    DenseMatrix h = start.h();
    for (int t = 0; t < 4; t++) {
      h = check(draw, one.start(Initialization.custom(w, h), Fixed.W), 1e-12).h();
      w = check(draw, one.start(Initialization.custom(w, h), Fixed.H), 1e-12).w();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void batchesGiveTheSame(int seed) {
    Draw draw = Draw.of(seed, Precision.DOUBLE);
    int batch = 1 + seed % 7;
    NmfResult whole = Nmf.factorize(draw.v(), draw.options());
    NmfResult parts =
        Nmf.factorize(draw.v(), draw.options().model(draw.model().withBatchSize(batch)));
    for (int t = 0; t < whole.trace().size(); t++) {
      double expected = whole.trace().get(t).objective();
      assertEquals(expected, parts.trace().get(t).objective(), 1e-11 * expected);
    }
    assertTrue(Matrices.distance(whole.w(), parts.w()) < 1e-9, "W");
    assertTrue(Matrices.distance(whole.h(), parts.h()) < 1e-9, "H");
    whole.l().ifPresent(l -> assertTrue(Matrices.distance(l, parts.l().orElseThrow()) < 1e-9, "L"));
  }

  private static NmfResult check(Draw draw, NmfOptions options, double slack) {
    NmfResult result = Nmf.factorize(draw.v(), options);
    assertTrue(Matrices.isNonnegative(result.w()), () -> "W of " + draw);
    assertTrue(Matrices.isNonnegative(result.h()), () -> "H of " + draw);
    assertTrue(Double.isFinite(result.kkt()), () -> "KKT of " + draw);
    double previous = Double.POSITIVE_INFINITY;
    double size = result.trace().getFirst().objective() + draw.v().summary().sum();
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
}
