package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * Tile sizes of the dense kernels: a work-group of {@link #ACROSS} × {@code down} work-items takes
 * 4·{@code down} items, {@code ACROSS · partners} partners at a time, and {@code ACROSS ·
 * components} components. Small ranks get narrow tiles; a device with little local memory gets
 * small ones.
 *
 * @param down work-items across items (WY)
 * @param partners partners per work-item (RQ)
 * @param components components per work-item (RC)
 */
record Tiles(int down, int partners, int components) implements DenseTiles {

  static final int ACROSS = 16;
  private static final int STEP = 16; // TK and TJ of the kernels
  private static final int NARROW = 2;
  private static final int WIDEST = 8;
  private static final int[][] SHAPES = {{16, 4}, {16, 2}, {8, 2}, {4, 1}};

  /**
   * The largest tiles that fit.
   *
   * @param scoreTiles score-sized arrays that the kernel keeps in local memory: none for a plain
   *     product, one or two for ratio passes
   */
  static Tiles of(int stride, Precision precision, int scoreTiles, DeviceLimits limits) {
    int components = Math.min(WIDEST, Integer.highestOneBit(2 * (stride / ACROSS) - 1));
    if (limits.fewVariants()) {
      components = components <= NARROW ? NARROW : WIDEST;
    }
    for (; components >= 1; components /= 2) {
      // half of a unit's local memory first: two groups then share it
      long half = Math.min(limits.unitLocalBytes() / 2, limits.localBytes());
      for (long bytes : new long[] {half, limits.localBytes()}) {
        for (int[] shape : SHAPES) {
          var tiles = new Tiles(shape[0], shape[1], components);
          if (tiles.size() <= limits.workGroupSize()
              && tiles.localBytes(precision, scoreTiles) <= bytes) {
            return tiles;
          }
        }
      }
    }
    throw new ClDeviceException(
        "no tile fits a work-group of %d with %d bytes of local memory"
            .formatted(limits.workGroupSize(), limits.localBytes()),
        ClStatus.CL_OUT_OF_RESOURCES.code());
  }

  /** The same for a kernel that works the model out and keeps nothing of it. */
  static Tiles forScores(Precision precision, DeviceLimits limits) {
    return of(ACROSS, precision, 1, limits);
  }

  private int size() {
    return ACROSS * down;
  }

  @Override
  public String kernel(String name) {
    return name;
  }

  @Override
  public int items() {
    return 4 * down;
  }

  @Override
  public long chunks(int stride) {
    return Math.ceilDiv(stride, componentsPerTile());
  }

  @Override
  public int productStep() {
    return STEP;
  }

  @Override
  public int scoreStep() {
    return partnersPerTile();
  }

  @Override
  public long[] group() {
    return new long[] {ACROSS, down, 1};
  }

  @Override
  public long packedBytes(int stride) {
    return 0;
  }

  int partnersPerTile() {
    return ACROSS * partners;
  }

  int componentsPerTile() {
    return ACROSS * components;
  }

  /** The arrays that cross_dense.cl, ratio_cross_dense.cl and divergence_dense.cl declare. */
  private long localBytes(Precision precision, int scoreTiles) {
    long itemStride = items() + 4L;
    long first = STEP * itemStride;
    long second =
        STEP * (long) Math.max(scoreTiles == 0 ? 0 : partnersPerTile() + 1, componentsPerTile());
    long scores = (long) scoreTiles * partnersPerTile() * itemStride;
    long sums = size() * 8L + items() * 4L;
    return (first + second + scores) * precision.bytes() + sums;
  }

  @Override
  public String productOptions() {
    return "-DWX=%d -DWY=%d -DRC=%d".formatted(ACROSS, down, components);
  }

  @Override
  public String scoreOptions() {
    return "-DWX=%d -DWY=%d -DRQ=%d".formatted(ACROSS, down, partners);
  }

  @Override
  public String ratioOptions() {
    return scoreOptions() + " -DRC=" + components;
  }
}
