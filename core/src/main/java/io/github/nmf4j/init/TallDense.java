package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;

/** A dense operator, read in tiles of some items that stay in cache for the products with them. */
final class TallDense implements TallMatrix {

  /** Entries of a tile: 256 KiB, a part of a core's second-level cache. */
  private static final int TILE_ENTRIES = 1 << 15;

  private final DenseMatrix matrix;
  private final double scale;
  private final int items;
  private final int width;
  private final int tileItems;

  TallDense(DenseMatrix matrix, double scale) {
    this.matrix = matrix;
    this.scale = scale;
    this.items = matrix.rows();
    this.width = matrix.columns();
    this.tileItems = Math.min(items, Math.max(8, TILE_ENTRIES / width & -4));
  }

  @Override
  public int items() {
    return items;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public double[] multiply(double[] x, int columns) {
    double[] y = new double[items * columns];
    forEachTile(
        (tile, first, count) ->
            Blocks.addProduct(tile, count, width, x, columns, y, first * columns));
    return y;
  }

  @Override
  public double[] multiplyTransposed(double[] y, int columns) {
    double[] z = new double[width * columns];
    forEachTile(
        (tile, first, count) ->
            Blocks.addCross(tile, count, width, y, first * columns, columns, z));
    return z;
  }

  @Override
  public double[] normal(double[] x, int columns) {
    double[] z = new double[width * columns];
    forEachTile(
        (tile, first, count) -> {
          double[] y = Blocks.product(tile, count, width, x, columns);
          Blocks.addCross(tile, count, width, y, 0, columns, z);
        });
    return z;
  }

  @Override
  public double[] gram() {
    double[] g = new double[width * width];
    forEachTile((tile, first, count) -> Blocks.addCross(tile, count, width, tile, 0, width, g));
    return g;
  }

  private interface TileUser {
    void use(double[] tile, int first, int count);
  }

  private void forEachTile(TileUser user) {
    double[] tile = new double[tileItems * width];
    double[] line = new double[matrix.isColumnMajor() ? tileItems : width];
    for (int first = 0; first < items; first += tileItems) {
      int count = Math.min(tileItems, items - first);
      if (matrix.isColumnMajor()) {
        readAcross(first, count, line, tile);
      } else {
        readAlong(first, count, line, tile);
      }
      user.use(tile, first, count);
    }
  }

  private void readAlong(int first, int count, double[] line, double[] tile) {
    for (int i = 0; i < count; i++) {
      matrix.copyRow(first + i, 0, width, line);
      for (int j = 0; j < width; j++) {
        tile[i * width + j] = line[j] * scale;
      }
    }
  }

  /** Memory is contiguous along the items: read that way and turn the tile in cache. */
  private void readAcross(int first, int count, double[] line, double[] tile) {
    DenseMatrix transposed = matrix.transpose();
    for (int j = 0; j < width; j++) {
      transposed.copyRow(j, first, count, line);
      for (int i = 0; i < count; i++) {
        tile[i * width + j] = line[i] * scale;
      }
    }
  }
}
