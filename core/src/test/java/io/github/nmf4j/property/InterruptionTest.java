package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt at any moment of a run leaves a result that is whole. */
final class InterruptionTest {

  private static final int M = 300;
  private static final int N = 500;
  private static final int K = 12;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mu",
        "hals",
        "e-a-hals",
        "bpp",
        "e-a-hals with weights",
        "bpp with weights",
        "kl",
        "mu-e",
        "cd",
        "beta",
        "smooth",
        "convex",
        "taps",
        "online",
        "held"
      })
  void whatIsGivenBackIsWhole(String name) throws InterruptedException {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    DenseMatrix v = uniform(random, M, N);
    for (int trial = 0; trial < 3; trial++) {
      var begun = new CountDownLatch(1);
      NmfOptions options =
          options(name)
              .backend("reference")
              .maxIterations(1_000_000)
              .stoppingRule(new StoppingRule.None())
              .listener(
                  progress -> {
                    begun.countDown();
                    return true;
                  });
      long nanos = random.nextLong(120_000_000);
      Thread runner = Thread.currentThread();
      var interrupter =
          new Thread(
              () -> {
                try {
                  begun.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                long end = System.nanoTime() + nanos;
                while (System.nanoTime() < end) {
                  LockSupport.parkNanos(end - System.nanoTime());
                }
                runner.interrupt();
              });
      interrupter.start();
      NmfResult result = Nmf.factorize(v, options);
      interrupter.join();
      String what = "seed %d, trial %d".formatted(seed, trial);
      assertTrue(Thread.interrupted(), what + ": the interrupt was swallowed");
      assertEquals(StopReason.INTERRUPTED, result.stopReason(), what);
      assertTrue(Matrices.isNonnegative(result.w()) && Matrices.isNonnegative(result.h()), what);
      double beta = options.loss().beta();
      if (options.model().columnsPerComponent() == 1) {
        double loss = loss(v, Matrices.multiply(result.w(), result.h()), beta);
        assertEquals(loss, result.loss(), 1e-9 * loss, what);
      }
      if (!name.equals("online")) {
        assertTrue(result.objective() <= result.trace().getFirst().objective(), what);
      }
      result
          .l()
          .ifPresent(
              l -> {
                DenseMatrix vl = Matrices.multiply(v, l);
                double distance = Matrices.distance(vl, result.w());
                assertTrue(distance < 1e-9 * Matrices.frobenius(result.w()), what);
              });
      if (name.equals("held")) {
        DenseMatrix support = support();
        for (int i = 0; i < M; i++) {
          for (int c = 0; c < K; c++) {
            assertTrue(support.get(i, c) != 0 || result.w().get(i, c) == 0, what);
          }
        }
      }
    }
  }

  private static NmfOptions options(String name) {
    NmfOptions options = NmfOptions.rank(K);
    NmfOptions kl = options.loss(Loss.KULLBACK_LEIBLER);
    return switch (name) {
      case "mu" -> options.solver(Solver.MULTIPLICATIVE);
      case "hals" -> options.solver(Solver.HALS);
      case "e-a-hals" -> options.solver(Solver.EXTRAPOLATED_HALS).checkEvery(4);
      case "bpp" -> options.solver(Solver.BLOCK_PIVOTING);
      case "e-a-hals with weights" ->
          options.solver(Solver.EXTRAPOLATED_HALS).checkEvery(4).weights(ones());
      case "bpp with weights" -> options.solver(Solver.BLOCK_PIVOTING).weights(ones());
      case "kl" -> kl.solver(Solver.MULTIPLICATIVE);
      case "mu-e" -> kl.solver(Solver.EXTRAPOLATED_MULTIPLICATIVE).checkEvery(3);
      case "cd" -> kl.solver(Solver.COORDINATE_DESCENT);
      case "beta" -> options.loss(new Loss(0.5)).solver(Solver.MULTIPLICATIVE);
      case "smooth" -> kl.model(new Model.Smooth(10, 0, false, false, 0));
      case "convex" -> kl.model(new Model.Smooth(10, 0, false, false, 0).withConvex());
      case "taps" -> kl.model(new Model.Convolutive(3, Model.Boundary.SAME));
      case "online" -> kl.online(Online.DEFAULT.withBatchSize(100));
      case "held" -> options.solver(Solver.HALS).supportW(support());
      default -> throw new AssertionError(name);
    };
  }

  private static DenseMatrix ones() {
    double[][] ones = new double[M][N];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    return DenseMatrix.of(ones);
  }

  private static DenseMatrix support() {
    DenseMatrix support = DenseMatrix.allocate(M, K, Precision.DOUBLE);
    for (int i = 0; i < M; i++) {
      for (int c = 0; c < K; c++) {
        support.set(i, c, (i + c) % 3 == 0 ? 0 : 1);
      }
    }
    return support;
  }

  private static double loss(DenseMatrix v, DenseMatrix y, double beta) {
    double sum = 0;
    for (int i = 0; i < v.rows(); i++) {
      for (int j = 0; j < v.columns(); j++) {
        double x = v.get(i, j);
        double z = y.get(i, j);
        if (beta == 2) {
          sum += (x - z) * (x - z) / 2;
        } else if (beta == 1) {
          sum += x * Math.log(x / z) - x + z;
        } else {
          sum +=
              (Math.pow(x, beta)
                      + (beta - 1) * Math.pow(z, beta)
                      - beta * x * Math.pow(z, beta - 1))
                  / (beta * (beta - 1));
        }
      }
    }
    return sum;
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
}
