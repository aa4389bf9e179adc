package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Tiles;

/** A range of columns of V, as it lies off-heap. */
sealed interface Panel {

  /** Entries that are stored, padding not counted. */
  long storedEntries();

  /**
   * A dense panel.
   *
   * @param tiles the panel, or its transpose
   * @param transposed whether {@code tiles} is the transpose; a narrow panel is stored so, because
   *     tiles pad columns more than rows
   */
  record Dense(Tiles tiles, boolean transposed) implements Panel {

    @Override
    public long storedEntries() {
      return (long) tiles.rows() * tiles.columns();
    }

    /** Whether the items on {@code side} are rows of {@code tiles}. */
    boolean byRows(Side side) {
      return (side == Side.ROWS) != transposed;
    }
  }

  /**
   * A sparse panel, once by rows and once by columns, so that items on either side have their
   * entries together.
   *
   * @param rows V
   * @param columns Vᵀ
   * @param rowBlocks the blocks of {@code rows}
   * @param columnBlocks the blocks of {@code columns}
   */
  record Sparse(Csr rows, Csr columns, EntryBlocks rowBlocks, EntryBlocks columnBlocks)
      implements Panel {

    @Override
    public long storedEntries() {
      return rows.start(rows.rows());
    }

    /** The matrix whose rows are the items on {@code side}. */
    Csr items(Side side) {
      return side == Side.ROWS ? rows : columns;
    }

    /** Entries of the longest item on {@code side}. */
    int longest(Side side) {
      Csr items = items(side);
      long longest = 0;
      for (int i = 0; i < items.rows(); i++) {
        longest = Math.max(longest, items.start(i + 1) - items.start(i));
      }
      return Math.toIntExact(longest);
    }

    /** Blocks of the items on {@code side}. */
    EntryBlocks blocks(Side side) {
      return side == Side.ROWS ? rowBlocks : columnBlocks;
    }
  }
}
