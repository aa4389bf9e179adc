package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.DoubleScoreTiles.MODEL_GROUP;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/** Brings operands from off-heap memory into the order in which the register tiles read them. */
final class DoublePacks {

  private static final int CACHE_LINE = 64;

  private DoublePacks() {}

  /** target[0 …] = {@code count} elements from byte {@code offset} on; whole vectors. */
  static void copy(MemorySegment source, long offset, double[] target, int at, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromMemorySegment(SPECIES, source, offset + (long) BYTES * o, ORDER)
          .intoArray(target, at + o);
    }
  }

  /** target = {@code rows} times the {@code count} elements from byte {@code offset} on. */
  static void repeat(MemorySegment source, long offset, int count, double[] target, int rows) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector x =
          DoubleVector.fromMemorySegment(SPECIES, source, offset + (long) BYTES * o, ORDER);
      for (int i = 0; i < rows; i++) {
        x.intoArray(target, i * count + o);
      }
    }
  }

  /** The reverse of {@link #copy}. */
  static void copyBack(double[] source, int at, MemorySegment target, long offset, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromArray(SPECIES, source, at + o)
          .intoMemorySegment(OffHeap.of(target), offset + (long) BYTES * o, ORDER);
    }
  }

  /** target += source; whole vectors. */
  static void addBack(double[] source, int at, MemorySegment target, long offset, int count) {
    for (int o = 0; o < count; o += LANES) {
      long to = offset + (long) BYTES * o;
      DoubleVector.fromMemorySegment(SPECIES, target, to, ORDER)
          .add(DoubleVector.fromArray(SPECIES, source, at + o))
          .intoMemorySegment(OffHeap.of(target), to, ORDER);
    }
  }

  /** Brings tile (I, J) of {@code matrix}. */
  static void loadTile(Mat matrix, int I, int J, DoubleTile x) {
    int first = I * TILE;
    int height = Math.min(TILE, matrix.rows() - first);
    int width = Math.min(TILE, matrix.stride() - J * TILE);
    x.height(Tiles.padded(height));
    for (int j = 0; j < width; j += PAIR) {
      long from = matrix.offset(first) + (J * TILE + j) * (long) BYTES;
      if (j + PAIR <= width) {
        copyPair(matrix.segment(), from, matrix.rowBytes(), height, x.segment(), x.offset(j));
      } else {
        copySingle(matrix.segment(), from, matrix.rowBytes(), height, x.segment(), x.offset(j));
      }
    }
  }

  private static void copyPair(
      MemorySegment source, long from, long rowBytes, int rows, MemorySegment target, long to) {
    for (int i = 0; i < rows; i++) {
      long s = from + i * rowBytes;
      long t = to + 2 * VECTOR_BYTES * i;
      DoubleVector.fromMemorySegment(SPECIES, source, s, ORDER)
          .intoMemorySegment(OffHeap.of(target), t, ORDER);
      DoubleVector.fromMemorySegment(SPECIES, source, s + VECTOR_BYTES, ORDER)
          .intoMemorySegment(OffHeap.of(target), t + VECTOR_BYTES, ORDER);
    }
  }

  private static void copySingle(
      MemorySegment source, long from, long rowBytes, int rows, MemorySegment target, long to) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    for (int i = 0; i < rows; i++) {
      long t = to + 2 * VECTOR_BYTES * i;
      DoubleVector.fromMemorySegment(SPECIES, source, from + i * rowBytes, ORDER)
          .intoMemorySegment(OffHeap.of(target), t, ORDER);
      zero.intoMemorySegment(OffHeap.of(target), t + VECTOR_BYTES, ORDER);
    }
  }

  /**
   * target[0 …] = 0, {@code count} elements, whole vectors; to fill a slice would make an object.
   */
  private static void clear(MemorySegment target, int count) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      zero.intoMemorySegment(OffHeap.of(target), (long) BYTES * o, ORDER);
    }
  }

  /** Brings tile (I, J) of {@code csr}. */
  static void loadTile(Csr csr, int I, int J, DoubleTile x) {
    int first = I * TILE;
    int height = Math.min(TILE, csr.rows() - first);
    int begin = J * TILE;
    int end = Math.min(csr.columns(), begin + TILE);
    x.height(Tiles.padded(height));
    clear(x.segment(), (int) (x.offset(DoubleLanes.wholeStripes(end - begin)) / BYTES));
    for (int i = 0; i < height; i++) {
      long last = csr.start(first + i + 1);
      for (long e = csr.firstAtOrAfter(first + i, begin); e < last; e++) {
        int j = csr.indices().get(Csr.INDEX, e * Integer.BYTES);
        if (j >= end) {
          break;
        }
        x.segment().set(LAYOUT, x.offset(i, j - begin), csr.values().get(LAYOUT, e * BYTES));
      }
    }
  }

  /**
   * Reads one int of each cache line of bytes {@code from ≤ o < to}, so that they are in the cache.
   * Nothing else lets so many lines come at once: between multiply-adds the processor sees too few
   * loads ahead to hide the way to the memory, and loads of whole vectors take up too much.
   */
  static int touch(MemorySegment source, long from, long to) {
    int bits = 0;
    for (long o = from; o < to; o += CACHE_LINE) {
      bits |= source.get(ValueLayout.JAVA_INT_UNALIGNED, o);
    }
    return bits;
  }

  /** target = the sum of {@code parts} blocks of {@code count} elements, in their order. */
  static void sum(
      MemorySegment source, long from, long distance, int parts, double[] target, int count) {
    for (int e = 0; e < count; e += LANES) {
      long at = from + (long) BYTES * e;
      DoubleVector sum = DoubleVector.fromMemorySegment(SPECIES, source, at, ORDER);
      for (int p = 1; p < parts; p++) {
        sum = sum.add(DoubleVector.fromMemorySegment(SPECIES, source, at + p * distance, ORDER));
      }
      sum.intoArray(target, e);
    }
  }

  /**
   * h = items {@code from …} of Q, transposed: for each pair of vectors of items, component after
   * component, the items' entries side by side. Items that are missing are zero.
   *
   * @param rows overwritten with the items as they lie
   */
  static void lanePack(Mat Q, int from, int items, double[] h, double[] rows) {
    pack(Q, from, items, PAIR, h, rows);
  }

  /** The same with a group of items of a model's register tile in place of a pair of vectors. */
  static void groupPack(Mat P, int from, int items, double[] g, double[] rows) {
    pack(P, from, items, MODEL_GROUP, g, rows);
  }

  /**
   * By way of the heap: accesses of single entries off-heap are a deep tree of calls, of which some
   * stay calls where all of a pass becomes one compilation.
   */
  private static void pack(Mat Q, int from, int items, int width, double[] h, double[] rows) {
    int k = Q.columns();
    if (items < TILE) {
      Arrays.fill(h, 0, k * TILE, 0);
    }
    for (int first = 0; first < items; first += width) {
      int count = Math.min(width, items - first);
      copy(Q.segment(), Q.offset(from + first), rows, 0, count * Q.stride());
      packGroup(rows, Q.stride(), count, k, h, first * k, width);
    }
  }

  private static void packGroup(
      double[] rows, int stride, int items, int k, double[] h, int at, int width) {
    int i = 0;
    for (; i + 4 <= items; i += 4) {
      spread4(rows, i * stride, stride, k, h, at + i, width);
    }
    for (; i < items; i++) {
      spread(rows, i * stride, k, h, at + i, width);
    }
  }

  private static void spread(double[] rows, int from, int count, double[] h, int at, int width) {
    for (int c = 0; c < count; c++) {
      h[at + c * width] = rows[from + c];
    }
  }

  /** Four rows at once, whose entries lie side by side in h. */
  private static void spread4(
      double[] rows, int from, int stride, int count, double[] h, int at, int width) {
    int to = at;
    for (int e = from; e < from + count; e++) {
      h[to] = rows[e];
      h[to + 1] = rows[e + stride];
      h[to + 2] = rows[e + 2 * stride];
      h[to + 3] = rows[e + 3 * stride];
      to += width;
    }
  }

  /**
   * Items {@code from …} of Q = h, the reverse of {@link #lanePack}.
   *
   * @param rows overwritten with the items as they lie
   */
  static void unpackLanes(double[] h, Mat Q, int from, int items, double[] rows) {
    int k = Q.columns();
    int stride = Q.stride();
    for (int i = 0; i < items; i++) {
      gather(h, i / PAIR * PAIR * k + i % PAIR, k, rows, i * stride);
      Arrays.fill(rows, i * stride + k, (i + 1) * stride, 0);
    }
    copyBack(rows, 0, Q.segment(), Q.offset(from), items * stride);
  }

  private static void gather(double[] h, int at, int count, double[] row, int to) {
    for (int c = 0; c < count; c++) {
      row[to + c] = h[at + c * PAIR];
    }
  }
}
