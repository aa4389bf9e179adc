package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * How a dense kernel cuts its work: into tiles that a work-group shares through local memory
 * ({@link ProductTiles}, {@link RatioTiles}, {@link ScoreTiles}), or into tiles that one work-item
 * holds in vector registers ({@link VectorTiles}), as suits processors.
 */
sealed interface DenseTiles permits ProductTiles, RatioTiles, ScoreTiles, VectorTiles {

  /**
   * The tiles for a plain product on a device.
   *
   * @param stride numbers from one item of a factor to the next
   */
  static DenseTiles forProduct(int stride, Precision precision, DeviceLimits limits) {
    VectorTiles vectors = VectorTiles.of(stride, precision, limits);
    return vectors != null ? vectors : ProductTiles.of(stride, precision, limits);
  }

  /**
   * The tiles for a ratio pass.
   *
   * @param outputs one or two: numerator, denominator
   */
  static DenseTiles forRatio(int stride, Precision precision, int outputs, DeviceLimits limits) {
    VectorTiles vectors = VectorTiles.of(stride, precision, limits);
    return vectors != null ? vectors : RatioTiles.of(stride, precision, outputs, limits);
  }

  /** The tiles for a kernel that works the model out and keeps nothing of it. */
  static DenseTiles forScores(int stride, Precision precision, DeviceLimits limits) {
    VectorTiles vectors = VectorTiles.of(stride, precision, limits);
    return vectors != null ? vectors : ScoreTiles.of(precision, limits);
  }

  /** The kernel's name with what its variant appends. */
  default String kernel(String name) {
    return name;
  }

  /**
   * Whether programs are compiled for one layout of V, item by item or partner by partner; else the
   * layout is an argument.
   */
  boolean fixesLayout();

  /** Items per work-group. */
  int items();

  /** Work-groups that share the components of one tile of items. */
  long chunks(int stride);

  /** A split has a multiple of this many partners. */
  int step();

  /** Work-items of a group, in each of three dimensions. */
  long[] group();

  /** Local memory that a kernel which works the model out takes as its last argument; or 0. */
  default long packedBytes(int stride) {
    return 0;
  }

  /** The definitions that the kernel is compiled with. */
  String options();

  /** What is thrown where not even the smallest tiles fit. */
  static ClDeviceException noneFits(DeviceLimits limits) {
    return new ClDeviceException(
        "no tile fits a work-group of %d with %d bytes of local memory"
            .formatted(limits.workGroupSize(), limits.localBytes()),
        ClStatus.CL_OUT_OF_RESOURCES.code());
  }
}
