package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Numbers between the caller's matrices and the session's memory. */
final class DoubleTransfers {

  /** A power of two up to here is a number in either precision. */
  private static final int MOST_EXPONENT = 100;

  /** Bytes of a row of a stripe. */
  private static final long ROW_BYTES = (long) PAIR * BYTES;

  private DoubleTransfers() {}

  /** Offset in row I of tiles of the stripe that begins with column {@code j}. */
  private static long stripe(Tiles tiles, int I, int j) {
    return tiles.offset(I, j / TILE) + (long) (j % TILE) * tiles.height(I) * BYTES;
  }

  /** Row I of tiles = the same rows of {@code v}, shifted, each entry times {@code scale}. */
  static void packRow(
      DenseMatrix v, int firstRow, int firstColumn, double scale, Tiles target, int I) {
    boolean same =
        v.type() == ElementType.of(Precision.DOUBLE) && v.byteOrder() == DoubleLanes.ORDER;
    if (same && Math.abs(Math.getExponent(scale)) <= MOST_EXPONENT) {
      packSame(v, firstRow, firstColumn, scale, target, I);
      return;
    }
    double[] line = new double[target.columns()];
    int height = Math.min(TILE, target.rows() - I * TILE);
    for (int i = 0; i < height; i++) {
      v.copyRow(firstRow + I * TILE + i, firstColumn, line.length, line);
      for (int j = 0; j < line.length; j += PAIR) {
        int width = Math.min(PAIR, line.length - j);
        packLine(line, j, width, scale, target.segment(), stripe(target, I, j) + ROW_BYTES * i);
      }
    }
  }

  /**
   * The same from entries that are stored as they are computed with. What is contiguous in {@code
   * v} is read in one go; lines that run across a stripe are turned on the heap.
   */
  private static void packSame(
      DenseMatrix v, int firstRow, int firstColumn, double scale, Tiles target, int I) {
    MemorySegment source = v.segment();
    int height = Math.min(TILE, target.rows() - I * TILE);
    int padded = target.height(I);
    int top = firstRow + I * TILE;
    double[] stripe = new double[TILE * PAIR];
    for (int j = 0; j < target.columns(); j += PAIR) {
      int width = Math.min(PAIR, target.columns() - j);
      int left = firstColumn + j;
      if (width < PAIR) {
        Arrays.fill(stripe, 0);
      }
      if (v.isColumnMajor()) {
        for (int c = 0; c < width; c++) {
          long offset = ((long) (left + c) * v.rows() + top) * BYTES;
          turn(source, offset, height, scale, stripe, c);
        }
      } else {
        for (int i = 0; i < height; i++) {
          long offset = ((long) (top + i) * v.columns() + left) * BYTES;
          line(source, offset, width, scale, stripe, i * PAIR);
        }
      }
      MemorySegment.copy(stripe, 0, target.segment(), LAYOUT, stripe(target, I, j), padded * PAIR);
    }
  }

  private static void turn(
      MemorySegment source, long offset, int count, double scale, double[] stripe, int at) {
    for (int i = 0; i < count; i++) {
      stripe[i * PAIR + at] = source.get(LAYOUT, offset + (long) BYTES * i) * scale;
    }
  }

  private static void line(
      MemorySegment source, long offset, int count, double scale, double[] stripe, int at) {
    for (int j = 0; j < count; j++) {
      stripe[at + j] = source.get(LAYOUT, offset + (long) BYTES * j) * scale;
    }
  }

  private static void packLine(
      double[] line, int from, int count, double scale, MemorySegment target, long offset) {
    for (int j = 0; j < count; j++) {
      target.set(LAYOUT, offset + (long) BYTES * j, (line[from + j] * scale));
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

  /** The {@code lanePack} in double of rows {@code from ≤ j < to} of Q, a block's columns. */
  static void toDoubleLanes(Mat Q, int from, int to, double[] h) {
    int k = Q.columns();
    if (to - from < Divergence.WIDTH) {
      Arrays.fill(h, 0, k * Divergence.WIDTH, 0);
    }
    interleave(Q, from, to, DoubleLanes.PAIR, h);
  }

  /** The {@code groupPack} in double of rows {@code from ≤ i < to} of P. */
  static void toDoubleGroups(Mat P, int from, int to, double[] g) {
    interleave(P, from, to, DoubleScoreTiles.GROUP, g);
  }

  private static void interleave(Mat F, int from, int to, int width, double[] target) {
    int k = F.columns();
    for (int i = 0; i < to - from; i++) {
      int at = i / width * width * k + i % width;
      lineToDoubles(F.segment(), F.offset(from + i), k, target, at, width);
    }
  }

  private static void lineToDoubles(
      MemorySegment source, long offset, int count, double[] target, int at, int step) {
    for (int c = 0; c < count; c++) {
      target[at + c * step] = source.get(LAYOUT, offset + (long) BYTES * c);
    }
  }

  /** target = columns {@code left ≤ j < right} of a tile, as doubles. */
  static void tileToDoubles(
      DoubleTile x, int rows, int left, int right, double[] target, int stride) {
    int run;
    for (int j = left; j < right; j += run) {
      run = Math.min(right - j, PAIR - j % PAIR);
      for (int i = 0; i < rows; i++) {
        lineToDoubles(x.segment(), x.offset(i, j), run, target, i * stride + j - left, 1);
      }
    }
  }

  /** Rounds and stores one value of a sparse matrix. */
  static void setValue(MemorySegment values, long e, double value) {
    values.set(LAYOUT, e * BYTES, value);
  }
}
