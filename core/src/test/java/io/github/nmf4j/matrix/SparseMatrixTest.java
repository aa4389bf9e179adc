package io.github.nmf4j.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SparseMatrixTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void coordinatesInAnyOrderAddUp(int seed) {
    var random = new SplittableRandom(seed);
    int m = 1 + random.nextInt(20);
    int n = 1 + random.nextInt(20);
    int entries = random.nextInt(2 * m * n);
    double[][] dense = new double[m][n];
    int[] rows = new int[entries];
    int[] columns = new int[entries];
    double[] values = new double[entries];
    for (int p = 0; p < entries; p++) {
      rows[p] = random.nextInt(m);
      columns[p] = random.nextInt(n);
      values[p] = random.nextInt(9);
      dense[rows[p]][columns[p]] += values[p];
    }
    SparseMatrix sparse = SparseMatrix.ofCoordinates(m, n, rows, columns, values);
    DenseMatrix expected = DenseMatrix.of(dense);
    assertArrayEquals(expected.toArray(), sparse.toDense().toArray());
    assertArrayEquals(expected.transpose().toArray(), sparse.transpose().toDense().toArray());
    assertArrayEquals(expected.toArray(), sparse.transpose().transpose().toDense().toArray());
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        assertEquals(dense[i][j], sparse.get(i, j));
      }
    }
    assertArrayEquals(expected.toArray(), SparseMatrix.ofDense(expected).toDense().toArray());
    assertEquals(expected.summary().sum(), sparse.summary().sum());
    assertEquals(expected.summary().nonzeros(), sparse.summary().nonzeros());
    assertEquals(expected.summary().zeroRows(), sparse.summary().zeroRows());
    assertEquals(expected.summary().zeroColumns(), sparse.summary().zeroColumns());
    assertEquals(expected.summary().minimum(), sparse.summary().minimum());
    assertEquals(expected.summary().maximum(), sparse.summary().maximum());
  }

  @Test
  void brokenStructureIsRefused() {
    assertStructure("3 row starts", new long[] {0, 1}, new int[] {0}, 1);
    assertStructure("2 column indices", new long[] {0, 1, 1}, new int[] {0, 1}, 1);
    assertStructure("first row starts", new long[] {1, 1, 1}, new int[] {0}, 1);
    assertStructure("last row ends", new long[] {0, 1, 3}, new int[] {0, 1}, 2);
    assertStructure("row 0 starts", new long[] {0, 3, 2}, new int[] {0, 1}, 2);
    assertStructure("row 0: column 1 after 1", new long[] {0, 2, 2}, new int[] {1, 1}, 2);
    assertStructure("row 1: column 3", new long[] {0, 1, 2}, new int[] {1, 3}, 2);
    assertStructure("row 0: column -1", new long[] {0, 1, 1}, new int[] {-1}, 1);
  }

  private static void assertStructure(String part, long[] rowStarts, int[] columns, int entries) {
    try (Arena arena = Arena.ofConfined()) {
      var starts = arena.allocate(8L * rowStarts.length, 8);
      starts.copyFrom(MemorySegment.ofArray(rowStarts));
      var indices = arena.allocate(4L * columns.length, 8);
      indices.copyFrom(MemorySegment.ofArray(columns));
      var values = arena.allocate(8L * entries, 8);
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> SparseMatrix.wrap(2, 3, Precision.DOUBLE, starts, indices, values));
      String message = String.valueOf(error.getMessage());
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void buildersCheckPlaceAndRoom() {
    try (Arena arena = Arena.ofConfined()) {
      var builder = new SparseMatrixBuilder(2, 3, Precision.FLOAT, 1, arena);
      assertThrows(IllegalArgumentException.class, () -> builder.add(2, 0, 1));
      assertThrows(IllegalArgumentException.class, () -> builder.add(0, 3, 1));
      builder.add(1, 2, 0.1);
      assertThrows(IllegalStateException.class, () -> builder.add(0, 0, 1));
      SparseMatrix matrix = builder.build();
      assertEquals((float) 0.1, matrix.get(1, 2));
      builder.abandon();
    }
  }

  @Test
  void theFirstInvalidEntryIsTheFirstByRows() {
    DenseMatrix a =
        DenseMatrix.of(new double[][] {{0, 1, 2}, {3, -4, Double.NaN}, {-1, 0, 1.0 / 0}});
    for (Matrix m :
        new Matrix[] {
          a, SparseMatrix.ofDense(a), a.transpose().copy(Precision.DOUBLE, 1).transpose()
        }) {
      MatrixSummary summary = m.summary();
      assertEquals(1, summary.nans());
      assertEquals(1, summary.infinities());
      assertEquals(2, summary.negatives());
      assertEquals(-4, summary.minimum());
      assertEquals(3, summary.maximum());
      assertEquals(new MatrixSummary.InvalidEntry(1, 1, -4), summary.firstInvalid().orElseThrow());
    }
  }
}
