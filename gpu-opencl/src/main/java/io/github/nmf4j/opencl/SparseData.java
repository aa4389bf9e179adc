package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sparse V, each panel stored twice: by rows and by columns, so that both sides are summed item by
 * item in a fixed order. A panel is cut by rows only where one buffer would be too large.
 */
final class SparseData extends DeviceData {

  /**
   * The entries of a block by items, cut into segments and tiles as {@code sparse_tile.cl} says.
   *
   * @param itemStarts first entry of each item, and the number of entries
   * @param longRows items of more than one segment; null if there are none
   * @param longFirsts the first slot of each of those, and the number of slots
   */
  record Compressed(
      int items,
      int entries,
      ClBuffer columns,
      ClBuffer values,
      ClBuffer itemStarts,
      ClBuffer tiles,
      int tileCount,
      ClBuffer starts,
      ClBuffer owners,
      ClBuffer slots,
      int slotCount,
      @Nullable ClBuffer longRows,
      @Nullable ClBuffer longFirsts,
      int longCount) {}

  /** A rectangle, by rows and by columns. */
  record SparseBlock(
      int firstRow,
      int endRow,
      int firstColumn,
      int endColumn,
      Compressed byRows,
      Compressed byColumns)
      implements Block {

    Compressed compressed(Side side) {
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
