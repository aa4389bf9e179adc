package io.github.nmf4j.opencl;

import io.github.nmf4j.matrix.Precision;

/**
 * How the dense kernels cut their work: into tiles that a work-group shares through local memory
 * ({@link Tiles}), or into tiles that one work-item holds in vector registers ({@link
 * VectorTiles}), as suits processors.
 */
sealed interface DenseTiles permits Tiles, VectorTiles {

  /**
   * The tiles for a kernel on a device.
   *
   * @param stride numbers from one item of a factor to the next
   * @param outputs what a ratio pass makes, none for a plain product
   */
  static DenseTiles of(int stride, Precision precision, int outputs, DeviceLimits limits) {
    VectorTiles vectors = VectorTiles.of(stride, precision, limits);
    return vectors != null ? vectors : Tiles.of(stride, precision, outputs, limits);
  }

  /** The tiles for a kernel that works the model out and keeps nothing of it. */
  static DenseTiles forScores(int stride, Precision precision, DeviceLimits limits) {
    VectorTiles vectors = VectorTiles.of(stride, precision, limits);
    return vectors != null ? vectors : Tiles.forScores(precision, limits);
  }

  /** The kernel's name with what its variant appends. */
  String kernel(String name);

  /** Items per work-group. */
  int items();

  /** Work-groups that share the components of one tile of items. */
  long chunks(int stride);

  /** A split of a plain product has a multiple of this many partners. */
  int productStep();

  /** A split of a ratio pass or a divergence has a multiple of this many partners. */
  int scoreStep();

  /** Work-items of a group, in each of three dimensions. */
  long[] group();

  /** Local memory that a kernel which works the model out takes as its last argument; or 0. */
  long packedBytes(int stride);

  /** For a plain product. */
  String productOptions();

  /** For a kernel that works the model out. */
  String scoreOptions();

  /** For a ratio pass. */
  String ratioOptions();
}
