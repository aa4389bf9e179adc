package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;

/**
 * Where the stripes of one tile lie, as a segment for vectors and as buffers for scalars: in place
 * in V, or in memory of a worker. One object is pointed at tile after tile.
 */
final class DoubleTile {

  private MemorySegment segment;
  private DoubleBuffer buffer;
  private LongBuffer words;
  private long offset;
  private int index;
  private int height;

  /** All of {@code memory}. */
  DoubleTile(MemorySegment memory) {
    segment = memory;
    buffer = (DoubleBuffer) Tiles.buffer(memory, BYTES);
    words = Tiles.words(memory);
  }

  /** Points at tile (I, J). */
  void point(Tiles tiles, int I, int J) {
    segment = tiles.segment();
    buffer = (DoubleBuffer) tiles.buffer(I, J);
    words = tiles.words(I, J);
    offset = tiles.offset(I, J);
    index = tiles.bufferIndex(I, J);
    height = tiles.height(I);
  }

  /** Says how many rows a stripe has, of a tile in a worker's memory. */
  void height(int rows) {
    height = rows;
  }

  /** Rows of a stripe, with padding. */
  int height() {
    return height;
  }

  MemorySegment segment() {
    return segment;
  }

  DoubleBuffer buffer() {
    return buffer;
  }

  /** The same eight bytes at a time. */
  LongBuffer words() {
    return words;
  }

  /** Offset in bytes of the stripe that begins with column {@code j}. */
  long offset(int j) {
    return offset + (long) j * height * BYTES;
  }

  /** Index in the buffer of the stripe that begins with column {@code j}. */
  int index(int j) {
    return index + j * height;
  }

  /** Offset of entry (i, j) in bytes. */
  long offset(int i, int j) {
    int within = j % PAIR;
    return offset + ((long) (j - within) * height + (long) i * PAIR + within) * BYTES;
  }
}
