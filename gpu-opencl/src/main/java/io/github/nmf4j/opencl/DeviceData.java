package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;

/** V on the device, all of it or one panel. */
abstract sealed class DeviceData extends Data permits DenseData, SparseData {

  /**
   * A rectangle of V whose numbers lie in buffers of their own. The rectangles of one V cover it
   * without overlap, in ascending order.
   */
  sealed interface Block permits DenseData.DenseBlock, SparseData.SparseBlock {
    int firstRow();

    int endRow();

    int firstColumn();

    int endColumn();

    default int firstItem(Side side) {
      return side == Side.ROWS ? firstRow() : firstColumn();
    }

    default int items(Side side) {
      return side == Side.ROWS ? endRow() - firstRow() : endColumn() - firstColumn();
    }

    default boolean covers(Block other) {
      return firstRow() == other.firstRow()
          && endRow() == other.endRow()
          && firstColumn() == other.firstColumn()
          && endColumn() == other.endColumn();
    }
  }

  DeviceData(Session owner, int rows, int columns, int panelColumns) {
    super(owner, rows, columns, panelColumns);
  }

  static Side other(Side side) {
    return side == Side.ROWS ? Side.COLUMNS : Side.ROWS;
  }
}
