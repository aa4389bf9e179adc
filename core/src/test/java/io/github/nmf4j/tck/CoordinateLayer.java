package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.CoordinateStep.Rule;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Coordinate descent for the Kullback–Leibler divergence. */
abstract class CoordinateLayer extends Layer {

  private static final double L1 = 0.25;
  private static final double L2 = 0.5;

  static Stream<Arguments> sweeps() {
    return Shape.ALL.stream()
        .flatMap(
            s ->
                Arrays.stream(Precision.values())
                    .flatMap(
                        p ->
                            Arrays.stream(Side.values())
                                .flatMap(
                                    side ->
                                        Stream.of(false, true)
                                            .map(sparse -> Arguments.of(s, p, side, sparse)))));
  }

  /** An instance: X, its V, and both factors. */
  @SuppressWarnings("ArrayRecordComponent") // local, never compared
  private record Draw(double[][] v, double[][] x, double[][] f, double[][] g) {

    static Draw of(Shape shape, Precision precision, Side side, boolean sparse) {
      var inputs = new Inputs(shape, 71);
      double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.05, precision);
      if (sparse) {
        inputs.thinned(v, 0.3);
      }
      double[][] x = Oracle.x(v, side);
      double[][] full = inputs.uniform(x.length, shape.rank(), 0.1, precision);
      double[] first = full[0].clone();
      double[][] f = inputs.thinned(full, 0.8);
      f[0] = first; // an item that is all zero climbs out in steps that magnify any rounding
      double[][] g = inputs.thinned(inputs.uniform(x[0].length, shape.rank(), 0.1, precision), 0.8);
      return new Draw(v, x, f, g);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("sweeps")
  void followsTheFormula(Shape shape, Precision precision, Side side, boolean sparse) {
    Draw draw = Draw.of(shape, precision, side, sparse);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(draw.v(), sparse, precision));
      for (Rule rule : Rule.values()) {
        for (int sweeps = 1; sweeps <= 2; sweeps++) {
          var step = new CoordinateStep(rule, sweeps, L1, L2);
          double[][] expected = sweep(draw, step);
          double largest = Arrays.stream(expected).flatMapToDouble(Arrays::stream).max().orElse(0);
          double bound = (precision == Precision.FLOAT ? 1e-4 : 1e-10) * Math.max(1, largest);
          double[][] bounds = new double[expected.length][shape.rank()];
          for (double[] row : bounds) {
            Arrays.fill(row, bound);
          }
          Factor F = factor(session, draw.f());
          run(session, data, side, F, factor(session, draw.g()), step);
          assertWithin(bounds, expected, read(session, F), "coordinateSweep " + step);
        }
      }
    }
  }

  private static void run(
      Session session, Data data, Side side, Factor f, Factor g, CoordinateStep step) {
    Factor sums = session.newFactor(1, g.rank());
    session.columnSums(g, sums);
    session.coordinateSweep(data, side, f, g, sums, step, null);
  }

  /** The sweep on plain arrays, from its formulas. */
  private static double[][] sweep(Draw draw, CoordinateStep step) {
    double[][] f = Arrays.stream(draw.f()).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < f.length; i++) {
      double[] x = draw.x()[i];
      double least =
          Arrays.stream(x).filter(value -> value > 0).min().orElse(Double.POSITIVE_INFINITY);
      for (int s = 0; s < step.sweeps(); s++) {
        for (int c = 0; c < f[i].length; c++) {
          f[i][c] = next(draw, x, f[i], c, least, step);
        }
      }
    }
    return f;
  }

  private static double next(
      Draw draw, double[] x, double[] f, int c, double least, CoordinateStep step) {
    double old = f[c];
    double slope = slope(draw, x, f, c, step);
    double curvature = step.l2();
    double ratios = 0;
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      double g = draw.g()[j][c];
      double y = model(draw, f, j);
      sum += g;
      ratios += x[j] == 0 ? 0 : x[j] * g / y;
      curvature += x[j] == 0 ? 0 : x[j] * g * g / (y * y);
    }
    double next = Math.max(0, old - slope / curvature);
    // the multiplicative update: the root of l2·t² + (s + l1)·t = f·Σ x g / y
    double linear = sum + step.l1();
    double root = Math.sqrt(linear * linear + 4 * step.l2() * old * ratios);
    double multiplicative = (root - linear) / (2 * step.l2());
    if (slope <= 0) {
      return Math.max(next, multiplicative);
    }
    double lambda = Math.sqrt(curvature / least) * Math.abs(next - old);
    if (lambda <= 0.683802) {
      return next;
    }
    if (step.rule() == Rule.DAMPED) {
      return old + (next - old) / (1 + lambda);
    }
    f[c] = next;
    double there = slope(draw, x, f, c, step);
    f[c] = old;
    return there >= 0
        ? next
        : Math.min(old - slope * (old - next) / (slope - there), multiplicative);
  }

  private static double model(Draw draw, double[] f, int j) {
    double y = 0;
    for (int c = 0; c < f.length; c++) {
      y += f[c] * draw.g()[j][c];
    }
    // what the operation takes as the least divisor lies far below any entry of these draws
    return Math.max(0x1p-50, y);
  }

  private static double slope(Draw draw, double[] x, double[] f, int c, CoordinateStep step) {
    double slope = step.l1() + step.l2() * f[c];
    for (int j = 0; j < x.length; j++) {
      slope += draw.g()[j][c] * (1 - (x[j] == 0 ? 0 : x[j] / model(draw, f, j)));
    }
    return slope;
  }

  static Stream<Arguments> sweepsOfSmallRank() {
    return sweeps().filter(a -> ((Shape) a.get()[0]).rank() < 10);
  }

  /** Each sweep lowers the penalised objective, and many of them end where it is stationary. */
  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("sweepsOfSmallRank")
  void fallsToAStationaryPoint(Shape shape, Precision precision, Side side, boolean sparse) {
    Draw draw = Draw.of(shape, precision, side, sparse);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(draw.v(), sparse, precision));
      for (Rule rule : Rule.values()) {
        var step = new CoordinateStep(rule, 1, L1, L2);
        Factor F = factor(session, draw.f());
        Factor G = factor(session, draw.g());
        double before = objective(session, data, side, F, G);
        double slack = 64 * precision.unitRoundoff() * before;
        for (int sweep = 0; sweep < 150; sweep++) {
          run(session, data, side, F, G, step);
          if (sweep < 5) {
            double after = objective(session, data, side, F, G);
            double previous = before;
            assertTrue(
                after <= before + slack, () -> rule + ": from %s to %s".formatted(previous, after));
            before = after;
          }
        }
        Factor numerator = session.newFactor(F.rows(), F.rank());
        Factor sums = session.newFactor(1, F.rank());
        session.klCross(data, side, F, G, numerator);
        session.columnSums(G, sums);
        double residual = session.kktResidual(F, numerator, sums, L1, L2);
        assertTrue(residual < 1e-4, () -> rule + ": KKT residual " + residual);
      }
    }
  }

  private static double objective(Session session, Data data, Side side, Factor f, Factor g) {
    double loss =
        side == Side.ROWS ? session.divergence(data, f, g, 1) : session.divergence(data, g, f, 1);
    return loss + L1 * session.sum(f) + L2 / 2 * session.dot(f, f);
  }

  /** Panels of columns are updated one by one as they would be all at once. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void panelsOfColumns(Precision precision) {
    Shape shape = new Shape(41, 37, 6);
    var step = new CoordinateStep(Rule.SECANT, 2, L1, 0);
    for (boolean sparse : new boolean[] {false, true}) {
      Draw draw = Draw.of(shape, precision, Side.COLUMNS, sparse);
      try (Session session = session(precision)) {
        Data whole = session.upload(Inputs.matrix(draw.v(), sparse, precision));
        Data panels = session.upload(Inputs.matrix(draw.v(), sparse, precision), 1, 11);
        Factor G = factor(session, draw.g());
        Factor expected = factor(session, draw.f());
        Factor actual = factor(session, draw.f());
        run(session, whole, Side.COLUMNS, expected, G, step);
        for (int p = 0; p < panels.panels(); p++) {
          Factor items = actual.rows(panels.panelStart(p), panels.panelStart(p + 1));
          run(session, panels.panel(p), Side.COLUMNS, items, G, step);
        }
        assertSame(read(session, expected), read(session, actual), "by panels, sparse=" + sparse);
      }
    }
  }

  /** A held entry stays, and the others move as if its component could not. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void heldEntriesStay(Precision precision) {
    Shape shape = new Shape(19, 23, 5);
    var step = new CoordinateStep(Rule.SECANT, 1, L1, L2);
    for (boolean sparse : new boolean[] {false, true}) {
      Draw draw = Draw.of(shape, precision, Side.ROWS, sparse);
      double[][] free = new double[shape.rows()][shape.rank()];
      for (double[] row : free) {
        Arrays.fill(row, 1);
        row[2] = 0;
      }
      try (Session session = session(precision)) {
        Data data = session.upload(Inputs.matrix(draw.v(), sparse, precision));
        Factor F = factor(session, draw.f());
        Factor G = factor(session, draw.g());
        Factor sums = session.newFactor(1, shape.rank());
        session.columnSums(G, sums);
        session.coordinateSweep(data, Side.ROWS, F, G, sums, step, factor(session, free));
        double[][] after = read(session, F);
        double[][] unbound = sweep(draw, step);
        for (int i = 0; i < after.length; i++) {
          assertEquals(draw.f()[i][2], after[i][2]);
          // components before the held one have not seen it move
          assertEquals(unbound[i][0], after[i][0], 1e-4);
        }
        for (ItemStep more :
            new ItemStep[] {
              new CoordinateStep(Rule.DAMPED, 3, L1, L2), new LeastSquaresStep(3, 0, 1)
            }) {
          session.coordinateSweep(data, Side.ROWS, F, G, sums, more, factor(session, free));
          after = read(session, F);
          for (int i = 0; i < after.length; i++) {
            assertEquals(draw.f()[i][2], after[i][2], more::toString);
          }
        }
      }
    }
  }

  @Test
  void rowsNeedOnePanel() {
    try (Session session = session(Precision.FLOAT)) {
      double[][] v = {{1, 2, 3}, {4, 5, 6}};
      Data data = session.upload(Inputs.matrix(v, false, Precision.FLOAT), 1, 2);
      Factor w = session.newFactor(2, 1);
      Factor h = session.newFactor(3, 1);
      Factor sums = session.newFactor(1, 1);
      var step = new CoordinateStep(Rule.DAMPED, 1, 0, 0);
      assertThrows(
          IllegalArgumentException.class,
          () -> session.coordinateSweep(data, Side.ROWS, w, h, sums, step, null));
    }
  }

  /** The same bits for 1, 2 and 7 threads. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void bitsDoNotDependOnThreads(Precision precision) {
    session(precision).close(); // skips where the device has no such precision
    Shape shape = new Shape(211, 123, 9);
    var step = new CoordinateStep(Rule.SECANT, 2, L1, L2);
    var runs = new ArrayList<double[][]>();
    for (int threads : new int[] {1, 2, 7}) {
      try (Backend backend = contract().openWithThreads(threads);
          Session session = backend.newSession(precision)) {
        int r = 0;
        for (Side side : Side.values()) {
          for (boolean sparse : new boolean[] {false, true}) {
            Draw draw = Draw.of(shape, precision, side, sparse);
            Data data = session.upload(Inputs.matrix(draw.v(), sparse, precision));
            Factor F = factor(session, draw.f());
            run(session, data, side, F, factor(session, draw.g()), step);
            double[][] result = read(session, F);
            if (threads == 1) {
              runs.add(result);
            } else {
              assertSame(runs.get(r), result, side + " with " + threads + " threads");
            }
            r++;
          }
        }
      }
    }
  }
}
