package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Tile sizes of the kernels for processors (vector_tile.cl). Measured on PoCL, these kernels do ten
 * times what the ones with barriers do there: a barrier splits the loop over a group's work-items,
 * and what is live across it goes to memory.
 *
 * @param lanes numbers per vector (VW)
 * @param vectors vectors of components per tile (NV)
 * @param precision of the numbers
 */
record VectorTiles(int lanes, int vectors, Precision precision) implements DenseTiles {

  private static final int ITEMS = 128; // TI
  private static final int STEP = 64; // TJ
  private static final int FEW_REGISTERS = 32; // bytes: of AVX2's vectors there are 16, else 32

  /** Null where the device is none, or where the packed operand does not fit. */
  static @Nullable VectorTiles of(int stride, Precision precision, DeviceLimits limits) {
    int lanes = limits.vectorBytes() / precision.bytes();
    if (lanes < 2) {
      return null;
    }
    var tiles = new VectorTiles(lanes, stride % (2 * lanes) == 0 ? 2 : 1, precision);
    return tiles.packedBytes(stride) <= limits.localBytes() ? tiles : null;
  }

  @Override
  public String kernel(String name) {
    return name + "_vector";
  }

  @Override
  public int items() {
    return ITEMS;
  }

  @Override
  public long chunks(int stride) {
    return 1;
  }

  @Override
  public boolean fixesLayout() {
    return false;
  }

  @Override
  public int step() {
    return STEP;
  }

  @Override
  public long[] group() {
    return new long[] {1, 1, 1};
  }

  @Override
  public long packedBytes(int stride) {
    return 2L * lanes * stride * precision.bytes();
  }

  /** For a pass over stored entries, whose vectors lie along the components. */
  String componentOptions() {
    return "-DVW=%d -DNV=%d".formatted(lanes, vectors);
  }

  @Override
  public String options() {
    int rows = lanes * precision.bytes() == FEW_REGISTERS ? 4 : 8;
    return "-DVW=%d -DRI=%d -DTI=%d -DTJ=%d -DNV=%d".formatted(lanes, rows, ITEMS, STEP, vectors);
  }
}
