package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Dense V, stored once, in lines: rows if the caller's matrix is row-major, else columns. It is cut
 * into slabs of whole lines only where one buffer would be larger than the device allows. A panel
 * is a window on the same slabs.
 */
final class DenseData extends DeviceData {

  /**
   * Consecutive lines.
   *
   * @param stride numbers from one line to the next
   */
  record Slab(ClBuffer buffer, int firstLine, int endLine, int stride) {}

  /**
   * A rectangle in one slab.
   *
   * @param at index of its first number in the buffer
   * @param columnMajor whether lines are columns
   */
  record DenseBlock(
      ClBuffer buffer,
      long at,
      int stride,
      boolean columnMajor,
      int firstRow,
      int endRow,
      int firstColumn,
      int endColumn)
      implements Block {}

  private final Session owner;
  private final List<Slab> slabs;
  private final boolean columnMajor;
  private final int windowStart;

  DenseData(
      Session owner,
      int rows,
      int columns,
      int panelColumns,
      List<Slab> slabs,
      boolean columnMajor,
      int windowStart) {
    super(owner, rows, columns, panelColumns);
    this.owner = owner;
    this.slabs = List.copyOf(slabs);
    this.columnMajor = columnMajor;
    this.windowStart = windowStart;
  }

  /** The rectangles that this window consists of. */
  List<DenseBlock> blocks() {
    var blocks = new ArrayList<DenseBlock>();
    int windowEnd = windowStart + columns();
    for (Slab slab : slabs) {
      if (!columnMajor) {
        blocks.add(
            new DenseBlock(
                slab.buffer(),
                windowStart,
                slab.stride(),
                false,
                slab.firstLine(),
                slab.endLine(),
                0,
                columns()));
        continue;
      }
      int first = Math.max(windowStart, slab.firstLine());
      int end = Math.min(windowEnd, slab.endLine());
      if (first < end) {
        blocks.add(
            new DenseBlock(
                slab.buffer(),
                (long) (first - slab.firstLine()) * slab.stride(),
                slab.stride(),
                true,
                0,
                rows(),
                first - windowStart,
                end - windowStart));
      }
    }
    return blocks;
  }

  @Override
  public boolean isSparse() {
    return false;
  }

  @Override
  public long storedEntries() {
    return (long) rows() * columns();
  }

  @Override
  protected Data view(int p) {
    int width = panelStart(p + 1) - panelStart(p);
    return new DenseData(
        owner, rows(), width, width, slabs, columnMajor, windowStart + panelStart(p));
  }
}
