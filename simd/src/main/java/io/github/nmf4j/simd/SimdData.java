package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Data;
import java.util.List;

/** V off-heap, panel by panel. */
final class SimdData extends Data {

  private final SimdSession owner;
  final List<Panel> panels;

  SimdData(SimdSession owner, int rows, int columns, int panelColumns, List<Panel> panels) {
    super(owner, rows, columns, panelColumns);
    this.owner = owner;
    this.panels = panels;
  }

  /** One panel. */
  static SimdData of(SimdSession owner, int rows, int columns, Panel panel) {
    return new SimdData(owner, rows, columns, Integer.MAX_VALUE, List.of(panel));
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
  protected Data view(int p) {
    return of(owner, rows(), panelStart(p + 1) - panelStart(p), panels.get(p));
  }
}
