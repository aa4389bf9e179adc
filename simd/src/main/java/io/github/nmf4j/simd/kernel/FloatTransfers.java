package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatLanes.VECTOR_BYTES;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Numbers between the caller's matrices and the session's memory. */
final class FloatTransfers {

  /** A power of two up to here is a number in either precision. */
  private static final int MOST_EXPONENT = 100;

  /** Stripes that a row is copied to before the next row: a page of it, or two. */
  private static final int STRIPES_AT_ONCE = 32;

  /** Rows of tiles that lines are turned for while they are in the cache. */
  private static final int TILES_AT_ONCE = 40;

  /** Bytes of a row of a stripe. */
  private static final long ROW_BYTES = (long) PAIR * BYTES;

  private FloatTransfers() {}

  /** Offset in row I of tiles of the stripe that begins with column {@code j}. */
  private static long stripe(Tiles tiles, int I, int j) {
    return tiles.offset(I, j / TILE) + (long) (j % TILE) * tiles.height(I) * BYTES;
  }

  /**
   * Rows {@code from ≤ I < to} of tiles = the same rows of {@code v}, shifted, each entry times
   * {@code scale}. What is contiguous in {@code v} is read some thousand bytes at a time. What pads
   * the tiles must be zero already, as in new memory.
   */
  static void packRows(
      FloatPackRoom room,
      DenseMatrix v,
      int firstRow,
      int firstColumn,
      double scale,
      Tiles target,
      int from,
      int to) {
    boolean same = v.type() == ElementType.of(Precision.FLOAT) && v.byteOrder() == ORDER;
    if (!same || Math.abs(Math.getExponent(scale)) > MOST_EXPONENT) {
      packAny(v, firstRow, firstColumn, scale, target, from, to);
    } else if (v.isColumnMajor()) {
      packTurned(room, v, firstRow, firstColumn, (float) scale, target, from, to);
    } else {
      for (int I = from; I < to; I++) {
        packSame(v, firstRow, firstColumn, (float) scale, target, I);
      }
    }
  }

  /** Entries of whatever type, by way of double. */
  private static void packAny(
      DenseMatrix v, int firstRow, int firstColumn, double scale, Tiles target, int from, int to) {
    double[] line = new double[target.columns()];
    for (int I = from; I < to; I++) {
      int height = Math.min(TILE, target.rows() - I * TILE);
      for (int i = 0; i < height; i++) {
        v.copyRow(firstRow + I * TILE + i, firstColumn, line.length, line);
        for (int j = 0; j < line.length; j += PAIR) {
          int width = Math.min(PAIR, line.length - j);
          packLine(line, j, width, scale, target.segment(), stripe(target, I, j) + ROW_BYTES * i);
        }
      }
    }
  }

  /** Row I of tiles from rows that are contiguous. */
  private static void packSame(
      DenseMatrix v, int firstRow, int firstColumn, float scale, Tiles target, int I) {
    int height = Math.min(TILE, target.rows() - I * TILE);
    int padded = target.height(I);
    int columns = target.columns();
    int whole = columns / PAIR;
    for (int first = 0; first < whole; first += STRIPES_AT_ONCE) {
      int count = Math.min(STRIPES_AT_ONCE, whole - first);
      int left = firstColumn + first * PAIR;
      long to = stripe(target, I, first * PAIR);
      for (int i = 0; i < height; i++) {
        long offset = ((long) (firstRow + I * TILE + i) * v.columns() + left) * BYTES;
        copyStripes(
            v.segment(), offset, count, scale, target.segment(), to + i * ROW_BYTES, padded);
      }
    }
    int rest = columns - whole * PAIR;
    if (rest > 0) {
      int left = firstColumn + whole * PAIR;
      long to = stripe(target, I, whole * PAIR);
      for (int i = 0; i < height; i++) {
        long offset = ((long) (firstRow + I * TILE + i) * v.columns() + left) * BYTES;
        copyLine(v.segment(), offset, rest, scale, target.segment(), to + i * ROW_BYTES);
      }
    }
  }

  /** {@code count} stripes' share of a row: stripes of {@code padded} rows. */
  private static void copyStripes(
      MemorySegment source,
      long offset,
      int count,
      float scale,
      MemorySegment target,
      long to,
      int padded) {
    long stripeBytes = padded * ROW_BYTES;
    for (int c = 0; c < count; c++) {
      long at = offset + c * ROW_BYTES;
      long out = to + c * stripeBytes;
      FloatVector.fromMemorySegment(SPECIES, source, at, ORDER)
          .mul(scale)
          .intoMemorySegment(OffHeap.of(target), out, ORDER);
      FloatVector.fromMemorySegment(SPECIES, source, at + VECTOR_BYTES, ORDER)
          .mul(scale)
          .intoMemorySegment(OffHeap.of(target), out + VECTOR_BYTES, ORDER);
    }
  }

  private static void copyLine(
      MemorySegment source, long offset, int count, float scale, MemorySegment target, long to) {
    for (int j = 0; j < count; j++) {
      long at = (long) BYTES * j;
      target.set(LAYOUT, to + at, source.get(LAYOUT, offset + at) * scale);
    }
  }

  /** Rows of tiles from columns that are contiguous: as many rows of tiles at a time as pays. */
  private static void packTurned(
      FloatPackRoom room,
      DenseMatrix v,
      int firstRow,
      int firstColumn,
      float scale,
      Tiles target,
      int from,
      int to) {
    MemorySegment source = v.segment();
    float[] lines = room.lines(PAIR * Math.min(TILES_AT_ONCE, to - from) * TILE);
    float[] stripe = room.stripe;
    for (int first = from; first < to; first += TILES_AT_ONCE) {
      int end = Math.min(to, first + TILES_AT_ONCE);
      int top = first * TILE;
      int count = Math.min(end * TILE, target.rows()) - top;
      for (int j = 0; j < target.columns(); j += PAIR) {
        int width = Math.min(PAIR, target.columns() - j);
        for (int c = 0; c < width; c++) {
          long offset = ((long) (firstColumn + j + c) * v.rows() + firstRow + top) * BYTES;
          MemorySegment.copy(source, LAYOUT, offset, lines, c * count, count);
        }
        for (int I = first; I < end; I++) {
          int height = Math.min(TILE, target.rows() - I * TILE);
          int padded = target.height(I);
          if (width < PAIR || height < padded) {
            Arrays.fill(stripe, 0, padded * PAIR, 0);
          }
          turn(lines, I * TILE - top, count, width, height, scale, stripe);
          MemorySegment.copy(
              stripe, 0, target.segment(), LAYOUT, stripe(target, I, j), padded * PAIR);
        }
      }
    }
  }

  /** Row i, column c of the stripe = scale · lines[from + c·step + i]. */
  private static void turn(
      float[] lines, int from, int step, int width, int height, float scale, float[] stripe) {
    for (int c = 0; c < width; c++) {
      int line = from + c * step;
      for (int i = 0; i < height; i++) {
        stripe[i * PAIR + c] = lines[line + i] * scale;
      }
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
      FloatTile x, int rows, int left, int right, double[] target, int stride) {
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
    values.set(LAYOUT, e * BYTES, (float) value);
  }
}
