package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The arrays of one worker for the items of a coordinate descent, or those of G for all of them.
 */
final class FloatItems implements ItemScratch {

  private final int length;
  private final int rank;
  private final boolean hasG;

  /** Entries of X, one item after the other, each padded with zeros to whole vectors. */
  final float[] x;

  /**
   * The item's row of the model. It is off-heap because each component stores it and the next one
   * loads it: in an array, whose vectors lie across lines or pages, that takes up to four times as
   * long.
   */
  final MemorySegment y;

  /** That row after a step that is only tried. */
  final MemorySegment tried;

  /** G's rows for the item's entries, component by component, each padded with zeros. */
  final float[] g;

  /** The item's row of F. */
  final float[] f;

  /** What stands for the item's slopes where nothing divides: its row of sums. */
  final double[] sums;

  /** Two sums on their way out of a loop. */
  final float[] moments = new float[2];

  /**
   * @param withG whether G has its place here, and one item; else a vector of items
   */
  FloatItems(int length, int rank, boolean withG, SegmentAllocator memory) {
    this.length = length;
    this.rank = rank;
    this.hasG = withG;
    int stride = stride(length);
    this.x = new float[Math.multiplyExact(withG ? 1 : LANES, stride)];
    this.y = memory.allocate((long) stride * BYTES, Mat.ALIGNMENT);
    this.tried = memory.allocate((long) stride * BYTES, Mat.ALIGNMENT);
    this.g = new float[withG ? Math.multiplyExact(rank, stride) : 0];
    this.f = new float[FloatLanes.roundUp(rank)];
    this.sums = new double[rank];
  }

  /** From one item, or component, to the next. */
  static int stride(int length) {
    return Math.max(LANES, FloatLanes.roundUp(length));
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public boolean fits(int items, int components, boolean withG) {
    return items <= length && components <= rank && withG == hasG;
  }
}
