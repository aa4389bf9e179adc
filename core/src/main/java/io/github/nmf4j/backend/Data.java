package io.github.nmf4j.backend;

import java.util.Objects;

/**
 * V, or a range of its columns, as a session holds it. It consists of panels: contiguous ranges of
 * columns that together are all of V. A panel is itself {@code Data}, so every operation works on
 * all of V and on one panel alike.
 */
public abstract non-sealed class Data extends Handle {

  private final int rows;
  private final int columns;
  private final int panelColumns;

  /**
   * A handle that {@code owner} hands out.
   *
   * @param panelColumns width of a panel, at least 1; the last one may be narrower
   */
  protected Data(Session owner, int rows, int columns, int panelColumns) {
    super(owner);
    this.rows = rows;
    this.columns = columns;
    this.panelColumns = panelColumns;
  }

  /** Number of rows m. */
  public final int rows() {
    return rows;
  }

  /** Number of columns: n, or the width of this panel. */
  public final int columns() {
    return columns;
  }

  /** Number of items on {@code side}. */
  public final int items(Side side) {
    return side == Side.ROWS ? rows : columns;
  }

  /** Whether only some entries are stored. */
  public abstract boolean isSparse();

  /** Number of stored entries: rows · columns if this is dense. */
  public abstract long storedEntries();

  /**
   * Whether this is all of a V that is brought to the device panel by panel, as {@link #panel} asks
   * for them. Operations then take its panels, not the whole.
   */
  public boolean isStreamed() {
    return false;
  }

  /** Number of panels; 1 if this is a panel itself. */
  public final int panels() {
    return Math.max(1, Math.ceilDiv(columns, panelColumns));
  }

  /**
   * First column of panel {@code p}; for {@code p = panels()} the number of columns.
   *
   * @throws IndexOutOfBoundsException if there is no such panel
   */
  public final int panelStart(int p) {
    return (int) Math.min(columns, (long) Objects.checkIndex(p, panels() + 1) * panelColumns);
  }

  /**
   * Panel {@code p}. Valid until the next call for another panel of the same data: a session that
   * streams reuses its buffer.
   *
   * @throws IndexOutOfBoundsException if there is no such panel
   * @throws IllegalStateException if the panel must be brought and the session is closed or in use
   * @throws OperationInterruptedException if it must be brought and the thread is interrupted; see
   *     {@link Session#setInterruptible}
   */
  public final Data panel(int p) {
    Objects.checkIndex(p, panels());
    return panels() == 1 ? this : view(p);
  }

  /** One of several panels, index checked. */
  protected abstract Data view(int p);
}
