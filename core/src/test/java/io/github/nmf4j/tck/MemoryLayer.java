package io.github.nmf4j.tck;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations read only their inputs and write only their outputs: a view between canary items keeps
 * them, inputs come back unchanged, and what the padding of an operand holds never leaks into a
 * result (a factor that was full of NaN is reused with clean items).
 */
abstract class MemoryLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Shape.ALL.stream()
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void outputsStayBetweenCanaries(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 41);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, false, precision));
      Factor W = factor(session, w);
      Factor H = factor(session, h);
      double[][] canary = new double[shape.rows() + 2][shape.rank()];
      for (double[] item : canary) {
        Arrays.fill(item, -77);
      }
      Factor outer = factor(session, canary);
      Factor inner = outer.rows(1, shape.rows() + 1);
      Factor other = session.newFactor(shape.rows(), shape.rank());
      Gram s = session.newGram(shape.rank());
      session.gram(H, s);
      session.cross(data, Side.ROWS, H, inner);
      session.klCross(data, Side.ROWS, W, H, inner);
      session.betaCross(data, Side.ROWS, W, H, 0.5, inner, other);
      session.weightedCross(data, data, Side.ROWS, W, H, 0.5, inner, other);
      session.weightedCross(data, data, Side.ROWS, W, H, 0.5, other, inner);
      session.product(W, s, inner);
      session.copy(W, inner);
      session.hold(inner, W, other);
      session.multiplyUpdate(inner, W, s, 0, 0);
      session.halsSweep(inner, W, s, 0, 0);
      session.halsSweep(inner, W, s, 0, 0, other);
      session.ratioUpdate(inner, W, other, RatioStep.monotone(0.5, 0.1, 0.1));
      session.extrapolate(W, other, 0.5, Momentum.CLIPPED, inner);
      session.subtract(W, W, inner);
      Factor sums = factor(session, new double[][] {w[0]});
      session.columnDots(W, W, sums);
      session.smoothUpdate(inner, W, 0, W, sums, sums, new SmoothStep(0.5, 0.5));
      session.foldDelays(W, shape.rows(), inner);
      session.delay(W, inner);
      double[][] after = read(session, outer);
      assertSame(new double[][] {canary[0]}, new double[][] {after[0]}, "item before the view");
      int last = shape.rows() + 1;
      assertSame(
          new double[][] {canary[last]}, new double[][] {after[last]}, "item after the view");
      assertSame(w, read(session, W), "W");
      assertSame(h, read(session, H), "H");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void oldContentsDoNotLeak(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 42);
    double[][] v = inputs.integers(shape.rows(), shape.columns(), 5);
    double[][] h = inputs.integers(shape.columns(), shape.rank(), 5);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, false, precision));
      Factor H = poisoned(session, shape.columns(), shape.rank());
      Factor r = poisoned(session, shape.rows(), shape.rank());
      Gram s = session.newGram(shape.rank());
      session.gram(H, s); // S is all NaN now
      session.cross(data, Side.ROWS, H, r); // and so is R
      session.write(H, io.github.nmf4j.matrix.DenseMatrix.of(h));
      session.gram(H, s);
      session.cross(data, Side.ROWS, H, r);
      assertSame(Oracle.multiply(v, h), read(session, r), "cross");
      double[][] gram = Oracle.gram(h);
      double[] got = session.read(s);
      for (int a = 0; a < gram.length; a++) {
        assertSame(
            new double[][] {gram[a]},
            new double[][] {Arrays.copyOfRange(got, a * shape.rank(), (a + 1) * shape.rank())},
            "gram row " + a);
      }
    }
  }
}
