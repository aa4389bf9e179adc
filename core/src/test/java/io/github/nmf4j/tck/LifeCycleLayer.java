package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Ownership, shapes and closing: always an exception, never a crash. */
abstract class LifeCycleLayer extends Layer {

  private static final Matrix V = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  /** Every operation once, on these operands: W is 2 × 2, H is 3 × 2. */
  private static List<Executable> operations(Session session, Data v, Factor w, Factor h, Gram s) {
    var step = RatioStep.monotone(1, 0, 0);
    var list = new ArrayList<Executable>();
    list.add(() -> session.gram(w, s));
    list.add(() -> session.addGram(w, s));
    list.add(() -> session.cross(v, Side.ROWS, h, w));
    list.add(() -> session.addCross(v, Side.COLUMNS, w, h));
    list.add(() -> session.klCross(v, Side.ROWS, w, h, w));
    list.add(() -> session.addKlCross(v, Side.COLUMNS, h, w, h));
    list.add(() -> session.betaCross(v, Side.ROWS, w, h, 0.5, w, w));
    list.add(() -> session.addBetaCross(v, Side.COLUMNS, h, w, 0.5, h, h));
    list.add(() -> session.weightedCross(v, v, Side.ROWS, w, h, 0.5, w, w));
    list.add(() -> session.addWeightedCross(v, v, Side.COLUMNS, h, w, 0.5, h, h));
    list.add(() -> session.weightedDivergence(v, v, w, h, 1));
    list.add(() -> session.hold(w, w, w));
    list.add(() -> session.halsSweep(h, h, s, 0, 0, h));
    list.add(() -> session.product(w, s, w));
    list.add(() -> session.multiplyUpdate(w, w, s, 0, 0));
    list.add(() -> session.ratioUpdate(h, h, h, step));
    list.add(() -> session.halsSweep(h, h, s, 0, 0));
    list.add(() -> session.subtract(w, w, w));
    list.add(() -> session.copy(h, h));
    list.add(() -> session.columnSums(w, w.rows(0, 1)));
    list.add(() -> session.divergence(v, w, h, 1));
    list.add(() -> session.squaredNorm(v));
    list.add(() -> session.sum(w));
    list.add(() -> session.dot(h, h));
    list.add(() -> session.dot(s, s));
    list.add(() -> session.kktResidual(w, w, w, 0, 0));
    list.add(() -> session.read(s));
    list.add(() -> session.read(w, DenseMatrix.allocate(2, 2, Precision.DOUBLE)));
    list.add(() -> session.write(w, DenseMatrix.allocate(2, 2, Precision.DOUBLE)));
    return list;
  }

  @Test
  void handlesOfAnotherSessionAreRefused() {
    try (Session one = session(Precision.FLOAT);
        Session two = session(Precision.FLOAT)) {
      var operations =
          operations(two, one.upload(V), one.newFactor(2, 2), one.newFactor(3, 2), one.newGram(2));
      for (int o = 0; o < operations.size(); o++) {
        assertThrows(IllegalArgumentException.class, operations.get(o), "operation " + o);
      }
    }
  }

  @Test
  void closedSessionsRefuseEverything() {
    Session session = session(Precision.FLOAT);
    Data v = session.upload(V);
    Factor w = session.newFactor(2, 2);
    Factor h = session.newFactor(3, 2);
    var operations = operations(session, v, w, h, session.newGram(2));
    session.close();
    session.close();
    for (int o = 0; o < operations.size(); o++) {
      assertThrows(IllegalStateException.class, operations.get(o), "operation " + o);
    }
    assertThrows(IllegalStateException.class, () -> session.upload(V));
    assertThrows(IllegalStateException.class, () -> session.newFactor(1, 1));
    assertThrows(IllegalStateException.class, () -> session.newGram(1));
  }

