package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Items that follow each other in time: delays, smooth steps, sums per component. */
abstract class SequenceLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Shape.ALL.stream()
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  static Stream<Arguments> delays() {
    return shapes()
        .flatMap(
            a ->
                IntStream.of(1, 2, 5)
                    .boxed()
                    .flatMap(
                        taps ->
                            Stream.of(0, taps - 1)
                                .distinct()
                                .map(tail -> Arguments.of(a.get()[0], a.get()[1], taps, tail))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void columnDots(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 61);
    double[][] f = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] g = inputs.integers(shape.rows(), shape.rank(), 9);
    double[][] expected = new double[1][shape.rank()];
    for (int i = 0; i < f.length; i++) {
      for (int c = 0; c < shape.rank(); c++) {
        expected[0][c] += f[i][c] * g[i][c];
      }
    }
    try (Session session = session(precision)) {
      Factor sums = poisoned(session, 1, shape.rank());
      session.columnDots(factor(session, f), factor(session, g), sums);
      assertSame(expected, read(session, sums), "columnDots");
      session.addColumnDots(factor(session, f), factor(session, f), sums);
      for (double[] row : f) {
        for (int c = 0; c < shape.rank(); c++) {
          expected[0][c] += row[c] * row[c];
        }
      }
      assertSame(expected, read(session, sums), "addColumnDots");
    }
  }

  /** Both are sums of few integers; with a tail, the last items of B reach back to F's end. */
  @ParameterizedTest(name = "{0} {1} T={2} tail={3}")
  @MethodSource("delays")
  void delayAndFold(Shape shape, Precision precision, int taps, int tail) {
    var inputs = new Inputs(shape, 62);
    int k = shape.rank();
    int p = shape.columns();
    int q = p + tail;
    double[][] f = inputs.integers(p, k, 9);
    double[][] b = inputs.integers(q, k * taps, 9);
    double[][] delayed = new double[q][k * taps];
    double[][] folded = new double[p][k];
    double[][] shared = new double[p][k];
    for (int n = 0; n < q; n++) {
      for (int t = 0; t < taps; t++) {
        int j = n - t;
        for (int c = 0; j >= 0 && j < p && c < k; c++) {
          delayed[n][t * k + c] = f[j][c];
          folded[j][c] += b[n][t * k + c];
          shared[j][c] += b[0][t * k + c];
        }
      }
    }
    try (Session session = session(precision)) {
      Factor F = factor(session, f);
      Factor B = poisoned(session, q, k * taps);
      session.delay(F, B);
      assertSame(delayed, read(session, B), "delay");
      // the padding that a delay leaves is zero: a sum over whole rows would show it
      assertEquals(Arrays.stream(delayed).flatMapToDouble(Arrays::stream).sum(), session.sum(B));

      Factor out = poisoned(session, p, k);
      session.foldDelays(factor(session, b), q, out);
      assertSame(folded, read(session, out), "foldDelays");
      session.foldDelays(factor(session, new double[][] {b[0]}), q, out);
      assertSame(shared, read(session, out), "foldDelays of one item for all");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void smoothUpdate(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 63);
    int p = shape.rows();
    double[][] held = inputs.uniform(p + 3, shape.rank(), 0, precision);
    double[][] f = inputs.uniform(p, shape.rank(), 0.1, precision);
    inputs.thinned(f, 0.8);
    double[][] n = inputs.uniform(p, shape.rank(), 0.1, precision);
    double[][] scales = inputs.uniform(1, shape.rank(), 0.1, precision);
    scales[0][shape.rank() / 2] = 0;
    double[][] each = inputs.uniform(p, shape.rank(), 0.1, precision);
    try (Session session = session(precision)) {
      for (double smoothness : new double[] {0, 1e-3, 1, 1e6, 1e300}) {
        for (int first : new int[] {0, 1, 3}) {
          double[][] around = first == 0 ? Arrays.copyOf(held, p) : held;
          Factor H = factor(session, around);
          Factor N = factor(session, n);
          Factor S = factor(session, scales);
          Factor F = factor(session, f);
          var step = new SmoothStep(smoothness, 0.25);
          session.smoothUpdate(F, H, first, N, S, S, step);
          checkSmooth(f, around, first, n, scales, scales[0], step, precision, read(session, F));
          // denominators of each entry, and of all items alike, with penalties
          for (double[][] d : new double[][][] {each, Arrays.copyOf(each, 1)}) {
            F = factor(session, f);
            step = new SmoothStep(smoothness, 0.25, 0.5, 3);
            session.smoothUpdate(F, H, first, N, factor(session, d), S, step);
            checkSmooth(f, around, first, n, d, scales[0], step, precision, read(session, F));
          }
        }
      }
    }
  }

  /** The root from its formula; where b is a difference, its error is that of its terms. */
  private static void checkSmooth(
      double[][] f,
      double[][] held,
      int first,
      double[][] n,
      double[][] d,
      double[] scales,
      SmoothStep step,
      Precision precision,
      double[][] actual) {
    double[][] expected = new double[f.length][scales.length];
    double[][] bound = new double[f.length][scales.length];
    for (int i = 0; i < f.length; i++) {
      for (int c = 0; c < scales.length; c++) {
        double sum = 0;
        int neighbours = 0;
        for (int j : new int[] {first + i - 1, first + i + 1}) {
          if (j >= 0 && j < held.length) {
            sum += held[j][c];
            neighbours++;
          }
        }
        if (scales[c] == 0) {
          continue;
        }
        double weight = Math.min(step.smoothness() * scales[c], SmoothStep.LARGEST);
        double a = neighbours * weight + step.l2() / scales[c];
        double delta = d[d.length == 1 ? 0 : i][c];
        double linear = (delta + step.l1()) / scales[c] + step.sparsity();
        double b = linear - weight * sum;
        double psi = f[i][c] * n[i][c] / scales[c];
        double root = Math.sqrt(b * b + 4 * a * psi);
        double next = b >= 0 ? (psi == 0 ? 0 : 2 * psi / (b + root)) : (root - b) / (2 * a);
        expected[i][c] = next;
        // ∂ log h / ∂b = −1 / root, and b is off by a few units of its terms
        double terms = root == 0 ? 0 : (linear + weight * sum) / root;
        bound[i][c] = 32 * precision.unitRoundoff() * next * (1 + terms);
      }
    }
    assertWithin(bound, expected, actual, step + " first " + first);
  }

  @ParameterizedTest
  @EnumSource
  void operandsThatDoNotFit(Precision precision) {
    try (Session session = session(precision)) {
      Factor f = session.newFactor(5, 2);
      Factor sums = session.newFactor(1, 2);
      assertRefused(() -> session.delay(f, session.newFactor(5, 3)));
      assertRefused(() -> session.delay(f, session.newFactor(4, 4)));
      assertRefused(() -> session.delay(f, session.newFactor(7, 4)));
      assertRefused(() -> session.foldDelays(session.newFactor(5, 4), 6, f));
      assertRefused(() -> session.columnDots(f, session.newFactor(4, 2), sums));
      assertRefused(() -> session.smoothUpdate(f, f, 1, f, sums, sums, new SmoothStep(1, 0)));
      Factor four = session.newFactor(4, 2);
      assertRefused(() -> session.smoothUpdate(f, f, 0, f, four, sums, new SmoothStep(1, 0)));
    }
  }

  private static void assertRefused(org.junit.jupiter.api.function.Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }
}
