package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;

/** V a panel at a time, read where the source puts it. */
final class ReferenceStream extends Data {

  private final Session session;
  private final ColumnSource v;
  private final Precision precision;
  private final double scale;
  private final int panelColumns;

  ReferenceStream(
      Session session, ColumnSource v, Precision precision, double scale, int panelColumns) {
    super(session, v.rows(), v.columns());
    this.session = session;
    this.v = v;
    this.precision = precision;
    this.scale = scale;
    this.panelColumns = panelColumns;
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
  public boolean isStreamed() {
    return true;
  }

  @Override
  public int panels() {
    return Math.ceilDiv(columns(), panelColumns);
  }

  @Override
  protected int start(int p) {
    return (int) Math.min(columns(), (long) p * panelColumns);
  }

  @Override
  protected Data view(int p) {
    int from = start(p);
    int to = start(p + 1);
    return new ReferenceData(
        session, v.columns(from, to), precision, scale, 0, to - from, Integer.MAX_VALUE);
  }
}
