package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Coordinate descent where every entry of V has its own weight, some of them none. */
abstract class WeightedCoordinateLayer extends Layer {

  private static final double L1 = 0.25;
  private static final double L2 = 0.5;

  static Stream<Arguments> weightedSweeps() {
    return Shape.ALL.stream()
        .filter(s -> s.rank() < 10)
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

  /** V, its weights M, and both factors; x, m and mx as the side sees them. */
  @SuppressWarnings("ArrayRecordComponent") // local, never compared
  private record Draw(
      double[][] v, double[][] weights, double[][] x, double[][] m, double[][] f, double[][] g) {

    static Draw of(Shape shape, Precision precision, Side side) {
      var inputs = new Inputs(shape, 83);
      double[][] weights = inputs.uniform(shape.rows(), shape.columns(), 0.05, precision);
      inputs.thinned(weights, 0.7);
      double[][] v =
          Inputs.observed(
              inputs.thinned(inputs.uniform(shape.rows(), shape.columns(), 0.05, precision), 0.8),
              weights);
      double[][] x = Oracle.x(v, side);
      double[][] f = inputs.uniform(x.length, shape.rank(), 0.1, precision);
      double[][] g = inputs.thinned(inputs.uniform(x[0].length, shape.rank(), 0.1, precision), 0.8);
      return new Draw(v, weights, x, Oracle.x(weights, side), f, g);
    }

    /** M ∘ V, rounded. */
    double[][] products(Precision precision) {
      double[][] products = new double[v.length][v[0].length];
      for (int i = 0; i < v.length; i++) {
        for (int j = 0; j < v[0].length; j++) {
          products[i][j] = precision.round(weights[i][j] * v[i][j]);
        }
      }
      return products;
    }
  }

  private static List<ItemStep> steps() {
    return List.of(
        new CoordinateStep(CoordinateStep.Rule.SECANT, 2, L1, L2),
        new CoordinateStep(CoordinateStep.Rule.DAMPED, 1, L1, L2),
        new LeastSquaresStep(2, L1, L2),
        new LeastSquaresStep(1, 0, L2));
  }

  /** M, M ∘ V and V as a session holds them. */
  private record Held(Data v, Data m, Data products) {

    static Held of(Session session, Draw draw, boolean sparse, int width) {
      Precision p = session.precision();
      double[][] weights = draw.weights();
      return new Held(
          session.upload(Inputs.layer(draw.v(), weights, sparse, p), 1, width),
          session.upload(Inputs.layer(weights, weights, sparse, p), 1, width),
          session.upload(Inputs.layer(draw.products(p), weights, sparse, p), 1, width));
    }

    void sweep(Session session, Side side, Factor f, Factor g, ItemStep step) {
      sweep(session, side, f, g, sums(session, side, g, f.rows(), step), step);
    }

    Factor sums(Session session, Side side, Factor g, int items, ItemStep step) {
      Factor sums = session.newFactor(items, g.rank());
      session.cross(step instanceof LeastSquaresStep ? products : m, side, g, sums);
      return sums;
    }

    void sweep(Session session, Side side, Factor f, Factor g, Factor sums, ItemStep step) {
      Data swept = step instanceof LeastSquaresStep ? m : products;
      session.coordinateSweep(swept, side, f, g, sums, step, null);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("weightedSweeps")
  void weightedSweepsFollowTheFormula(Shape shape, Precision precision, Side side, boolean sparse) {
    Draw draw = Draw.of(shape, precision, side);
    try (Session session = session(precision)) {
      Held held = Held.of(session, draw, sparse, shape.columns());
      for (ItemStep step : steps()) {
        double[][] expected = sweep(draw, step);
        double largest = Arrays.stream(expected).flatMapToDouble(Arrays::stream).max().orElse(0);
        double bound = (precision == Precision.FLOAT ? 1e-4 : 1e-10) * Math.max(1, largest);
        double[][] bounds = new double[expected.length][shape.rank()];
        for (double[] row : bounds) {
          Arrays.fill(row, bound);
        }
        Factor F = factor(session, draw.f());
        held.sweep(session, side, F, factor(session, draw.g()), step);
        assertWithin(bounds, expected, read(session, F), "coordinateSweep " + step);
      }
    }
  }

  /** The sweep on plain arrays, by bisection of the slope for the exact step. */
  private static double[][] sweep(Draw draw, ItemStep step) {
    double[][] f = Arrays.stream(draw.f()).map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < f.length; i++) {
      double[] x = draw.x()[i];
      double[] m = draw.m()[i];
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < x.length; j++) {
        least = x[j] * m[j] > 0 ? Math.min(least, x[j] * m[j]) : least;
      }
      for (int s = 0; s < step.sweeps(); s++) {
        for (int c = 0; c < f[i].length; c++) {
          f[i][c] =
              switch (step) {
                case LeastSquaresStep exact -> exact(draw, x, m, f[i], c, exact);
                case CoordinateStep newton -> newton(draw, x, m, f[i], c, least, newton);
              };
        }
      }
    }
    return f;
  }

  private static double exact(
      Draw draw, double[] x, double[] m, double[] f, int c, LeastSquaresStep step) {
    double above = step.l1();
    double below = step.l2();
    for (int j = 0; j < x.length; j++) {
      double g = draw.g()[j][c];
      above += m[j] * g * (model(draw, f, j) - f[c] * g - x[j]);
      below += m[j] * g * g;
    }
    return Math.max(0, -above / below);
  }

  private static double newton(
      Draw draw, double[] x, double[] m, double[] f, int c, double least, CoordinateStep step) {
    double old = f[c];
    double slope = slope(draw, x, m, f, c, step);
    double curvature = step.l2();
    double ratios = 0;
    double linear = step.l1();
    for (int j = 0; j < x.length; j++) {
      double g = draw.g()[j][c];
      double y = Math.max(0x1p-50, model(draw, f, j));
      linear += m[j] * g;
      ratios += x[j] == 0 ? 0 : m[j] * x[j] * g / y;
      curvature += x[j] == 0 ? 0 : m[j] * x[j] * g * g / (y * y);
    }
    double next = Math.max(0, old - slope / curvature);
    double root = Math.sqrt(linear * linear + 4 * step.l2() * old * ratios);
    double multiplicative = (root - linear) / (2 * step.l2());
    if (slope <= 0) {
      return Math.max(next, multiplicative);
    }
    double lambda = Math.sqrt(curvature / least) * Math.abs(next - old);
    if (lambda <= 0.683802) {
      return next;
    }
    if (step.rule() == CoordinateStep.Rule.DAMPED) {
      return old + (next - old) / (1 + lambda);
    }
    f[c] = next;
    double there = slope(draw, x, m, f, c, step);
    f[c] = old;
    return there >= 0
        ? next
        : Math.min(old - slope * (old - next) / (slope - there), multiplicative);
  }

  private static double slope(
      Draw draw, double[] x, double[] m, double[] f, int c, CoordinateStep step) {
    double slope = step.l1() + step.l2() * f[c];
    for (int j = 0; j < x.length; j++) {
      double y = Math.max(0x1p-50, model(draw, f, j));
      slope += m[j] * draw.g()[j][c] * (1 - (x[j] == 0 ? 0 : x[j] / y));
    }
    return slope;
  }

  private static double model(Draw draw, double[] f, int j) {
    double y = 0;
    for (int c = 0; c < f.length; c++) {
      y += f[c] * draw.g()[j][c];
    }
    return y;
  }

  /** Each sweep lowers the weighted objective, and many of them end where it is stationary. */
  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("weightedSweeps")
  void weightedSweepsFallToAStationaryPoint(
      Shape shape, Precision precision, Side side, boolean sparse) {
    Draw draw = Draw.of(shape, precision, side);
    try (Session session = session(precision)) {
      Held held = Held.of(session, draw, sparse, shape.columns());
      for (ItemStep step : steps()) {
        double beta = step instanceof LeastSquaresStep ? 2 : 1;
        Factor F = factor(session, draw.f());
        Factor G = factor(session, draw.g());
        double before = objective(session, held, side, F, G, step, beta);
        double slack = 64 * precision.unitRoundoff() * before;
        Factor sums = held.sums(session, side, G, F.rows(), step);
        for (int sweep = 0; sweep < 150; sweep++) {
          held.sweep(session, side, F, G, sums, step);
          if (sweep < 5) {
            double after = objective(session, held, side, F, G, step, beta);
            double previous = before;
            assertTrue(
                after <= before + slack, () -> step + ": from %s to %s".formatted(previous, after));
            before = after;
          }
        }
        Factor numerator = session.newFactor(F.rows(), F.rank());
        Factor denominator = session.newFactor(F.rows(), F.rank());
        session.weightedCross(held.v(), held.m(), side, F, G, beta, numerator, denominator);
        double residual = session.kktResidual(F, numerator, denominator, step.l1(), step.l2());
        assertTrue(residual < 1e-4, () -> step + ": KKT residual " + residual);
      }
    }
  }

  private static double objective(
      Session session, Held held, Side side, Factor f, Factor g, ItemStep step, double beta) {
    double loss =
        side == Side.ROWS
            ? session.weightedDivergence(held.v(), held.m(), f, g, beta)
            : session.weightedDivergence(held.v(), held.m(), g, f, beta);
    return loss + step.l1() * session.sum(f) + step.l2() / 2 * session.dot(f, f);
  }

  /** Panels of columns, each with its rows of the sums, as all of them at once. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void weightedPanelsOfColumns(Precision precision) {
    Shape shape = new Shape(41, 37, 6);
    Draw draw = Draw.of(shape, precision, Side.COLUMNS);
    for (boolean sparse : new boolean[] {false, true}) {
      try (Session session = session(precision)) {
        Held whole = Held.of(session, draw, sparse, 37);
        Held panels = Held.of(session, draw, sparse, 11);
        for (ItemStep step : steps()) {
          Factor expected = factor(session, draw.f());
          Factor all = factor(session, draw.f());
          Factor single = factor(session, draw.f());
          Factor G = factor(session, draw.g());
          Factor sums = whole.sums(session, Side.COLUMNS, G, 37, step);
          whole.sweep(session, Side.COLUMNS, expected, G, sums, step);
          panels.sweep(session, Side.COLUMNS, all, G, sums, step);
          for (int p = 0; p < panels.v().panels(); p++) {
            int from = panels.v().panelStart(p);
            int to = panels.v().panelStart(p + 1);
            new Held(panels.v().panel(p), panels.m().panel(p), panels.products().panel(p))
                .sweep(session, Side.COLUMNS, single.rows(from, to), G, sums.rows(from, to), step);
          }
          assertSame(read(session, expected), read(session, all), step + ", sparse=" + sparse);
          assertSame(read(session, expected), read(session, single), step + ", sparse=" + sparse);
        }
      }
    }
  }
}
