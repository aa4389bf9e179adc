package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold whatever the numbers are. */
abstract class InvariantLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Shape.ALL.stream()
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  /** After an unpenalised KL update of F, the row sums of F·Gᵀ are those of X. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void klUpdateKeepsMarginals(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 21);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] g0 = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    double[][] f0 = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double bound = 8 * (shape.columns() + shape.rank() + 8) * precision.unitRoundoff();
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision));
        Factor f = factor(session, f0);
        Factor g = factor(session, g0);
        klUpdate(session, data, Side.ROWS, f, g);
        double[][] y = Oracle.model(read(session, f), g0);
        for (int i = 0; i < v.length; i++) {
          assertClose(
              bound, Arrays.stream(v[i]).sum(), Arrays.stream(y[i]).sum(), "sum of row " + i);
        }
      }
    }
  }

  private static void klUpdate(Session session, Data data, Side side, Factor f, Factor g) {
    Factor numerator = session.newFactor(f.rows(), f.rank());
    Factor sums = session.newFactor(1, f.rank());
    session.klCross(data, side, f, g, numerator);
    session.columnSums(g, sums);
    session.ratioUpdate(f, numerator, sums, RatioStep.monotone(1, 0, 0));
  }

  /** Multiplicative and HALS updates never raise the loss. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void updatesNeverRaiseTheLoss(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 22);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] w0 = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h0 = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    try (Session session = session(precision)) {
      Data data = session.upload(Inputs.matrix(v, false, precision));
      double slack = 64 * precision.unitRoundoff();
      for (double beta : new double[] {-1, 0, 0.5, 1, 1.5, 2, 3}) {
        Factor w = factor(session, w0);
        Factor h = factor(session, h0);
        Factor numerator = session.newFactor(shape.columns(), shape.rank());
        Factor denominator = session.newFactor(shape.columns(), shape.rank());
        double before = session.divergence(data, w, h, beta);
        session.betaCross(data, Side.COLUMNS, h, w, beta, numerator, denominator);
        session.ratioUpdate(h, numerator, denominator, RatioStep.monotone(beta, 0, 0));
        double after = session.divergence(data, w, h, beta);
        assertTrue(
            after <= before + slack * Math.max(before, magnitude(v, beta)),
            () -> "beta %s: %s to %s".formatted(beta, before, after));
      }
      Factor w = factor(session, w0);
      Factor h = factor(session, h0);
      double before = session.divergence(data, w, h, 2);
      Factor r = session.newFactor(shape.columns(), shape.rank());
      Gram s = session.newGram(shape.rank());
      session.gram(w, s);
      session.cross(data, Side.COLUMNS, w, r);
      session.halsSweep(h, r, s, 0, 0);
      double after = session.divergence(data, w, h, 2);
      assertTrue(
          after <= before + slack * magnitude(v, 2),
          () -> "HALS: %s to %s".formatted(before, after));
    }
  }

  /** Weights of 1 are no weights, and zero weights hide what the model is there. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void weightsOfOneChangeNothing(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 27);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    double[][] ones = new double[shape.rows()][shape.columns()];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    double bound =
        8 * (shape.rows() + shape.columns() + 4 * shape.rank() + 64) * precision.unitRoundoff();
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.layer(v, ones, sparse, precision));
        Data weights = session.upload(Inputs.layer(ones, ones, sparse, precision));
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        for (double beta : new double[] {-1, 0, 0.5, 1, 1.5, 2, 3}) {
          Factor n = poisoned(session, shape.columns(), shape.rank());
          Factor d = poisoned(session, shape.columns(), shape.rank());
          session.betaCross(data, Side.COLUMNS, H, W, beta, n, d);
          double[][] plainN = read(session, n);
          double[][] plainD = read(session, d);
          session.weightedCross(data, weights, Side.COLUMNS, H, W, beta, n, d);
          double[][] weightedN = read(session, n);
          double[][] weightedD = read(session, d);
          for (int j = 0; j < plainN.length; j++) {
            for (int c = 0; c < shape.rank(); c++) {
              assertClose(bound, plainN[j][c], weightedN[j][c], "N, beta " + beta);
              assertClose(bound, plainD[j][c], weightedD[j][c], "D, beta " + beta);
            }
          }
        }
      }
    }
  }

  private static double magnitude(double[][] v, double beta) {
    return Arrays.stream(v).flatMapToDouble(Arrays::stream).map(x -> Math.pow(x, beta)).sum();
  }

  /** What panels give one by one adds up to what the whole gives. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void panelsAddUp(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 23);
    double[][] v = inputs.thinned(inputs.integers(shape.rows(), shape.columns(), 9), 0.5);
    double[][] w = inputs.powers(shape.rows(), shape.rank(), 2);
    double[][] h = inputs.oneHot(shape.columns(), shape.rank(), 2);
    int width = Math.max(1, shape.columns() / 3);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        Data data = session.upload(Inputs.matrix(v, sparse, precision), 1, width);
        assertEquals(Math.ceilDiv(shape.columns(), width), data.panels());
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        Factor rW = session.newFactor(shape.rows(), shape.rank());
        Factor nW = session.newFactor(shape.rows(), shape.rank());
        Factor mW = session.newFactor(shape.rows(), shape.rank());
        Factor dW = session.newFactor(shape.rows(), shape.rank());
        Factor rH = poisoned(session, shape.columns(), shape.rank());
        Gram s = session.newGram(shape.rank());
        double loss = 0;
        double norm = 0;
        for (int p = 0; p < data.panels(); p++) {
          Data panel = data.panel(p);
          Factor hp = H.rows(data.panelStart(p), data.panelStart(p + 1));
          session.cross(
              panel, Side.COLUMNS, W, rH.rows(data.panelStart(p), data.panelStart(p + 1)));
          session.addCross(panel, Side.ROWS, hp, rW);
          session.addKlCross(panel, Side.ROWS, W, hp, nW);
          session.addWeightedCross(panel, panel, Side.ROWS, W, hp, 1, mW, dW);
          session.addGram(hp, s);
          loss += session.divergence(panel, W, hp, 2);
          norm += session.squaredNorm(panel);
        }
        assertSame(Oracle.multiply(v, h), read(session, rW), "V·H by panels");
        assertSame(Oracle.multiply(Inputs.transpose(v), w), read(session, rH), "Vᵀ·W by panels");
        assertSame(Oracle.betaCross(v, w, h, 1)[0], read(session, nW), "KL numerator by panels");
        double[][][] weighted = Oracle.weightedCross(v, v, w, h, 1);
        assertSame(weighted[0], read(session, mW), "weighted numerator by panels");
        assertSame(weighted[1], read(session, dW), "weighted denominator by panels");
        Gram whole = session.newGram(shape.rank());
        session.gram(H, whole);
        org.junit.jupiter.api.Assertions.assertArrayEquals(session.read(whole), session.read(s));
        assertClose(1e-12, session.divergence(data, W, H, 2), loss, "loss by panels");
        assertClose(1e-12, session.squaredNorm(data), norm, "norm by panels");
      }
    }
  }

  /** Scaling by powers of two scales the results exactly. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void powersOfTwoScaleBits(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 24);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0, precision);
    double[][] f = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        var matrix = Inputs.matrix(v, sparse, precision);
        double[][][] once = passes(session, session.upload(matrix), f, g);
        double[][][] scaled =
            passes(session, session.upload(matrix, 0x1p-20, shape.columns()), f, g);
        for (int r = 0; r < once.length; r++) {
          for (double[] row : once[r]) {
            for (int c = 0; c < row.length; c++) {
              row[c] *= 0x1p-20;
            }
          }
          assertSame(once[r], scaled[r], "pass " + r + " sparse=" + sparse);
        }
      }
    }
  }

  /** Permuting the items permutes the results bit for bit: edge tiles sum in the same order. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void permutedItemsGivePermutedBits(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 25);
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0, precision);
    double[][] f = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] g = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    try (Session session = session(precision)) {
      for (boolean sparse : new boolean[] {false, true}) {
        double[][][] straight =
            passes(session, session.upload(Inputs.matrix(v, sparse, precision)), f, g);
        double[][][] turned =
            passes(
                session,
                session.upload(Inputs.matrix(reversed(v), sparse, precision)),
                reversed(f),
                g);
        for (int r = 0; r < straight.length; r++) {
          assertSame(reversed(straight[r]), turned[r], "pass " + r + " sparse=" + sparse);
        }
      }
    }
  }

  private static double[][][] passes(Session session, Data data, double[][] f, double[][] g) {
    Factor F = factor(session, f);
    Factor G = factor(session, g);
    Factor r = poisoned(session, f.length, F.rank());
    Factor n = poisoned(session, f.length, F.rank());
    session.cross(data, Side.ROWS, G, r);
    session.klCross(data, Side.ROWS, F, G, n);
    return new double[][][] {read(session, r), read(session, n)};
  }

  private static double[][] reversed(double[][] a) {
    double[][] b = a.clone();
    java.util.Collections.reverse(Arrays.asList(b));
    return b;
  }

  /** The same bits for 1, 2 and 7 threads, and run to run. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void bitsDoNotDependOnThreads(Precision precision) {
    session(precision).close(); // skips where the device has no such precision
    Shape shape = new Shape(301, 203, 19);
    double[][][] first = null;
    for (int threads : new int[] {1, 2, 7, 7}) {
      try (Backend backend = contract().openWithThreads(threads);
          Session session = backend.newSession(precision)) {
        double[][][] results = everything(session, shape);
        if (first == null) {
          first = results;
        } else {
          for (int r = 0; r < results.length; r++) {
            assertSame(first[r], results[r], "result " + r + " with " + threads + " threads");
          }
        }
      }
    }
  }

  private static double[][][] everything(Session session, Shape shape) {
    var inputs = new Inputs(shape, 26);
    Precision precision = session.precision();
    double[][] v = inputs.uniform(shape.rows(), shape.columns(), 0.1, precision);
    double[][] thin = inputs.thinned(inputs.uniform(301, 203, 0.1, precision), 0.2);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    Factor W = factor(session, w);
    Factor H = factor(session, h);
    Gram s = session.newGram(shape.rank());
    var results = new java.util.ArrayList<double[][]>();
    for (Data data :
        new Data[] {
          session.upload(Inputs.matrix(v, false, precision)),
          session.upload(Inputs.matrix(thin, true, precision))
        }) {
      for (Side side : Side.values()) {
        Factor f = side == Side.ROWS ? W : H;
        Factor g = side == Side.ROWS ? H : W;
        Factor r = session.newFactor(f.rows(), f.rank());
        Factor d = session.newFactor(f.rows(), f.rank());
        session.cross(data, side, g, r);
        results.add(read(session, r));
        session.klCross(data, side, f, g, r);
        results.add(read(session, r));
        session.betaCross(data, side, f, g, 0.5, r, d);
        results.add(read(session, r));
        results.add(read(session, d));
        session.weightedCross(data, data, side, f, g, 0.5, r, d);
        results.add(read(session, r));
        results.add(read(session, d));
        session.gram(g, s);
        results.add(new double[][] {session.read(s)});
      }
      results.add(
          new double[][] {
            {
              session.divergence(data, W, H, 2),
              session.divergence(data, W, H, 1),
              session.divergence(data, W, H, 1.5),
              session.weightedDivergence(data, data, W, H, 1.5),
              session.squaredNorm(data),
              session.sum(W),
              session.dot(W, W)
            }
          });
    }
    return results.toArray(double[][][]::new);
  }
}
