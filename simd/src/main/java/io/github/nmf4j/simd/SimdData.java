package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Data;
import java.util.List;

/** V off-heap, panel by panel. */
final class SimdData extends Data {

  private final SimdSession owner;
  private final int panelColumns;
  final List<Panel> panels;

  SimdData(SimdSession owner, int rows, int columns, int panelColumns, List<Panel> panels) {
    super(owner, rows, columns);
    this.owner = owner;
    this.panelColumns = panelColumns;
    this.panels = panels;
  }

  @Override
  public boolean isSparse() {
    return panels.getFirst() instanceof Panel.Sparse;
  }

  @Override
  public long storedEntries() {
    long entries = 0;
    for (Panel panel : panels) {
      entries += panel.storedEntries();
    }
    return entries;
  }

  @Override
  public int panels() {
    return panels.size();
  }

  @Override
  protected int start(int p) {
    return (int) Math.min(columns(), (long) p * panelColumns);
  }

  @Override
  protected Data view(int p) {
    return new SimdData(
        owner, rows(), start(p + 1) - start(p), Integer.MAX_VALUE, List.of(panels.get(p)));
  }
}
