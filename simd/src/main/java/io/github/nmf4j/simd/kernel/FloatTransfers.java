package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Numbers between the caller's matrices and the session's memory. */
final class FloatTransfers {

  /** A power of two up to here is a number in either precision. */
  private static final int MOST_EXPONENT = 100;

  private FloatTransfers() {}

  /** Row I of tiles = the same rows of {@code v}, shifted, each entry times {@code scale}. */
  static void packRow(
      DenseMatrix v, int firstRow, int firstColumn, double scale, Tiles target, int I) {
    boolean same = v.type() == ElementType.of(Precision.FLOAT) && v.byteOrder() == FloatLanes.ORDER;
    if (same && Math.abs(Math.getExponent(scale)) <= MOST_EXPONENT) {
      packSame(v, firstRow, firstColumn, (float) scale, target, I);
      return;
    }
    double[] line = new double[target.columns()];
    int height = Math.min(TILE, target.rows() - I * TILE);
    for (int i = 0; i < height; i++) {
      v.copyRow(firstRow + I * TILE + i, firstColumn, line.length, line);
      for (int j = 0; j < line.length; j += TILE) {
        long offset = target.offset(I, j / TILE) + (long) i * TILE * BYTES;
        int width = Math.min(TILE, line.length - j);
        packLine(line, j, width, scale, target.segment(), offset);
      }
    }
  }

  /**
   * The same from entries that are stored as they are computed with. What is contiguous in {@code
   * v} is read in one go; lines that run across a tile are turned on the heap.
   */
  private static void packSame(
      DenseMatrix v, int firstRow, int firstColumn, float scale, Tiles target, int I) {
    MemorySegment source = v.segment();
    int height = Math.min(TILE, target.rows() - I * TILE);
    int top = firstRow + I * TILE;
    float[] tile = new float[TILE * TILE];
    for (int J = 0; J < target.tileColumns(); J++) {
      int width = Math.min(TILE, target.columns() - J * TILE);
      int left = firstColumn + J * TILE;
      if (width < TILE) {
        Arrays.fill(tile, 0);
      }
      if (v.isColumnMajor()) {
        for (int j = 0; j < width; j++) {
          long offset = ((long) (left + j) * v.rows() + top) * BYTES;
          turn(source, offset, height, scale, tile, j);
        }
      } else {
        for (int i = 0; i < height; i++) {
          long offset = ((long) (top + i) * v.columns() + left) * BYTES;
          line(source, offset, width, scale, tile, i * TILE);
        }
      }
      MemorySegment.copy(
          tile, 0, target.segment(), LAYOUT, target.offset(I, J), target.height(I) * TILE);
    }
  }

  private static void turn(
      MemorySegment source, long offset, int count, float scale, float[] tile, int at) {
    for (int i = 0; i < count; i++) {
      tile[i * TILE + at] = source.get(LAYOUT, offset + (long) BYTES * i) * scale;
    }
  }

  private static void line(
      MemorySegment source, long offset, int count, float scale, float[] tile, int at) {
    for (int j = 0; j < count; j++) {
      tile[at + j] = source.get(LAYOUT, offset + (long) BYTES * j) * scale;
    }
  }

  private static void packLine(
      double[] line, int from, int count, double scale, MemorySegment target, long offset) {
    for (int j = 0; j < count; j++) {
      target.set(LAYOUT, offset + (long) BYTES * j, (float) (line[from + j] * scale));
    }
  }

  /** F = values. */
  static void write(DenseMatrix values, Mat F, int from, int to) {
    double[] row = new double[F.columns()];
    for (int i = from; i < to; i++) {
      values.copyRow(i, 0, row.length, row);
      packLine(row, 0, row.length, 1, F.segment(), F.offset(i));
    }
  }

  /** values = F. */
  static void read(Mat F, DenseMatrix values, int from, int to) {
    for (int i = from; i < to; i++) {
      long f = F.offset(i);
      for (int c = 0; c < F.columns(); c++) {
        values.set(i, c, F.segment().get(LAYOUT, f + (long) BYTES * c));
      }
    }
  }

  /** target = rows {@code from ≤ i < to} of F as doubles, one after the other. */
  static void toDoubles(Mat F, int from, int to, double[] target) {
    int k = F.columns();
    for (int i = from; i < to; i++) {
      lineToDoubles(F.segment(), F.offset(i), k, target, (i - from) * k, 1);
    }
  }

  /** The {@code lanePack} in double of rows {@code from ≤ j < to} of Q; missing items are zero. */
  static void toDoubleLanes(Mat Q, int from, int to, double[] h) {
    int k = Q.columns();
    if (to - from < DoubleLanes.TILE) {
      Arrays.fill(h, 0, k * DoubleLanes.TILE, 0);
    }
    int pair = DoubleRowTiles.PAIR;
    for (int j = 0; j < to - from; j++) {
      int at = j / pair * pair * k + j % pair;
      lineToDoubles(Q.segment(), Q.offset(from + j), k, h, at, pair);
    }
  }

  private static void lineToDoubles(
      MemorySegment source, long offset, int count, double[] target, int at, int step) {
    for (int c = 0; c < count; c++) {
      target[at + c * step] = source.get(LAYOUT, offset + (long) BYTES * c);
    }
  }

  /** target = columns {@code left ≤ j < right} of a tile on the heap, as doubles. */
  static void tileToDoubles(float[] x, int rows, int left, int right, double[] target, int stride) {
    for (int i = 0; i < rows; i++) {
      for (int j = left; j < right; j++) {
        target[i * stride + j - left] = x[i * TILE + j];
      }
    }
  }

  /** Rounds and stores one value of a sparse matrix. */
  static void setValue(MemorySegment values, long e, double value) {
    values.set(LAYOUT, e * BYTES, (float) value);
  }
}
