package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A V that is streamed gives the bits of one that was uploaded in the same panels. */
abstract class StreamingLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Stream.of(
            new Shape(131, 217, 5),
            new Shape(40, 300, 9),
            // the last of its panels of 100 columns lies where a larger one of other rows lay
            new Shape(90, 212, 5),
            new Shape(7, 23, 3))
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  /** Widths of panels, none of which divides V: whether a panel is turned depends on its width. */
  private static int[] widths(Shape shape) {
    return shape.columns() > 200 ? new int[] {96, 100} : new int[] {5};
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void sameBits(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 81);
    double[][] v = inputs.uniform(shape.columns(), shape.rows(), 0.1, precision);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    for (Precision stored : Precision.values()) {
      DenseMatrix matrix = DenseMatrix.of(v).copy(stored, 1).transpose();
      try (Session session = session(precision)) {
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        for (int width : widths(shape)) {
          List<double[][]> expected = passes(session, session.upload(matrix, 4, width), W, H);
          Data streamed = session.stream(matrix, 4, width);
          for (int round = 0; round < 2; round++) {
            List<double[][]> actual = passes(session, streamed, W, H);
            for (int r = 0; r < expected.size(); r++) {
              assertSame(
                  expected.get(r),
                  actual.get(r),
                  "result %d in round %d, panels of %d".formatted(r, round, width));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void sparseHasTheSameBits(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 82);
    double[][] v =
        inputs.thinned(inputs.uniform(shape.rows(), shape.columns(), 0.1, precision), 0.2);
    // a heavy column and an empty panel
    for (double[] row : v) {
      row[1] = 0.5;
      Arrays.fill(row, row.length - 3, row.length, 0);
    }
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    int width = shape.columns() > 200 ? 107 : 3;
    for (Precision stored : Precision.values()) {
      SparseMatrix matrix = SparseMatrix.ofDense(DenseMatrix.of(v).copy(stored, 1));
      try (Session session = session(precision)) {
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        List<double[][]> expected = passes(session, session.upload(matrix, 4, width), W, H);
        Data streamed = session.stream(matrix, 4, width);
        assertEquals(matrix.storedEntries(), streamed.storedEntries());
        for (int round = 0; round < 2; round++) {
          List<double[][]> actual = passes(session, streamed, W, H);
          for (int r = 0; r < expected.size(); r++) {
            assertSame(expected.get(r), actual.get(r), "result " + r + " in round " + round);
          }
        }
        assertSparsePanelsInAnyOrder(session, matrix, streamed);
      }
    }
  }

  private static void assertSparsePanelsInAnyOrder(
      Session session, SparseMatrix matrix, Data streamed) {
    assertEquals(true, streamed.isSparse());
    Data whole = session.upload(matrix, 4, streamed.panelStart(1));
    for (int p : new int[] {streamed.panels() - 1, 0, streamed.panels() - 1, 1, 1}) {
      assertEquals(
          session.squaredNorm(whole.panel(p)),
          session.squaredNorm(streamed.panel(p)),
          "panel " + p);
    }
  }

  private static List<double[][]> passes(Session session, Data v, Factor w, Factor h) {
    Factor forW = session.newFactor(w.rows(), w.rank());
    Factor forH = session.newFactor(h.rows(), h.rank());
    var results = new ArrayList<double[][]>();
    double[] numbers = new double[2];
    for (int p = 0; p < v.panels(); p++) {
      Data panel = v.panel(p);
      Factor hp = h.rows(v.panelStart(p), v.panelStart(p + 1));
      session.addCross(panel, Side.ROWS, hp, forW);
      session.klCross(panel, Side.COLUMNS, hp, w, forH.rows(v.panelStart(p), v.panelStart(p + 1)));
      numbers[0] += session.divergence(panel, w, hp, 1);
      numbers[1] += session.squaredNorm(panel);
    }
    results.add(read(session, forW));
    results.add(read(session, forH));
    results.add(new double[][] {numbers});
    return results;
  }

  /** Weights beside V, both made a panel at a time: the bits of both uploaded in these panels. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void sameBitsWithWeights(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 82);
    double[][] weights =
        inputs.thinned(inputs.uniform(shape.columns(), shape.rows(), 0.1, precision), 0.7);
    double[][] v =
        Inputs.observed(inputs.uniform(shape.columns(), shape.rows(), 0.1, precision), weights);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    int width = shape.columns() > 200 ? 96 : 5;
    DenseMatrix V = DenseMatrix.of(v).copy(precision, 1).transpose();
    DenseMatrix M = DenseMatrix.of(weights).copy(precision, 1).transpose();
    try (Session session = session(precision)) {
      Factor W = factor(session, w);
      Factor H = factor(session, h);
      for (double beta : new double[] {0.5, 1, 2}) {
        List<double[][]> expected =
            weightedPasses(
                session, session.upload(V, 4, width), session.upload(M, 2, width), W, H, beta);
        Data streamed = session.stream(new Recycled(V, width), 4, width);
        Data streamedWeights = session.stream(new Recycled(M, width), 2, width);
        for (int round = 0; round < 2; round++) {
          List<double[][]> actual = weightedPasses(session, streamed, streamedWeights, W, H, beta);
          for (int r = 0; r < expected.size(); r++) {
            assertSame(expected.get(r), actual.get(r), "beta %s result %d".formatted(beta, r));
          }
        }
      }
    }
  }

  private static List<double[][]> weightedPasses(
      Session session, Data v, Data m, Factor w, Factor h, double beta) {
    Factor numeratorW = session.newFactor(w.rows(), w.rank());
    Factor denominatorW = session.newFactor(w.rows(), w.rank());
    Factor numeratorH = session.newFactor(h.rows(), h.rank());
    Factor denominatorH = session.newFactor(h.rows(), h.rank());
    double[] numbers = new double[1];
    for (int p = 0; p < v.panels(); p++) {
      int from = v.panelStart(p);
      int to = v.panelStart(p + 1);
      Factor hp = h.rows(from, to);
      session.addWeightedCross(
          v.panel(p), m.panel(p), Side.ROWS, w, hp, beta, numeratorW, denominatorW);
      session.weightedCross(
          v.panel(p),
          m.panel(p),
          Side.COLUMNS,
          hp,
          w,
          beta,
          numeratorH.rows(from, to),
          denominatorH.rows(from, to));
      numbers[0] += session.weightedDivergence(v.panel(p), m.panel(p), w, hp, beta);
    }
    return List.of(
        read(session, numeratorW),
        read(session, denominatorW),
        read(session, numeratorH),
        read(session, denominatorH),
        new double[][] {numbers});
  }

  /** Whole runs of this backend: smooth models in batches, and weights, streamed as in memory. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void runsStream(Precision precision) {
    session(precision).close(); // skips where the device has no such precision
    var inputs = new Inputs(new Shape(71, 130, 4), 84);
    DenseMatrix v = DenseMatrix.of(inputs.uniform(130, 71, 0.1, precision)).copy(precision, 1);
    DenseMatrix m = DenseMatrix.of(inputs.thinned(inputs.uniform(130, 71, 0.1, precision), 0.7));
    String device = contract().device().isEmpty() ? "" : ":" + contract().device();
    NmfOptions options =
        NmfOptions.rank(4)
            .loss(Loss.KULLBACK_LEIBLER)
            .maxIterations(6)
            .stoppingRule(new StoppingRule.None())
            .backend(contract().provider().name() + device);
    Model.Smooth smooth = Model.smooth(0.2).withBatchSize(12);
    for (NmfOptions batches :
        List.of(
            options.model(smooth),
            options.model(smooth.withConvex()),
            options.online(new Online(12, 0.6, Online.Lines.COLUMNS)).weights(m.transpose()))) {
      NmfResult whole = Nmf.factorize(v.transpose(), batches);
      NmfResult streamed = Nmf.factorize(v.transpose(), batches.memoryLimit(4096));
      assertArrayEquals(whole.w().toArray(), streamed.w().toArray(), batches::toString);
      assertArrayEquals(whole.h().toArray(), streamed.h().toArray(), batches::toString);
    }
  }

  /** Columns in memory that the next range takes over. */
  private static final class Recycled implements ColumnSource {
    private final DenseMatrix v;
    private final DenseMatrix room;

    Recycled(DenseMatrix v, int width) {
      this.v = v;
      this.room = DenseMatrix.allocate(width, v.rows(), v.precision());
    }

    @Override
    public int rows() {
      return v.rows();
    }

    @Override
    public int columns() {
      return v.columns();
    }

    @Override
    public DenseMatrix columns(int from, int to) {
      for (int i = 0; i < room.rows(); i++) {
        for (int j = 0; j < v.rows(); j++) {
          room.set(i, j, from + i < to ? v.get(j, from + i) : Double.NaN);
        }
      }
      return DenseMatrix.wrap(
          room.segment(), room.type(), room.byteOrder(), v.rows(), to - from, true);
    }

    @Override
    public void release(int from, int to) {
      for (int i = 0; i < room.rows(); i++) {
        for (int j = 0; j < v.rows(); j++) {
          room.set(i, j, Double.NaN); // has been read
        }
      }
    }
  }

  @Test
  void takesPanelsOfColumns() {
    try (Session session = session(Precision.FLOAT)) {
      DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
      assertThrows(IllegalArgumentException.class, () -> session.stream(v, 1, 1));
      Data streamed = session.stream(v.transpose(), 1, 1);
      assertEquals(2, streamed.panels());
      if (streamed.isStreamed()) {
        assertThrows(IllegalArgumentException.class, () -> session.squaredNorm(streamed));
      }
      assertEquals(77, session.squaredNorm(streamed.panel(1)));
      assertEquals(14, session.squaredNorm(streamed.panel(0)));
    }
  }

  @Test
  void aClosedSessionLoadsNoPanel() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).transpose();
    Session session = session(Precision.FLOAT);
    Data streamed = session.stream(v, 1, 1);
    Data sparse = session.stream(SparseMatrix.ofDense(v), 1, 1);
    boolean sparseIsStreamed = sparse.isStreamed();
    session.close();
    assertThrows(IllegalStateException.class, () -> streamed.panel(1));
    if (sparseIsStreamed) {
      assertThrows(IllegalStateException.class, () -> sparse.panel(1));
    }
  }
}
