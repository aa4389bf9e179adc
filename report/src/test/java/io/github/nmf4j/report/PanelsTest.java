package io.github.nmf4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** V, W·H and the residual in cells, against the definition. */
class PanelsTest {

  private static DenseMatrix random(int rows, int columns, double zeros, long seed) {
    var random = new Random(seed);
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, random.nextDouble() < zeros ? 0 : random.nextDouble());
      }
    }
    return matrix;
  }

  /** The extreme value of a cell by walking over all entries. */
  private static double pooled(double[][] entries, int row, int column, int rows, int columns) {
    double extreme = Double.NaN;
    for (int i = 0; i < entries.length; i++) {
      for (int j = 0; j < entries[0].length; j++) {
        boolean inside =
            (long) i * rows / entries.length == row
                && (long) j * columns / entries[0].length == column;
        if (inside && !(Math.abs(extreme) >= Math.abs(entries[i][j]))) {
          extreme = entries[i][j];
        }
      }
    }
    return extreme;
  }

  @ParameterizedTest
  @CsvSource({"7, 5, 20", "23, 31, 9", "50, 8, 7", "3, 60, 11"})
  void poolsWhatTheDefinitionSays(int m, int n, int finest) {
    DenseMatrix v = random(m, n, 0.6, 1);
    DenseMatrix w = random(m, 3, 0.2, 2);
    DenseMatrix h = random(3, n, 0.2, 3);
    double[][] data = new double[m][n];
    double[][] model = new double[m][n];
    double[][] residual = new double[m][n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        data[i][j] = v.get(i, j);
        for (int c = 0; c < 3; c++) {
          model[i][j] += w.get(i, c) * h.get(c, j);
        }
        residual[i][j] = data[i][j] - model[i][j];
      }
    }
    DenseMatrix columnMajor = random(n, m, 0, 1).transpose();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        columnMajor.set(i, j, v.get(i, j));
      }
    }
    for (Matrix stored : new Matrix[] {v, columnMajor, SparseMatrix.ofDense(v)}) {
      Panels panels = Panels.of(stored, w, h, n, finest, 1e18);
      assertEquals("", panels.note());
      int rows = Math.min(m, finest);
      int columns = Math.min(n, finest);
      Cells alone = Cells.of(stored, finest, finest);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          assertEquals(pooled(data, i, j, rows, columns), panels.v().orElseThrow().get(i, j));
          assertEquals(pooled(data, i, j, rows, columns), alone.get(i, j));
          assertEquals(pooled(model, i, j, rows, columns), panels.model().get(i, j), 1e-12);
          assertEquals(
              pooled(residual, i, j, rows, columns),
              panels.residual().orElseThrow().get(i, j),
              1e-12);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 40, 4, 0, 1e18", "9, 40, 4, 3, 1e18", "300, 500, 3, 0, 1e5"})
  void templatesOfSeveralColumnsUnfold(int m, int n, int taps, int shorter, double budget) {
    int k = 2;
    DenseMatrix w = random(m, k * taps, 0.2, 1);
    DenseMatrix h = random(k, n - shorter, 0.2, 2);
    Panels panels = Panels.of(null, w, h, n, 1000, budget);
    for (int i = 0; i < panels.model().rows(); i++) {
      for (int j = 0; j < panels.model().columns(); j++) {
        int row = i * panels.rowStride();
        int column = j * panels.columnStride();
        double expected = 0;
        for (int c = 0; c < k; c++) {
          for (int t = 0; t < taps; t++) {
            int from = column - t;
            if (from >= 0 && from < n - shorter) {
              expected += w.get(row, c * taps + t) * h.get(c, from);
            }
          }
        }
        assertEquals(expected, panels.model().get(i, j), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 700", "1, 64", "5, 64", "5, 3"})
  void piecesMakeTheWhole(int taps, int width) {
    int m = 30;
    int n = 700;
    DenseMatrix v = random(m, n, 0.3, 7);
    DenseMatrix w = random(m, 2 * taps, 0, 8);
    DenseMatrix h = random(2, n, 0.5, 9);
    var pieces = new PooledData(w, n);
    for (int first = 0; first < n; first += width) {
      int count = Math.min(width, n - first);
      int before = Math.min(first, taps - 1);
      pieces.add(columns(v, first, count), columns(h, first - before, before + count), before);
    }
    Panels whole = Panels.of(v, w, h, n);
    Panels parts = pieces.panels();
    assertArrayEquals(whole.v().orElseThrow().values(), parts.v().orElseThrow().values());
    assertArrayEquals(whole.model().values(), parts.model().values());
    assertArrayEquals(
        whole.residual().orElseThrow().values(), parts.residual().orElseThrow().values());
    assertThrows(IllegalArgumentException.class, () -> pieces.add(v, h, 0));
    assertThrows(IllegalStateException.class, () -> new PooledData(w, n).panels());
  }

  private static DenseMatrix columns(DenseMatrix matrix, int first, int count) {
    DenseMatrix part = DenseMatrix.allocate(matrix.rows(), count, matrix.precision());
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < count; j++) {
        part.set(i, j, matrix.get(i, first + j));
      }
    }
    return part;
  }

  @Test
  void aBudgetThinsRowsAndColumnsAndSaysSo() {
    DenseMatrix v = random(900, 700, 0, 4);
    DenseMatrix w = random(900, 2, 0, 5);
    DenseMatrix h = random(2, 700, 0, 6);
    Panels panels = Panels.of(v, w, h, 700, 100, 900 * 700 * 18 / 9.0);
    assertEquals(3, panels.rowStride());
    assertEquals(3, panels.columnStride());
    assertEquals(
        "Of this matrix, every 3rd row and every 3rd column was looked at.", panels.note());
    // cell (0, 0): rows and columns 0, 3, 6
    double highest = 0;
    for (int i = 0; i < 9; i += 3) {
      for (int j = 0; j < 9; j += 3) {
        highest = Math.max(highest, v.get(i, j));
      }
    }
    Cells cells = panels.v().orElseThrow();
    assertEquals(highest, cells.get(0, 0));
    assertTrue(cells.rows() <= 100 && cells.columns() <= 100, cells.toString());
  }

  @Test
  void entriesThatAreNotNumbersArePassedOver() {
    DenseMatrix v = DenseMatrix.of(2, 2, Double.NaN, 1, Double.NaN, Double.NaN);
    DenseMatrix w = DenseMatrix.of(2, 1, 1, 1);
    DenseMatrix h = DenseMatrix.of(1, 2, 0.5, 0.5);
    Panels panels = Panels.of(v, w, h, 2);
    assertArrayEquals(
        new double[] {Double.NaN, 0.5, Double.NaN, Double.NaN},
        panels.residual().orElseThrow().values());
    assertArrayEquals(new double[] {1, 1}, panels.v().orElseThrow().range());
    assertEquals("", Cells.of(v).note());
  }

  @Test
  void tinyAndHugeNumbersKeepTheirShape() {
    for (double unit : new double[] {1e-300, 1e300}) {
      DenseMatrix v = DenseMatrix.of(2, 2, unit, 2 * unit, 0, 3 * unit);
      Cells cells = Cells.of(v);
      ColorScale scale = ColorScale.fitting(cells);
      assertEquals(1, scale.fraction(cells.get(1, 1)));
      assertEquals(1 / 3.0, scale.fraction(cells.get(0, 0)), 1e-12);
    }
  }
}
