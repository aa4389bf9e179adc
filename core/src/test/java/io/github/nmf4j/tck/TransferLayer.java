package io.github.nmf4j.tck;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dense V as it may lie in memory: types, byte orders, by rows and by columns. */
abstract class TransferLayer extends Layer {

  /**
   * More rows and columns than a tile is likely to have, higher than wide and the reverse; and
   * lines so long that a backend may read them piece by piece.
   */
  @ParameterizedTest(name = "{0}×{1} {2}")
  @CsvSource({
    "200, 128, FLOAT",
    "128, 200, FLOAT",
    "4100, 35, FLOAT",
    "35, 4100, FLOAT",
    "200, 128, DOUBLE",
    "128, 200, DOUBLE",
    "4100, 35, DOUBLE",
    "35, 4100, DOUBLE"
  })
  void everyLayout(int rows, int columns, Precision precision) {
    double[][] v = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        v[i][j] = 4 * entry(i, j);
      }
    }
    // sums that tell entries in the wrong place, below 2²⁴
    double[][] g = new double[columns][3];
    for (int j = 0; j < columns; j++) {
      g[j] = new double[] {1, j % 13, columns < 1000 || j % 29 == 0 ? j * j % 97 : 0};
    }
    double[][] expected = Oracle.multiply(v, g);
    try (Session session = session(precision);
        Arena arena = Arena.ofShared()) {
      Factor G = factor(session, g);
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        for (boolean columnMajor : new boolean[] {false, true}) {
          for (ElementType type :
              new ElementType[] {ElementType.FLOAT32, ElementType.FLOAT64, ElementType.UINT8}) {
            DenseMatrix stored = matrix(arena, type, order, rows, columns, columnMajor, 1);
            String what = "%s %s columnMajor=%s".formatted(type, order, columnMajor);
            assertProduct(session, session.upload(stored, 4, columns), G, expected, what);
            assertProduct(session, session.upload(stored, 4, 96), G, expected, what + " in panels");
          }
          // a scale that is no number in single precision
          DenseMatrix tiny =
              matrix(arena, ElementType.FLOAT32, order, rows, columns, columnMajor, 0x1p-126);
          Data scaled = session.upload(tiny, 0x1p128, columns);
          assertProduct(session, scaled, G, expected, "scaled " + order);
        }
      }
    }
  }

  private static double entry(int i, int j) {
    return (31 * i + 7 * j) % 251;
  }

  private static DenseMatrix matrix(
      Arena arena,
      ElementType type,
      ByteOrder order,
      int rows,
      int columns,
      boolean columnMajor,
      double unit) {
    MemorySegment data = arena.allocate((long) rows * columns * type.bytes(), 64);
    ByteBuffer bytes = data.asByteBuffer().order(order);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int at = (columnMajor ? j * rows + i : i * columns + j) * type.bytes();
        double value = unit * entry(i, j);
        if (type == ElementType.FLOAT32) {
          bytes.putFloat(at, (float) value);
        } else if (type == ElementType.FLOAT64) {
          bytes.putDouble(at, value);
        } else {
          bytes.put(at, (byte) (int) value);
        }
      }
    }
    return DenseMatrix.wrap(data, type, order, rows, columns, columnMajor);
  }

  private static void assertProduct(
      Session session, Data v, Factor g, double[][] expected, String what) {
    Factor out = poisoned(session, expected.length, g.rank());
    session.cross(v, Side.ROWS, g, out);
    assertSame(expected, read(session, out), what);
  }
}
