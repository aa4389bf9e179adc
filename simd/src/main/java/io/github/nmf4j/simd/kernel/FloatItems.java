package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;

/**
 * The arrays of one worker for the items of a coordinate descent, or those of G for all of them.
 */
final class FloatItems implements ItemScratch {

  private final int length;
  private final int rank;
  private final boolean hasG;

  /** Entries of X, one item after the other, each padded with zeros to whole vectors. */
  final float[] x;

  /** The item's row of the model. */
  final float[] y;

  /** That row after a step that is only tried. */
  final float[] tried;

  /** G's rows for the item's entries, component by component, each padded with zeros. */
  final float[] g;

  /** The item's row of F. */
  final float[] f;

  /** What stands for the item's slopes where nothing divides: its row of sums. */
  final double[] sums;

  /** Two sums on their way out of a loop, lane by lane: a vector that is handed on is boxed. */
  final float[] lanes = new float[2 * LANES];

  /**
   * @param withG whether G has its place here, and one item; else a vector of items
   */
  FloatItems(int length, int rank, boolean withG) {
    this.length = length;
    this.rank = rank;
    this.hasG = withG;
    int stride = stride(length);
    this.x = new float[Math.multiplyExact(withG ? 1 : LANES, stride)];
    this.y = new float[stride];
    this.tried = new float[stride];
    this.g = new float[withG ? Math.multiplyExact(rank, stride) : 0];
    this.f = new float[FloatLanes.roundUp(rank)];
    this.sums = new double[rank];
  }

  /** From one item, or component, to the next. */
  static int stride(int length) {
    return Math.max(LANES, FloatLanes.roundUp(length));
  }

  @Override
  public boolean fits(int items, int components, boolean withG) {
    return items <= length && components <= rank && withG == hasG;
  }
}
