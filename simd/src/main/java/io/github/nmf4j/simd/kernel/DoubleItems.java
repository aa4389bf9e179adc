package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;

/**
 * The arrays of one worker for the items of a coordinate descent, or those of G for all of them.
 */
final class DoubleItems implements ItemScratch {

  private final int length;
  private final int rank;
  private final boolean hasG;

  /** Entries of X, one item after the other, each padded with zeros to whole vectors. */
  final double[] x;

  /** The item's row of the model. */
  final double[] y;

  /** That row after a step that is only tried. */
  final double[] tried;

  /** G's rows for the item's entries, component by component, each padded with zeros. */
  final double[] g;

  /** The item's row of F. */
  final double[] f;

  /** What stands for the item's slopes where nothing divides: its row of sums. */
  final double[] sums;

  /** Two sums on their way out of a loop, lane by lane: a vector that is handed on is boxed. */
  final double[] lanes = new double[2 * LANES];

  /**
   * @param withG whether G has its place here, and one item; else a vector of items
   */
  DoubleItems(int length, int rank, boolean withG) {
    this.length = length;
    this.rank = rank;
    this.hasG = withG;
    int stride = stride(length);
    this.x = new double[Math.multiplyExact(withG ? 1 : LANES, stride)];
    this.y = new double[stride];
    this.tried = new double[stride];
    this.g = new double[withG ? Math.multiplyExact(rank, stride) : 0];
    this.f = new double[DoubleLanes.roundUp(rank)];
    this.sums = new double[rank];
  }

  /** From one item, or component, to the next. */
  static int stride(int length) {
    return Math.max(LANES, DoubleLanes.roundUp(length));
  }

  @Override
  public boolean fits(int items, int components, boolean withG) {
    return items <= length && components <= rank && withG == hasG;
  }
}
