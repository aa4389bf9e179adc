package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Handle;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.OperationInterruptedException;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
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

  private static final Matrix V = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  /**
   * What the operations below are called on: W is 2 × 2, H is 3 × 2, three of one and four of the
   * other.
   */
  private static final class Operands {
    final Data v;
    final Data m;
    final Factor w1;
    final Factor w2;
    final Factor w3;
    final Factor h1;
    final Factor h2;
    final Factor h3;
    final Factor h4;
    final Factor row;
    final Factor delayed;
    final Gram s;
    final Gram t;

    /** All of {@code own}, but the {@code foreign}-th of {@code other}. */
    Operands(Session own, Session other, int foreign) {
      var owners = new ArrayList<Session>();
      for (int o = 0; o < COUNT; o++) {
        owners.add(o == foreign ? other : own);
      }
      v = owners.get(0).upload(V);
      m = owners.get(1).upload(V);
      w1 = owners.get(2).newFactor(2, 2);
      w2 = owners.get(3).newFactor(2, 2);
      w3 = owners.get(4).newFactor(2, 2);
      h1 = owners.get(5).newFactor(3, 2);
      h2 = owners.get(6).newFactor(3, 2);
      h3 = owners.get(7).newFactor(3, 2);
      row = owners.get(8).newFactor(1, 2);
      delayed = owners.get(9).newFactor(4, 4);
      s = owners.get(10).newGram(2);
      t = owners.get(11).newGram(2);
      h4 = owners.get(12).newFactor(3, 2);
    }

    static final int COUNT = 13;

    List<Object> all() {
      return List.of(v, m, w1, w2, w3, h1, h2, h3, row, delayed, s, t, h4);
    }
  }

  /** An operation, and the handles that it is given. */
  private record Use(String name, List<Object> handles, Executable call) {
    static Use of(String name, Executable call, Object... handles) {
      return new Use(name, List.of(handles), call);
    }
  }

  /** Every operation, no handle twice in one. */
  private static List<Use> operations(Session session, Operands o) {
    var ratio = RatioStep.monotone(1, 0, 0);
    var smooth = new SmoothStep(0.5, 0);
    var move = new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0);
    DenseMatrix small = DenseMatrix.allocate(2, 2, Precision.DOUBLE);
    var list = new ArrayList<Use>();
    list.add(Use.of("gram", () -> session.gram(o.w1, o.s), o.w1, o.s));
    list.add(Use.of("addGram", () -> session.addGram(o.w1, o.s), o.w1, o.s));
    list.add(Use.of("cross", () -> session.cross(o.v, Side.ROWS, o.h1, o.w1), o.v, o.h1, o.w1));
    list.add(
        Use.of("addCross", () -> session.addCross(o.v, Side.COLUMNS, o.w1, o.h1), o.v, o.w1, o.h1));
    list.add(
        Use.of(
            "klCross",
            () -> session.klCross(o.v, Side.ROWS, o.w1, o.h1, o.w2),
            o.v,
            o.w1,
            o.h1,
            o.w2));
    list.add(
        Use.of(
            "addKlCross",
            () -> session.addKlCross(o.v, Side.COLUMNS, o.h1, o.w1, o.h2),
            o.v,
            o.h1,
            o.w1,
            o.h2));
    list.add(
        Use.of(
            "betaCross",
            () -> session.betaCross(o.v, Side.ROWS, o.w1, o.h1, 0.5, o.w2, o.w3),
            o.v,
            o.w1,
            o.h1,
            o.w2,
            o.w3));
    list.add(
        Use.of(
            "addBetaCross",
            () -> session.addBetaCross(o.v, Side.COLUMNS, o.h1, o.w1, 0.5, o.h2, o.h3),
            o.v,
            o.h1,
            o.w1,
            o.h2,
            o.h3));
    list.add(
        Use.of(
            "weightedCross",
            () -> session.weightedCross(o.v, o.m, Side.ROWS, o.w1, o.h1, 0.5, o.w2, o.w3),
            o.v,
            o.m,
            o.w1,
            o.h1,
            o.w2,
            o.w3));
    list.add(
        Use.of(
            "addWeightedCross",
            () -> session.addWeightedCross(o.v, o.m, Side.COLUMNS, o.h1, o.w1, 0.5, o.h2, o.h3),
            o.v,
            o.m,
            o.h1,
            o.w1,
            o.h2,
            o.h3));
    list.add(Use.of("divergence", () -> session.divergence(o.v, o.w1, o.h1, 1), o.v, o.w1, o.h1));
    list.add(
        Use.of(
            "weightedDivergence",
            () -> session.weightedDivergence(o.v, o.m, o.w1, o.h1, 1),
            o.v,
            o.m,
            o.w1,
            o.h1));
    list.add(Use.of("squaredNorm", () -> session.squaredNorm(o.v), o.v));
    list.add(
        Use.of(
            "coordinateSweep",
            () -> session.coordinateSweep(o.v, Side.COLUMNS, o.h1, o.w1, o.row, move, o.h2),
            o.v,
            o.h1,
            o.w1,
            o.row,
            o.h2));
    list.add(Use.of("product", () -> session.product(o.w1, o.s, o.w2), o.w1, o.s, o.w2));
    list.add(
        Use.of(
            "multiplyUpdate",
            () -> session.multiplyUpdate(o.w1, o.w2, o.s, 0, 0),
            o.w1,
            o.w2,
            o.s));
    list.add(
        Use.of(
            "ratioUpdate", () -> session.ratioUpdate(o.h1, o.h2, o.h3, ratio), o.h1, o.h2, o.h3));
    var forgetting = new ForgettingStep(1, 0.5, 0, 0);
    list.add(
        Use.of(
            "forgettingUpdate",
            () -> session.forgettingUpdate(o.h1, o.h2, o.row, o.h3, o.h4, forgetting),
            o.h1,
            o.h2,
            o.row,
            o.h3,
            o.h4));
    list.add(Use.of("halsSweep", () -> session.halsSweep(o.h1, o.h2, o.s, 0, 0), o.h1, o.h2, o.s));
    list.add(
        Use.of(
            "halsSweep",
            () -> session.halsSweep(o.h1, o.h2, o.s, 0, 0, o.h3),
            o.h1,
            o.h2,
            o.s,
            o.h3));
    list.add(
        Use.of(
            "smoothUpdate",
            () -> session.smoothUpdate(o.h1, o.h2, 0, o.h3, o.row, smooth),
            o.h1,
            o.h2,
            o.h3,
            o.row));
    list.add(
        Use.of(
            "extrapolate",
            () -> session.extrapolate(o.h1, o.h2, 0.5, Momentum.CLIPPED, o.h3),
            o.h1,
            o.h2,
            o.h3));
    list.add(Use.of("hold", () -> session.hold(o.w1, o.w2, o.w3), o.w1, o.w2, o.w3));
    list.add(Use.of("subtract", () -> session.subtract(o.w1, o.w2, o.w3), o.w1, o.w2, o.w3));
    list.add(Use.of("copy", () -> session.copy(o.h1, o.h2), o.h1, o.h2));
    list.add(Use.of("columnSums", () -> session.columnSums(o.w1, o.row), o.w1, o.row));
    list.add(Use.of("addColumnSums", () -> session.addColumnSums(o.w1, o.row), o.w1, o.row));
    list.add(Use.of("columnDots", () -> session.columnDots(o.w1, o.w2, o.row), o.w1, o.w2, o.row));
    list.add(
        Use.of("addColumnDots", () -> session.addColumnDots(o.w1, o.w2, o.row), o.w1, o.w2, o.row));
    list.add(Use.of("delay", () -> session.delay(o.h1, o.delayed), o.h1, o.delayed));
    list.add(Use.of("foldDelays", () -> session.foldDelays(o.delayed, 4, o.h1), o.delayed, o.h1));
    list.add(Use.of("sum", () -> session.sum(o.w1), o.w1));
    list.add(Use.of("dot", () -> session.dot(o.h1, o.h2), o.h1, o.h2));
    list.add(Use.of("dot", () -> session.dot(o.s, o.t), o.s, o.t));
    list.add(
        Use.of("kktResidual", () -> session.kktResidual(o.w1, o.w2, o.w3, 0, 0), o.w1, o.w2, o.w3));
    list.add(Use.of("read", () -> session.read(o.s), o.s));
    list.add(Use.of("read", () -> session.read(o.w1, small), o.w1));
    list.add(Use.of("write", () -> session.write(o.w1, small), o.w1));
    return list;
  }

  /** An operation that is missing above is not tested below. */
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

  @Test
  void everyOperationIsInTheList() {
    try (Session session = session(Precision.FLOAT)) {
      var listed = new TreeSet<String>();
      operations(session, new Operands(session, session, -1)).forEach(use -> listed.add(use.name));
      var there = new TreeSet<String>();
      for (Method method : Session.class.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers())
            && Arrays.stream(method.getParameterTypes()).anyMatch(Handle.class::isAssignableFrom)) {
          there.add(method.getName());
        }
      }
      assertEquals(there, listed);
    }
  }

  @Test
  void operationsRunOnTheirOwnHandles() throws Throwable {
    try (Session session = session(Precision.FLOAT)) {
      for (Use use : operations(session, new Operands(session, session, -1))) {
        use.call.execute();
      }
    }
  }

  /** One handle at a time is of another session. */
  @Test
  void handlesOfAnotherSessionAreRefused() {
    try (Session one = session(Precision.FLOAT);
        Session two = session(Precision.FLOAT)) {
      for (int foreign = 0; foreign < Operands.COUNT; foreign++) {
        var operands = new Operands(two, one, foreign);
        Object handle = operands.all().get(foreign);
        int number = foreign;
        for (Use use : operations(two, operands)) {
          if (use.handles.contains(handle)) {
            var refused =
                assertThrows(
                    IllegalArgumentException.class,
                    use.call,
                    () -> "%s with a foreign operand %d".formatted(use.name, number));
            assertTrue(
                String.valueOf(refused.getMessage()).contains("another session"),
                () -> use.name + ": " + refused);
          }
        }
      }
    }
  }

  @Test
  void closedSessionsRefuseEverything() {
    Session session = session(Precision.FLOAT);
    var operations = operations(session, new Operands(session, session, -1));
    session.close();
    session.close();
    for (Use use : operations) {
      assertThrows(IllegalStateException.class, use.call, use.name);
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
