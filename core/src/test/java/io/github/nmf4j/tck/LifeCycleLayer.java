package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Handle;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.OperationInterruptedException;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Ownership, shapes and closing: always an exception, never a crash. */
abstract class LifeCycleLayer extends Layer {

  static final Matrix V = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void anInterruptEndsAnOperationOnlyWhereItIsAllowed() {
    try (Session session = session(Precision.FLOAT)) {
      Data v = session.upload(V);
      Factor w = factor(session, new double[][] {{1, 2}, {3, 4}});
      Factor h = session.newFactor(3, 2);
      Thread.currentThread().interrupt();
      try {
        session.cross(v, Side.COLUMNS, w, h);
        assertSame(new double[][] {{13, 18}, {17, 24}, {21, 30}}, read(session, h), "Vᵀ·W");
        session.setInterruptible(true);
        assertThrows(
            OperationInterruptedException.class, () -> session.cross(v, Side.COLUMNS, w, h));
        assertThrows(OperationInterruptedException.class, () -> session.sum(w));
      } finally {
        assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      }
      assertEquals(10, session.sum(w));
    }
  }

  /** An operation that is missing there is not tested here. */
  @Test
  void everyOperationIsInTheList() {
    try (Session session = session(Precision.FLOAT)) {
      var listed = new TreeSet<String>();
      EveryOperation.on(session).forEach(use -> listed.add(use.name()));
      var there = new TreeSet<String>();
      for (Method method : Session.class.getMethods()) {
        if (Arrays.stream(method.getParameterTypes()).anyMatch(Handle.class::isAssignableFrom)) {
          there.add(method.getName());
        }
      }
      assertEquals(there, listed);
    }
  }

  @Test
  void operationsRunOnTheirOwnHandles() throws Throwable {
    try (Session session = session(Precision.FLOAT)) {
      for (EveryOperation.Use use : EveryOperation.on(session)) {
        use.call().execute();
      }
    }
  }

  /** One handle at a time is of another session. */
  @Test
  void handlesOfAnotherSessionAreRefused() {
    try (Session one = session(Precision.FLOAT);
        Session two = session(Precision.FLOAT)) {
      for (int foreign = 0; foreign < EveryOperation.Operands.COUNT; foreign++) {
        var operands = new EveryOperation.Operands(two, one, foreign);
        Object handle = operands.all().get(foreign);
        int number = foreign;
        for (EveryOperation.Use use : EveryOperation.on(two, operands)) {
          if (use.handles().contains(handle)) {
            var refused =
                assertThrows(
                    IllegalArgumentException.class,
                    use.call(),
                    () -> "%s with a foreign operand %d".formatted(use.name(), number));
            assertTrue(
                String.valueOf(refused.getMessage()).contains("another session"),
                () -> use.name() + ": " + refused);
          }
        }
      }
    }
  }

  @Test
  void closedSessionsRefuseEverything() {
    Session session = session(Precision.FLOAT);
    List<EveryOperation.Use> operations = EveryOperation.on(session);
    session.close();
    session.close();
    for (EveryOperation.Use use : operations) {
      assertThrows(IllegalStateException.class, use.call(), use.name());
    }
    assertThrows(IllegalStateException.class, () -> session.upload(V));
    DenseMatrix columns = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}).transpose();
    assertThrows(IllegalStateException.class, () -> session.stream(columns, 1, 1));
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
              () -> session.multiplyPass(v, Side.ROWS, w, h, large, 0, 0, w, h, false),
              () -> session.multiplyPass(v, Side.ROWS, w, h, s, 0, -1, w, h, false),
              () -> session.multiplyPass(v, Side.ROWS, w, h, s, 0, 0, w, w, false),
              () -> session.halsPass(v, Side.ROWS, w, h, s, 0, 0, h, w, h, false),
              () -> session.halsPass(v, Side.COLUMNS, w, h, s, 0, 0, null, w, h, false),
              () -> session.klPass(v, Side.ROWS, w, h, h, step, w, h, false),
              () -> session.klPass(v, Side.ROWS, w, h, h.rows(0, 1), step, w, w, false),
              () -> session.betaPass(v, Side.ROWS, w, h, 1.5, step, w, h, h, h, false),
              () -> session.betaPass(v, Side.ROWS, w, h, 1.5, step, w, w, h, w, false),
              () -> session.betaPass(v, Side.ROWS, w, h, Double.NaN, step, w, w, h, h, false),
              () -> session.multiplyUpdate(w, h, s, 0, 0),
              () -> session.multiplyUpdate(w, w, s, -1, 0),
              () -> session.ratioUpdate(h, h, w, step),
              () -> session.forgettingUpdate(h, h, h, w, h, new ForgettingStep(1, 0.5, 0, 0)),
              () -> session.forgettingUpdate(h, h, h, h, w, new ForgettingStep(1, 0.5, 0, 0)),
              () -> session.forgettingUpdate(h, h, h, h, h, new ForgettingStep(1, 0.5, -1, 0)),
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

  /**
   * Refused, and the work comes to its end; or, between two operations, granted, and the next one
   * is refused.
   */
  @Test
  void closingWhileAnotherThreadWorks() throws InterruptedException {
    double[][] large = new Inputs(new Shape(1, 1, 1), 52).uniform(400, 300, 0, Precision.FLOAT);
    double[][] values = new Inputs(new Shape(1, 1, 1), 53).uniform(300, 16, 0, Precision.FLOAT);
    DenseMatrix v = DenseMatrix.of(large);
    double expected = Double.NaN;
    boolean refused = false;
    long end = System.nanoTime() + 20_000_000_000L;
    while (!refused && System.nanoTime() < end) {
      Session session = session(Precision.FLOAT);
      Data data = session.upload(v);
      Factor h = factor(session, values);
      Factor r = session.newFactor(400, 16);
      session.cross(data, Side.ROWS, h, r);
      double sum = session.sum(r);
      assertTrue(Double.isNaN(expected) || sum == expected, "another sum in another session");
      expected = sum;
      var stop = new AtomicBoolean();
      var begun = new CountDownLatch(1);
      var thrown = new AtomicReference<Throwable>();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (!stop.get()) {
                        session.cross(data, Side.ROWS, h, r);
                        begun.countDown();
                      }
                    } catch (Throwable e) {
                      thrown.set(e);
                    }
                  });
      begun.await();
      try {
        session.close();
      } catch (IllegalStateException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("in use"), e::toString);
        refused = true;
      }
      stop.set(refused);
      other.join();
      if (refused) {
        assertEquals(null, thrown.get());
        assertEquals(expected, session.sum(r));
        session.close();
      } else {
        Throwable e = thrown.get();
        assertTrue(
            e instanceof IllegalStateException && String.valueOf(e.getMessage()).contains("closed"),
            () -> "after closing: " + e);
      }
    }
    assertTrue(refused, "closed for 20 s between operations, never during one");
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
