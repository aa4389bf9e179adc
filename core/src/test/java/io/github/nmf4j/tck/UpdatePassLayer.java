package io.github.nmf4j.tck;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Passes that update F on the way, beside the three operations that they stand for: what they leave
 * of the first pass is within rounding of that pass, the update of F by it has the bits of the
 * update alone, and what the other side gets is within rounding of its pass with the new F.
 */
abstract class UpdatePassLayer extends Layer {

  /** An update that is part of a pass. */
  enum Method {
    MULTIPLY,
    HALS,
    HALS_HELD,
    KL,
    IS,
    BETA
  }

  static Stream<Arguments> cases() {
    return Stream.of(
            new Shape(1, 1, 1),
            new Shape(33, 31, 17),
            // many items, of which blocks can be made; V or its transpose may be what is stored
            new Shape(1100, 203, 17),
            new Shape(131, 1121, 16),
            new Shape(1100, 192, 17),
            new Shape(128, 1121, 16),
            new Shape(1025, 5, 3),
            new Shape(5, 3701, 100))
        .flatMap(
            shape ->
                Arrays.stream(Precision.values())
                    .flatMap(
                        precision ->
                            Arrays.stream(Side.values())
                                .flatMap(
                                    side ->
                                        Arrays.stream(Method.values())
                                            .map(m -> Arguments.of(shape, precision, side, m)))));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("cases")
  void doWhatTheirPartsDo(Shape shape, Precision precision, Side side, Method method) {
    try (Session session = session(precision)) {
      var inputs = new Inputs(shape, 41);
      double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
      boolean small = v.length * v[0].length < 2000; // large ones are there for whole, dense V
      for (boolean sparse : small ? new boolean[] {false, true} : new boolean[] {false}) {
        for (int panel : small ? new int[] {shape.columns(), 7} : new int[] {shape.columns()}) {
          Data data = session.upload(Inputs.matrix(v, sparse, precision), 1, panel);
          for (boolean add : new boolean[] {false, true}) {
            new Run(session, shape, side, method, add).compare(data);
          }
        }
      }
    }
  }

  /** The same bits for 1, 2 and 7 threads. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void bitsDoNotDependOnThreads(Precision precision) {
    session(precision).close(); // skips where the device has no such precision
    List<double[][]> first = null;
    for (int threads : new int[] {1, 2, 7, 7}) {
      List<double[][]> results = new ArrayList<>();
      try (Backend backend = contract().openWithThreads(threads);
          Session session = backend.newSession(precision)) {
        for (Shape shape : List.of(new Shape(1100, 203, 17), new Shape(131, 1121, 16))) {
          var inputs = new Inputs(shape, 42);
          double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
          Data data = session.upload(Inputs.matrix(v, false, precision));
          for (Side side : Side.values()) {
            for (Method method : Method.values()) {
              var run = new Run(session, shape, side, method, false);
              run.pass(data);
              for (Factor f : List.of(run.n, run.d, run.f, run.c, run.e)) {
                results.add(read(session, f));
              }
            }
          }
        }
      }
      if (first == null) {
        first = results;
      }
      for (int r = 0; r < results.size(); r++) {
        assertSame(first.get(r), results.get(r), "result " + r + " with " + threads + " threads");
      }
    }
  }

  /** One pass and its operands, named as in the session's documentation. */
  private static final class Run {
    private static final double L1 = 0.125;
    private static final double L2 = 0.25;

    private final Session session;
    private final Side side;
    private final Method method;
    private final boolean add;
    private final double beta;
    private final RatioStep step;
    private final Factor before;
    private final Factor g;
    private final Factor free;
    private final Gram s;
    private final Factor sums;
    private final Factor f;
    private final Factor n;
    private final Factor d;
    private final Factor c;
    private final Factor e;
    private final Factor startC;

    Run(Session session, Shape shape, Side side, Method method, boolean add) {
      this.session = session;
      this.side = side;
      this.method = method;
      this.add = add;
      this.beta = method == Method.IS ? 0 : 1.5;
      this.step =
          RatioStep.monotone(method == Method.KL ? 1 : beta, L1, method == Method.BETA ? L2 : 0);
      Precision precision = session.precision();
      var inputs = new Inputs(shape, 43);
      int p = side == Side.ROWS ? shape.rows() : shape.columns();
      int q = side == Side.ROWS ? shape.columns() : shape.rows();
      int k = shape.rank();
      before = factor(session, inputs.uniform(p, k, 0.1, precision));
      g = factor(session, inputs.uniform(q, k, 0.1, precision));
      free = factor(session, inputs.integers(p, k, 1));
      startC = factor(session, inputs.uniform(q, k, 0.1, precision));
      s = session.newGram(k);
      session.gram(g, s);
      sums = session.newFactor(1, k);
      session.columnSums(g, sums);
      f = poisoned(session, p, k);
      n = poisoned(session, p, k);
      d = poisoned(session, p, k);
      c = poisoned(session, q, k);
      e = poisoned(session, q, k);
      session.copy(before, f);
      if (add) {
        session.copy(startC, c);
        session.copy(startC, e);
      }
    }

    private boolean hasSecond() {
      return method == Method.IS || method == Method.BETA;
    }

    void pass(Data v) {
      switch (method) {
        case MULTIPLY -> session.multiplyPass(v, side, f, g, s, L1, L2, n, c, add);
        case HALS -> session.halsPass(v, side, f, g, s, L1, L2, null, n, c, add);
        case HALS_HELD -> session.halsPass(v, side, f, g, s, L1, L2, free, n, c, add);
        case KL -> session.klPass(v, side, f, g, sums, step, n, c, add);
        case IS, BETA -> session.betaPass(v, side, f, g, beta, step, n, d, c, e, add);
      }
      if (!hasSecond()) { // outputs of betaPass alone
        session.copy(before, d);
        session.copy(startC, e);
      }
    }

    /** The outputs of a pass alone. */
    private void cross(
        Data v, Side theSide, Factor moved, Factor fixed, Factor first, Factor second) {
      switch (method) {
        case MULTIPLY, HALS, HALS_HELD -> session.cross(v, theSide, fixed, first);
        case KL -> session.klCross(v, theSide, moved, fixed, first);
        case IS, BETA -> session.betaCross(v, theSide, moved, fixed, beta, first, second);
      }
    }

    private void update(Factor moved) {
      switch (method) {
        case MULTIPLY -> session.multiplyUpdate(moved, n, s, L1, L2);
        case HALS -> session.halsSweep(moved, n, s, L1, L2);
        case HALS_HELD -> session.halsSweep(moved, n, s, L1, L2, free);
        case KL -> session.ratioUpdate(moved, n, sums, step);
        case IS, BETA -> session.ratioUpdate(moved, n, d, step);
      }
    }

    void compare(Data v) {
      pass(v);
      String what = "%s of %s add=%s sparse=%s panels=%d";
      Object[] of = {null, method, add, v.isSparse(), v.panels()};
      Factor expectedN = session.newFactor(f.rows(), f.rank());
      Factor expectedD = session.newFactor(f.rows(), f.rank());
      cross(v, side, before, g, expectedN, expectedD);
      near(expectedN, n, g.rows(), what, of, "N");
      if (hasSecond()) {
        near(expectedD, d, g.rows(), what, of, "D");
      }

      Factor expectedF = session.newFactor(f.rows(), f.rank());
      session.copy(before, expectedF);
      update(expectedF);
      of[0] = "F";
      assertSame(read(session, expectedF), read(session, f), what.formatted(of));

      Factor expectedC = session.newFactor(g.rows(), f.rank());
      Factor expectedE = session.newFactor(g.rows(), f.rank());
      cross(v, side.other(), g, f, expectedC, expectedE);
      near(expectedC, c, f.rows(), what, of, "C");
      if (hasSecond()) {
        near(expectedE, e, f.rows(), what, of, "E");
      }
    }

    /** Within the rounding of two sums of {@code terms} terms, to which C and E may be added. */
    private void near(
        Factor expected, Factor actual, int terms, String what, Object[] of, String name) {
      of[0] = name;
      double[][] a = read(session, expected);
      double[][] b = read(session, actual);
      double[][] start =
          add && (name.equals("C") || name.equals("E")) ? read(session, startC) : null;
      double u = session.precision().unitRoundoff();
      double[][] bound = new double[a.length][a[0].length];
      for (int i = 0; i < a.length; i++) {
        for (int j = 0; j < a[0].length; j++) {
          a[i][j] += start == null ? 0 : start[i][j];
          bound[i][j] = 4 * (terms + 4 * (f.rank() + 16)) * u * a[i][j];
        }
      }
      assertWithin(bound, a, b, what.formatted(of));
    }
  }
}
