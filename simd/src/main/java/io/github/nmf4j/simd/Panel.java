package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Tiles;

/** A range of columns of V, as it lies off-heap. */
sealed interface Panel {

  /**
   * A dense panel.
   *
   * @param tiles the panel, or its transpose
   * @param transposed whether {@code tiles} is the transpose; a narrow panel is stored so, because
   *     tiles pad columns more than rows
   */
  record Dense(Tiles tiles, boolean transposed) implements Panel {

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
   * @param rowBlocks first rows of blocks with about equally many entries, and the number of rows
   * @param columnBlocks the same for columns
   */
  record Sparse(Csr rows, Csr columns, int[] rowBlocks, int[] columnBlocks) implements Panel {

    /** The matrix whose rows are the items on {@code side}. */
    Csr items(Side side) {
      return side == Side.ROWS ? rows : columns;
    }

    /** Blocks of the items on {@code side}. */
    int[] blocks(Side side) {
      return side == Side.ROWS ? rowBlocks : columnBlocks;
    }
  }
}
