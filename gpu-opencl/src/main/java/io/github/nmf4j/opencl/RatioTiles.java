package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * Tile sizes of ratio_cross_dense.cl: a work-group of {@code across} × {@code down} work-items
 * takes {@code items}·{@code down} items and {@code across}·{@code components} components, {@code
 * scoreAcross}·{@code partners} partners at a time. What is best was measured on an H200:
 * docs/opencl.md.
 *
 * @param across work-items across components (WX)
 * @param down work-items across items (WY)
 * @param items items per work-item (RI)
 * @param components components per work-item (RC)
 * @param scoreAcross work-items across partners (SX)
 * @param partners partners per work-item (SQ)
 * @param depth components of the item factor in local memory at a time (TK)
 */
record RatioTiles(
    int across, int down, int items, int components, int scoreAcross, int partners, int depth)
    implements DenseTiles {

  private static final int LEAST_DEPTH = 16;
  private static final int LEAST_DOWN = 4;

  /** The largest tiles that fit. */
  static RatioTiles of(int stride, Precision precision, int outputs, DeviceLimits limits) {
    RatioTiles best = best(Chunk.of(stride, limits));
    for (int down = best.down; down >= LEAST_DOWN; down /= 2) {
      for (int partners = best.partners; partners >= 1; partners /= 2) {
        for (int depth = best.depth; depth >= LEAST_DEPTH; depth /= 2) {
          var tiles = best.with(down, partners, depth);
          if (tiles.across * down <= limits.workGroupSize()
              && (tiles.across * down) % tiles.scoreAcross == 0
              && tiles.localBytes(precision, outputs) <= limits.localBytes()) {
            return tiles;
          }
        }
      }
    }
    throw DenseTiles.noneFits(limits);
  }

  /**
   * Where local memory is no limit, for this many components; those of 48 and 96 were not timed.
   */
  private static RatioTiles best(int chunk) {
    return switch (chunk) {
      case 16 -> new RatioTiles(4, 32, 4, 4, 8, 4, 16);
      case 32 -> new RatioTiles(8, 16, 8, 4, 8, 4, 32);
      case 48 -> new RatioTiles(12, 16, 8, 4, 12, 4, 16);
      case 64 -> new RatioTiles(16, 8, 8, 4, 8, 4, 32);
      case 80, 96 -> new RatioTiles(12, 8, 8, 8, 12, 4, 32);
      default -> new RatioTiles(16, 8, 8, 8, 8, 4, 64);
    };
  }

  private RatioTiles with(int newDown, int newPartners, int newDepth) {
    return new RatioTiles(across, newDown, items, components, scoreAcross, newPartners, newDepth);
  }

  @Override
  public boolean fixesLayout() {
    return true;
  }

  @Override
  public int items() {
    return items * down;
  }

  @Override
  public long chunks(int stride) {
    return Math.ceilDiv(stride, across * components);
  }

  @Override
  public int step() {
    return scoreAcross * partners;
  }

  @Override
  public long[] group() {
    return new long[] {across, down, 1};
  }

  /** Fs, Gs and a tile of weights per output. */
  private long localBytes(Precision precision, int outputs) {
    long f = items() * (depth + 4L);
    long g = step() * ((long) across * components + 4);
    long weights = (long) outputs * step() * (items() + 4L);
    return (f + g + weights) * precision.bytes();
  }

  @Override
  public String options() {
    return "-DWX=%d -DWY=%d -DRI=%d -DRC=%d -DSX=%d -DSQ=%d -DTK=%d"
        .formatted(across, down, items, components, scoreAcross, partners, depth);
  }
}
