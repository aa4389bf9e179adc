package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A dense matrix as square tiles, each contiguous and row-major, one row of tiles after the other.
 * Both sides of a pass read the same tiles: a tile is small enough that walking down its columns
 * costs no more than walking along its rows, so V is stored once. The last column of tiles is
 * padded with zeros to whole tiles, the last row of tiles to {@value #ROW_GROUP} rows.
 *
 * @param segment where it lies, from its first byte
 * @param rows number of rows without padding
 * @param columns number of columns without padding
 * @param tile rows and columns of a tile
 * @param elementBytes bytes of an entry
 */
public record Tiles(MemorySegment segment, int rows, int columns, int tile, int elementBytes)
    implements Source {

  /** Rows are padded to this many, the most that a register tile has. */
  static final int ROW_GROUP = 8;

  /** Bytes that a rows × columns matrix takes. */
  public static long bytes(int rows, int columns, int tile, int elementBytes) {
    long paddedRows = Math.ceilDiv(rows, ROW_GROUP) * (long) ROW_GROUP;
    long paddedColumns = Math.ceilDiv(columns, tile) * (long) tile;
    return Math.multiplyExact(Math.multiplyExact(paddedRows, paddedColumns), elementBytes);
  }

  /** Rows of tiles. */
  public int tileRows() {
    return Math.ceilDiv(rows, tile);
  }

  /** Columns of tiles. */
  public int tileColumns() {
    return Math.ceilDiv(columns, tile);
  }

  /** Rows of a tile in row I of tiles, with padding. */
  int height(int I) {
    return (Math.min(tile, rows - I * tile) + ROW_GROUP - 1) & -ROW_GROUP;
  }

  /** Offset of tile (I, J) in bytes. */
  long offset(int I, int J) {
    long before = (long) I * tile * tileColumns() * tile + (long) J * tile * height(I);
    return before * elementBytes;
  }
}
