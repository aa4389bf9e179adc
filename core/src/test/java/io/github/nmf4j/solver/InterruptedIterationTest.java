package io.github.nmf4j.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A long iteration that an interrupt breaks off leaves the factors of the one before. */
final class InterruptedIterationTest {

  private static final int M = 13;
  private static final int N = 17;
  private static final int K = 3;

  /** Long enough for an iteration to be one that may be broken off. */
  private static final long NANOS = 25_000_000;

  /** Interrupts the thread at one of the steps. */
  private static final class Interrupting implements Updates {
    private final Updates updates;
    private final boolean interrupts;
    private int stepsLeft;

    Interrupting(Updates updates, int stepsLeft) {
      this.updates = updates;
      this.stepsLeft = stepsLeft;
      this.interrupts = stepsLeft < Integer.MAX_VALUE;
    }

    private void step() {
      if (stepsLeft-- == 0) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void start(double objective) {
      updates.start(objective);
    }

    @Override
    public void beginH() {
      long end = System.nanoTime() + NANOS;
      while (interrupts
          && System.nanoTime() < end) { // after an interrupt the first one returns at once
        LockSupport.parkNanos(end - System.nanoTime());
      }
      updates.beginH();
    }

    @Override
    public void updateH(int p) {
      step();
      updates.updateH(p);
    }

    @Override
    public void beginStatistics() {
      updates.beginStatistics();
    }

    @Override
    public void addStatistics(int p) {
      step();
      updates.addStatistics(p);
    }

    @Override
    public boolean statisticsDependOnW() {
      return updates.statisticsDependOnW();
    }

    @Override
    public boolean updatesWByPanel() {
      return updates.updatesWByPanel();
    }

    @Override
    public boolean isSettled() {
      return updates.isSettled();
    }

    @Override
    public List<Factor> furtherFactors() {
      return updates.furtherFactors();
    }

    @Override
    public void factorsRestored() {
      updates.factorsRestored();
    }

    @Override
    public void updateW() {
      updates.updateW();
      step(); // found by whatever comes next, which may be the loss of these factors
    }

    @Override
    public boolean accept(boolean looks) {
      return updates.accept(looks);
    }

    @Override
    public double loss() {
      return updates.loss();
    }

    @Override
    public double kktW() {
      return updates.kktW();
    }

    @Override
    public double kktH() {
      return updates.kktH();
    }
  }

  private record Run(DenseMatrix w, DenseMatrix h, AlternatingLoop.Outcome outcome) {}

  @ParameterizedTest
  @EnumSource(PanelsTest.Algorithm.class)
  void theFactorsOfTheIterationBeforeAreTheResult(PanelsTest.Algorithm algorithm) {
    int steps = 5; // two panels: twice updateH, twice addStatistics, updateW
    for (int at = 0; at < 3 * steps; at++) {
      int finished = at / steps;
      Run broken = run(algorithm, at, 10);
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      assertEquals(StopReason.INTERRUPTED, broken.outcome().reason());
      assertEquals(finished, broken.outcome().iterations());
      Run whole = run(algorithm, Integer.MAX_VALUE, finished);
      String what = "%s, interrupted at step %d".formatted(algorithm, at);
      assertTrue(Matrices.distance(whole.w(), broken.w()) < 1e-12, what + ": W");
      assertTrue(Matrices.distance(whole.h(), broken.h()) < 1e-12, what + ": H");
      assertEquals(
          whole.outcome().loss(), broken.outcome().loss(), 1e-12 * whole.outcome().loss(), what);
      assertEquals(whole.outcome().kktW(), broken.outcome().kktW(), 1e-9, what);
      assertEquals(whole.outcome().kktH(), broken.outcome().kktH(), 1e-9, what);
      assertEquals(whole.outcome().restarts(), broken.outcome().restarts(), what);
      assertEquals(finished, broken.outcome().trace().getLast().iteration(), what);
      assertEquals(whole.outcome().trace().size(), broken.outcome().trace().size(), what);
    }
  }

  private static Run run(PanelsTest.Algorithm algorithm, int interruptedAt, int iterations) {
    var random = new SplittableRandom(31);
    try (Backend backend = Backends.select("reference", 1).backend();
        Session session = backend.newSession(Precision.DOUBLE)) {
      Data v = session.upload(uniform(random, M, N), 1, 9);
      Factor w = session.newFactor(M, K);
      Factor h = session.newFactor(N, K);
      session.write(w, uniform(random, M, K));
      session.write(h, uniform(random, N, K));
      var problem =
          new Problem(session, v, w, h, algorithm.beta(), 0.01, 0.02, 0.03, 0.01, Fixed.NONE);
      NmfOptions options =
          NmfOptions.rank(K)
              .exponent(Exponent.ONE_GUARDED)
              .maxIterations(iterations)
              .checkEvery(1)
              .stoppingRule(new StoppingRule.RelativeLoss(0, 1));
      Updates updates = new Interrupting(algorithm.updates(problem), interruptedAt);
      AlternatingLoop.Outcome outcome =
          new AlternatingLoop(problem, updates, options, new Scaling(1, 1, 1)).run();
      DenseMatrix resultW = DenseMatrix.allocate(M, K, Precision.DOUBLE);
      DenseMatrix resultH = DenseMatrix.allocate(N, K, Precision.DOUBLE);
      session.read(w, resultW);
      session.read(h, resultH);
      return new Run(resultW, resultH, outcome);
    }
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
