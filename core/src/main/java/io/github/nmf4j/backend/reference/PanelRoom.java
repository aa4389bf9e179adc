package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;

/** Memory for one panel at a time of a dense V that is streamed. */
final class PanelRoom {

  private final Session owner;
  private final double scale;
  private final DenseMatrix lines; // one per column
  private final double[] line;

  PanelRoom(Session owner, int rows, int panelColumns, double scale) {
    this.owner = owner;
    this.scale = scale;
    this.lines =
        DenseMatrix.allocate(/* rows= */ panelColumns, /* columns= */ rows, owner.precision());
    this.line = new double[rows];
  }

  /** A panel of these columns. */
  Data load(DenseMatrix columns) {
    DenseMatrix source = columns.transpose();
    for (int j = 0; j < source.rows(); j++) {
      source.copyRow(j, 0, line.length, line);
      for (int i = 0; i < line.length; i++) {
        lines.set(j, i, line[i] * scale);
      }
    }
    int width = columns.columns();
    return new ReferenceData(owner, lines.transpose(), owner.precision(), 1, 0, width, width);
  }
}
