package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.DoubleLanes.ORDER;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.DoubleRowTiles.PAIR;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/** Brings operands from off-heap memory into the order in which the register tiles read them. */
final class DoublePacks {

  private DoublePacks() {}

  /** target[0 …] = {@code count} elements from byte {@code offset} on; whole vectors. */
  static void copy(MemorySegment source, long offset, double[] target, int at, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromMemorySegment(SPECIES, source, offset + (long) BYTES * o, ORDER)
          .intoArray(target, at + o);
    }
  }

  /** The other way round. */
  static void copyBack(double[] source, int at, MemorySegment target, long offset, int count) {
    for (int o = 0; o < count; o += LANES) {
      DoubleVector.fromArray(SPECIES, source, at + o)
          .intoMemorySegment(target, offset + (long) BYTES * o, ORDER);
    }
  }

  /** target += source; whole vectors. */
  static void addBack(double[] source, int at, MemorySegment target, long offset, int count) {
    for (int o = 0; o < count; o += LANES) {
      long to = offset + (long) BYTES * o;
      DoubleVector.fromMemorySegment(SPECIES, target, to, ORDER)
          .add(DoubleVector.fromArray(SPECIES, source, at + o))
          .intoMemorySegment(target, to, ORDER);
    }
  }

  /** x = tile (I, J) of {@code source}, row-major with TILE columns. */
  static void loadTile(Source source, int I, int J, double[] x) {
    switch (source) {
      case Tiles tiles -> copy(tiles.segment(), tiles.offset(I, J), x, 0, tiles.height(I) * TILE);
      case Mat matrix -> loadTile(matrix, I, J, x);
      case Csr csr -> loadTile(csr, I, J, x);
    }
  }

  private static void loadTile(Mat matrix, int I, int J, double[] x) {
    int first = I * TILE;
    int height = Math.min(TILE, matrix.rows() - first);
    int width = Math.min(TILE, matrix.stride() - J * TILE);
    for (int i = 0; i < height; i++) {
      copy(
          matrix.segment(), matrix.offset(first + i) + (long) J * TILE * BYTES, x, i * TILE, width);
    }
  }

  private static void loadTile(Csr csr, int I, int J, double[] x) {
    int first = I * TILE;
    int height = Math.min(TILE, csr.rows() - first);
    int begin = J * TILE;
    int end = Math.min(csr.columns(), begin + TILE);
    Arrays.fill(x, 0, height * TILE, 0);
    for (int i = 0; i < height; i++) {
      long last = csr.start(first + i + 1);
      for (long e = csr.firstAtOrAfter(first + i, begin); e < last; e++) {
        int j = csr.indices().get(Csr.INDEX, e * Integer.BYTES);
        if (j >= end) {
          break;
        }
        x[i * TILE + j - begin] = csr.values().get(LAYOUT, e * BYTES);
      }
    }
  }

  /**
   * b = rows {@code from …} of G, a pair of vectors wide at a time: all rows of the first pair, of
   * the second, and so on; a last odd vector alone.
   */
  static void packFixed(Mat G, int from, int rows, int vectors, double[] b) {
    int at = 0;
    int v = 0;
    for (; v + 2 <= vectors; v += 2) {
      packPair(G.segment(), G.offset(from) + v * VECTOR_BYTES, G.rowBytes(), rows, b, at);
      at += rows * PAIR;
    }
    if (v < vectors) {
      long offset = G.offset(from) + v * VECTOR_BYTES;
      for (int t = 0; t < rows; t++) {
        DoubleVector.fromMemorySegment(SPECIES, G.segment(), offset + t * G.rowBytes(), ORDER)
            .intoArray(b, at + t * LANES);
      }
    }
  }

  private static void packPair(
      MemorySegment source, long offset, long rowBytes, int rows, double[] b, int at) {
    for (int t = 0; t < rows; t++) {
      long from = offset + t * rowBytes;
      DoubleVector.fromMemorySegment(SPECIES, source, from, ORDER).intoArray(b, at + t * PAIR);
      DoubleVector.fromMemorySegment(SPECIES, source, from + VECTOR_BYTES, ORDER)
          .intoArray(b, at + t * PAIR + LANES);
    }
  }

  /**
   * h = items {@code from …} of Q, transposed: for each pair of vectors of items, component after
   * component, the items' entries side by side. Items that are missing are zero.
   */
  static void lanePack(Mat Q, int from, int items, double[] h) {
    int k = Q.columns();
    if (items < TILE) {
      Arrays.fill(h, 0, k * TILE, 0);
    }
    for (int i = 0; i < items; i++) {
      int at = i / PAIR * PAIR * k + i % PAIR;
      spread(Q.segment(), Q.offset(from + i), k, h, at);
    }
  }

  private static void spread(MemorySegment source, long offset, int count, double[] h, int at) {
    for (int c = 0; c < count; c++) {
      h[at + c * PAIR] = source.get(LAYOUT, offset + (long) BYTES * c);
    }
  }

  /** Items {@code from …} of Q = h, the reverse of {@link #lanePack}. */
  static void unpackLanes(double[] h, Mat Q, int from, int items) {
    int k = Q.columns();
    for (int i = 0; i < items; i++) {
      gather(h, i / PAIR * PAIR * k + i % PAIR, k, Q.segment(), Q.offset(from + i));
    }
  }

  private static void gather(double[] h, int at, int count, MemorySegment target, long offset) {
    for (int c = 0; c < count; c++) {
      target.set(LAYOUT, offset + (long) BYTES * c, h[at + c * PAIR]);
    }
  }
}