  @Test
  void wrongShapesAreRefused() {
    try (Session session = session(Precision.FLOAT)) {
      Data v = session.upload(V);
      Data panels = session.upload(V, 1, 2);
      Data sparse = session.upload(SparseMatrix.ofDense((DenseMatrix) V));
      Data sparser = session.upload(SparseMatrix.ofCoordinates(2, 3, at(0), at(1), value(1)));
      Data turned = session.upload(V.transpose());
      Factor w = session.newFactor(2, 2);
      Factor h = session.newFactor(3, 2);
      Factor wide = session.newFactor(2, 3);
      Gram s = session.newGram(2);
      Gram large = session.newGram(3);
      var step = RatioStep.monotone(1, 0, 0);
      List<Executable> wrong =
          List.of(
              () -> session.gram(w, large),
              () -> session.cross(v, Side.ROWS, w, w),
              () -> session.cross(v, Side.COLUMNS, h, h),
              () -> session.cross(v, Side.ROWS, h, wide),
              () -> session.klCross(v, Side.ROWS, h, w, h),
              () -> session.klCross(v, Side.ROWS, w, h, h),
              () -> session.betaCross(v, Side.ROWS, w, h, 1.5, w, h),
              () -> session.betaCross(v, Side.ROWS, w, h, Double.NaN, w, w),
              () -> session.weightedCross(v, turned, Side.ROWS, w, h, 1.5, w, w),
              () -> session.weightedCross(v, panels, Side.ROWS, w, h, 1.5, w, w),
              () -> session.weightedCross(v, sparse, Side.ROWS, w, h, 1.5, w, w),
              () -> session.weightedCross(sparse, sparser, Side.ROWS, w, h, 1.5, w, w),
              () -> session.weightedCross(v, v, Side.ROWS, w, h, 1.5, w, h),
              () -> session.weightedCross(v, v, Side.ROWS, w, h, Double.NaN, w, w),
              () -> session.weightedDivergence(v, sparse, w, h, 1),
              () -> session.weightedDivergence(v, v, h, w, 1),
              () -> session.hold(w, h, w),
              () -> session.hold(w, w, h),
              () -> session.halsSweep(h, h, s, 0, 0, w),
              () -> session.product(w, large, w),
              () -> session.multiplyUpdate(w, h, s, 0, 0),
              () -> session.multiplyUpdate(w, w, s, -1, 0),
              () -> session.ratioUpdate(h, h, w, step),
              () -> session.halsSweep(h, h, large, 0, 0),
              () -> session.halsSweep(h, h, s, 0, Double.POSITIVE_INFINITY),
              () -> session.subtract(w, h, w),
              () -> session.copy(w, h),
              () -> session.columnSums(w, h),
              () -> session.divergence(v, h, w, 1),
              () -> session.dot(w, h),
              () -> session.dot(s, large),
              () -> session.kktResidual(w, h, w, 0, 0),
              () -> session.read(w, DenseMatrix.allocate(3, 2, Precision.DOUBLE)),
              () -> session.write(w, DenseMatrix.allocate(2, 3, Precision.DOUBLE)),
              () -> session.newFactor(2, 0),
              () -> session.newGram(0),
              () -> session.upload(V, 3, 1),
              () -> session.upload(V, 1, 0));
      for (int o = 0; o < wrong.size(); o++) {
        assertThrows(IllegalArgumentException.class, wrong.get(o), "operation " + o);
      }
      assertThrows(IndexOutOfBoundsException.class, () -> w.rows(1, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> v.panel(1));
    }
  }

  private static int[] at(int index) {
    return new int[] {index};
  }

  private static double[] value(double value) {
    return new double[] {value};
  }

  @Test
  void backendsCloseOnceTheirSessionsAreClosed() {
    Backend backend = contract().openWithThreads(1);
    Session session = backend.newSession(Precision.FLOAT);
    assertThrows(IllegalStateException.class, backend::close);
    assertEquals(1, session.upload(V).panels());
    session.close();
    backend.close();
    backend.close();
    assertThrows(IllegalStateException.class, () -> backend.newSession(Precision.FLOAT));
  }

  @Test
  void manySessionsInARow() {
    for (int i = 0; i < 200; i++) {
      try (Session session = session(Precision.FLOAT)) {
        Data v = session.upload(V);
        Factor h = factor(session, new double[][] {{1}, {1}, {1}});
        Factor r = session.newFactor(2, 1);
        session.cross(v, Side.ROWS, h, r);
        assertEquals(21, session.sum(r));
      }
    }
  }

  @Test
  void useByTwoThreadsAtOnceIsDetected() throws InterruptedException {
    double[][] large = new Inputs(new Shape(1, 1, 1), 51).uniform(400, 300, 0, Precision.FLOAT);
    Session session = session(Precision.FLOAT);
    Data v = session.upload(DenseMatrix.of(large));
    Factor h = session.newFactor(300, 16);
    Factor r = session.newFactor(400, 16);
    var refused = new AtomicBoolean();
    var stop = new AtomicBoolean();
    Runnable work =
        () -> {
          long end = System.nanoTime() + 20_000_000_000L;
          while (!stop.get() && System.nanoTime() < end) {
            try {
              session.cross(v, Side.ROWS, h, r);
            } catch (IllegalStateException e) {
              refused.set(true);
              stop.set(true);
            }
          }
        };
    Thread other = Thread.ofPlatform().start(work);
    work.run();
    other.join();
    session.close();
    assertTrue(refused.get(), "two threads worked in one session for 20 s and none was refused");
  }

  @Test
  void memoryPlansGrowWithTheProblem() {
    Backend backend = contract().backend();
    MemoryPlan small = backend.plan(new ProblemSize(100, 100, 10_000, false, 10, Precision.FLOAT));
    MemoryPlan large =
        backend.plan(new ProblemSize(1_000_000, 1_000_000, 1L << 50, false, 1000, Precision.FLOAT));
    ProblemSize size = new ProblemSize(100, 100, 10_000, false, 10, Precision.FLOAT);
    MemoryPlan constrained = backend.plan(size.withWeights().withExtraFactors(5));
    assertTrue(constrained.requiredBytes() > small.requiredBytes(), constrained::toString);
    assertTrue(small.requiredBytes() > 0 && small.fits(), small::toString);
    assertTrue(large.requiredBytes() > small.requiredBytes() && !large.fits(), large::toString);
  }
}
