package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import org.junit.jupiter.params.provider.MethodSource;

/** A V that is streamed gives the bits of one that was uploaded in the same panels. */
abstract class StreamingLayer extends Layer {

  static Stream<Arguments> shapes() {
    return Stream.of(new Shape(131, 217, 5), new Shape(40, 300, 9), new Shape(7, 23, 3))
        .flatMap(s -> Arrays.stream(Precision.values()).map(p -> Arguments.of(s, p)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void sameBits(Shape shape, Precision precision) {
    var inputs = new Inputs(shape, 81);
    double[][] v = inputs.uniform(shape.columns(), shape.rows(), 0.1, precision);
    double[][] w = inputs.uniform(shape.rows(), shape.rank(), 0.1, precision);
    double[][] h = inputs.uniform(shape.columns(), shape.rank(), 0.1, precision);
    int width = shape.columns() > 200 ? 96 : 5;
    for (Precision stored : Precision.values()) {
      DenseMatrix matrix = DenseMatrix.of(v).copy(stored, 1).transpose();
      try (Session session = session(precision)) {
        Factor W = factor(session, w);
        Factor H = factor(session, h);
        List<double[][]> expected = passes(session, session.upload(matrix, 4, width), W, H);
        Data streamed = session.stream(matrix, 4, width);
        for (int round = 0; round < 2; round++) {
          List<double[][]> actual = passes(session, streamed, W, H);
          for (int r = 0; r < expected.size(); r++) {
            assertSame(expected.get(r), actual.get(r), "result " + r + " in round " + round);
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
}
