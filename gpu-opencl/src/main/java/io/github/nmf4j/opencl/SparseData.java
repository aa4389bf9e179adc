package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import java.util.List;
import java.util.function.Function;

/**
 * Sparse V, each panel stored twice: by rows and by columns, so that both sides are summed item by
 * item in a fixed order. A panel is cut by rows only where one buffer would be too large.
 */
final class SparseData extends DeviceData {

  /**
   * The entries of a block by items, cut into segments and tiles as {@code sparse_tile.cl} says, in
   * memory of the host or in buffers of the device.
   *
   * @param columns the index of each entry on the other side
   * @param itemStarts first entry of each item, and the number of entries
   * @param longRows items of more than one segment
   * @param longFirsts the first slot of each of those, and the number of slots
   */
  record Compressed<M>(
      int items,
      int entries,
      M columns,
      M values,
      M itemStarts,
      M tiles,
      int tileCount,
      M starts,
      M owners,
      M slots,
      int slotCount,
      M longRows,
      M longFirsts,
      int longCount) {

    /** The same in other memory: each list in turn, in a fixed order. */
    <N> Compressed<N> map(Function<M, N> move) {
      return new Compressed<>(
          items,
          entries,
          move.apply(columns),
          move.apply(values),
          move.apply(itemStarts),
          move.apply(tiles),
          tileCount,
          move.apply(starts),
          move.apply(owners),
          move.apply(slots),
          slotCount,
          move.apply(longRows),
          move.apply(longFirsts),
          longCount);
    }
  }

  /** A rectangle, by rows and by columns. */
  record SparseBlock(
      int firstRow,
      int endRow,
      int firstColumn,
      int endColumn,
      Compressed<ClBuffer> byRows,
      Compressed<ClBuffer> byColumns)
      implements Block {

    Compressed<ClBuffer> compressed(Side side) {
      return side == Side.ROWS ? byRows : byColumns;
    }

    /** The same in a panel that begins at this column. */
    SparseBlock shifted(int columns) {
      return new SparseBlock(
          firstRow, endRow, firstColumn - columns, endColumn - columns, byRows, byColumns);
    }
  }

  private final Session owner;
  private final List<SparseBlock> blocks;

  SparseData(Session owner, int rows, int columns, int panelColumns, List<SparseBlock> blocks) {
    super(owner, rows, columns, panelColumns);
    this.owner = owner;
    this.blocks = List.copyOf(blocks);
  }

  List<SparseBlock> blocks() {
    return blocks;
  }

  @Override
  public boolean isSparse() {
    return true;
  }

  @Override
  public long storedEntries() {
    return blocks.stream().mapToLong(block -> block.byRows().entries()).sum();
  }

  @Override
  protected Data view(int p) {
    int from = panelStart(p);
    int to = panelStart(p + 1);
    return new SparseData(
        owner,
        rows(),
        to - from,
        to - from,
        blocks.stream()
            .filter(b -> from <= b.firstColumn() && b.endColumn() <= to)
            .map(b -> b.shifted(from))
            .toList());
  }
}
