package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * Tile sizes of divergence_dense.cl: a work-group of {@link #ACROSS} × {@code down} work-items
 * takes 4·{@code down} items, {@code ACROSS · partners} partners at a time.
 *
 * @param down work-items across items (WY)
 * @param partners partners per work-item (RQ)
 */
record ScoreTiles(int down, int partners) implements DenseTiles {

  private static final int ACROSS = 16;
  private static final int STEP = 16; // TK of score_tile.cl
  private static final int[][] SHAPES = {{16, 4}, {16, 2}, {8, 2}, {4, 1}};

  /** The largest tiles that fit. */
  static ScoreTiles of(Precision precision, DeviceLimits limits) {
    // half of a unit's local memory first: two groups then share it
    long half = Math.min(limits.unitLocalBytes() / 2, limits.localBytes());
    for (long bytes : new long[] {half, limits.localBytes()}) {
      for (int[] shape : SHAPES) {
        var tiles = new ScoreTiles(shape[0], shape[1]);
        if (tiles.size() <= limits.workGroupSize() && tiles.localBytes(precision) <= bytes) {
          return tiles;
        }
      }
    }
    throw DenseTiles.noneFits(limits);
  }

  private int size() {
    return ACROSS * down;
  }

  @Override
  public boolean fixesLayout() {
    return false;
  }

  @Override
  public int items() {
    return 4 * down;
  }

  @Override
  public long chunks(int stride) {
    return 1;
  }

  @Override
  public int step() {
    return ACROSS * partners;
  }

  @Override
  public long[] group() {
    return new long[] {ACROSS, down, 1};
  }

  /** The arrays that the kernel declares; those of sparse rows are the largest. */
  private long localBytes(Precision precision) {
    long itemStride = items() + 4L;
    long operands = STEP * (itemStride + step() + 1);
    long scores = step() * itemStride;
    long sums = size() * 8L + items() * 4L;
    return (operands + scores) * precision.bytes() + sums;
  }

  @Override
  public String options() {
    return "-DWX=%d -DWY=%d -DRQ=%d".formatted(ACROSS, down, partners);
  }
}
