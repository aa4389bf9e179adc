package io.github.nmf4j.tck;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Large shapes, checked by residual: R·t against X·(G·t) for a random t, in O(p·q). */
abstract class ResidualLayer extends Layer {

  static Stream<Arguments> large() {
    return Stream.of(new Shape(4099, 7, 5), new Shape(7, 4099, 12), new Shape(700, 1025, 33))
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

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("large")
  void cross(Shape shape, Precision precision, Side side, boolean sparse) {
    var inputs = new Inputs(shape, 31);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0, precision);
    if (sparse) {
      inputs.thinned(v, 0.05);
    }
    double[][] x = Oracle.x(v, side);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0, precision);
    double[][] t = inputs.uniform(shape.rank(), 1, 0, Precision.DOUBLE);
    double[][] expected = Oracle.multiply(x, Oracle.multiply(g, t));
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, sparse, precision));
      Factor r = poisoned(session, x.length, shape.rank());
      session.cross(data, side, factor(session, g), r);
      assertResidual(expected, Oracle.multiply(read(session, r), t), x[0].length, precision);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2} sparse={3}")
  @MethodSource("large")
  void klCross(Shape shape, Precision precision, Side side, boolean sparse) {
    var inputs = new Inputs(shape, 32);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    if (sparse) {
      inputs.thinned(v, 0.05);
    }
    double[][] x = Oracle.x(v, side);
    double[][] f = inputs.uniform(x.length, shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(x[0].length, shape.rank(), 0.1, precision);
    double[][] t = inputs.uniform(shape.rank(), 1, 0, Precision.DOUBLE);
    double[][] y = Oracle.model(f, g);
    double[][] q = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        q[i][j] = x[i][j] / y[i][j];
      }
    }
    double[][] expected = Oracle.multiply(q, Oracle.multiply(g, t));
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, sparse, precision));
      Factor numerator = poisoned(session, x.length, shape.rank());
      session.klCross(data, side, factor(session, f), factor(session, g), numerator);
      assertResidual(
          expected,
          Oracle.multiply(read(session, numerator), t),
          x[0].length + shape.rank(),
          precision);
    }
  }

  private static void assertResidual(
      double[][] expected, double[][] actual, int terms, Precision precision) {
    double[][] bound = new double[expected.length][1];
    for (int i = 0; i < bound.length; i++) {
      bound[i][0] = 4 * (terms + 8) * precision.unitRoundoff() * expected[i][0];
    }
    assertWithin(bound, expected, actual, "residual");
  }
}
