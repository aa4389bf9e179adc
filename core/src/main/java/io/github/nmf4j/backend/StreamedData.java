package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All of a V that stays where the caller has it. One panel at a time is in memory of the session:
 * the one that was asked for last.
 */
public final class StreamedData extends Data {

  /** Brings columns of V to the session. */
  @FunctionalInterface
  public interface Loader {

    /** Columns {@code from ≤ j < to}, in memory that they take over from the last ones. */
    Data load(int from, int to);
  }

  private final Session owner;
  private final boolean sparse;
  private final long storedEntries;
  private final Loader loader;
  private int current = -1;
  private @Nullable Data panel;

  private StreamedData(
      Session owner,
      int rows,
      int columns,
      int panelColumns,
      boolean sparse,
      long storedEntries,
      Loader loader) {
    super(owner, rows, columns, panelColumns);
    this.owner = owner;
    this.sparse = sparse;
    this.storedEntries = storedEntries;
    this.loader = loader;
  }

  /**
   * A dense V.
   *
   * @param load brings these columns to the session, in memory that they take over from the last
   *     ones; when it is back, it has read them
   */
  public static StreamedData dense(
      Session owner, ColumnSource v, int panelColumns, Function<DenseMatrix, Data> load) {
    return new StreamedData(
        owner,
        v.rows(),
        v.columns(),
        panelColumns,
        false,
        (long) v.rows() * v.columns(),
        (from, to) -> {
          Data panel = load.apply(v.columns(from, to));
          v.release(from, to);
          return panel;
        });
  }

  /** A sparse V. */
  public static StreamedData sparse(
      Session owner, SparseMatrix v, int panelColumns, Loader loader) {
    return new StreamedData(
        owner, v.rows(), v.columns(), panelColumns, true, v.storedEntries(), loader);
  }

  @Override
  public boolean isSparse() {
    return sparse;
  }

  @Override
  public long storedEntries() {
    return storedEntries;
  }

  @Override
  public boolean isStreamed() {
    return true;
  }

  @Override
  protected Data view(int p) {
    Data held = panel;
    if (p == current && held != null) {
      return held;
    }
    panel = null; // a load that fails leaves no panel
    Data loaded = owner.load(loader, panelStart(p), panelStart(p + 1));
    panel = loaded;
    current = p;
    return loaded;
  }
}
