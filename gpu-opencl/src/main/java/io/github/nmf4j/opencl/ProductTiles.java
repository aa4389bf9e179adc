package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * Tile sizes of cross_dense.cl: a work-group of {@code across} × {@code down} work-items takes
 * {@link #ITEMS}·{@code down} items and {@code across}·{@code components} components. What is best
 * was measured on an H200: docs/opencl.md.
 *
 * @param across work-items across components (WX)
 * @param down work-items across items (WY)
 * @param components components per work-item (RC)
 */
record ProductTiles(int across, int down, int components) implements DenseTiles {

  private static final int ITEMS = 8; // RI
  private static final int STEP = 16; // TJ
  private static final int FEW_COMPONENTS = 4;
  private static final int MANY_COMPONENTS = 8;
  private static final int WIDEST_WITH_FEW = 48;
  private static final int USUAL_DOWN = 16;
  private static final int LEAST_ITEMS_OF_A_GROUP = 128; // work-items
  private static final int LEAST_DOWN = 4;

  /** The largest tiles that fit. */
  static ProductTiles of(int stride, Precision precision, DeviceLimits limits) {
    int chunk = Chunk.of(stride, limits);
    int components = chunk <= WIDEST_WITH_FEW ? FEW_COMPONENTS : MANY_COMPONENTS;
    int across = chunk / components;
    int down = Math.max(USUAL_DOWN, Integer.highestOneBit(LEAST_ITEMS_OF_A_GROUP / across));
    for (; down >= LEAST_DOWN; down /= 2) {
      var tiles = new ProductTiles(across, down, components);
      if (across * down <= limits.workGroupSize()
          && tiles.localBytes(precision) <= limits.localBytes()) {
        return tiles;
      }
    }
    throw DenseTiles.noneFits(limits);
  }

  @Override
  public boolean fixesLayout() {
    return true;
  }

  @Override
  public int items() {
    return ITEMS * down;
  }

  @Override
  public long chunks(int stride) {
    return Math.ceilDiv(stride, across * components);
  }

  @Override
  public int step() {
    return STEP;
  }

  @Override
  public long[] group() {
    return new long[] {across, down, 1};
  }

  /** Xs, whichever way X lies, and Gs. */
  private long localBytes(Precision precision) {
    long x = Math.max(items() * (STEP + 4L), STEP * (items() + 4L));
    return (x + (long) STEP * across * components) * precision.bytes();
  }

  @Override
  public String options() {
    return "-DWX=%d -DWY=%d -DRI=%d -DRC=%d -DTJ=%d"
        .formatted(across, down, ITEMS, components, STEP);
  }
}
