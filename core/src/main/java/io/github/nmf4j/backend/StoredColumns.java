package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;

/**
 * The columns of a column-major matrix, where they lie. If that is a mapped file, the columns
 * behind those that were asked for are brought into memory meanwhile.
 */
final class StoredColumns implements ColumnSource, AutoCloseable {

  private final DenseMatrix v;
  private final boolean releases;
  private final ReadAhead readAhead;
  private int expected;

  StoredColumns(DenseMatrix v) {
    this.v = v;
    this.releases = HostMemory.isTooSmallFor(v);
    this.readAhead = new ReadAhead(v);
  }

  @Override
  public int rows() {
    return v.rows();
  }

  @Override
  public int columns() {
    return v.columns();
  }

  @Override
  public DenseMatrix columns(int from, int to) {
    readAhead.await(from, to);
    // passes go round: after the last columns come the first; batches may come in any order
    int next = to < v.columns() ? to : 0;
    if (from == expected) {
      readAhead.begin(next, Math.min(next + (to - from), v.columns()));
    }
    expected = next;
    long columnBytes = (long) v.rows() * v.type().bytes();
    return DenseMatrix.wrap(
        v.segment().asSlice(from * columnBytes, (to - from) * columnBytes),
        v.type(),
        v.byteOrder(),
        v.rows(),
        to - from,
        true);
  }

  @Override
  public void release(int from, int to) {
    if (releases) {
      v.release(from, to - from);
    }
  }

  @Override
  public void close() {
    readAhead.close();
  }
}
