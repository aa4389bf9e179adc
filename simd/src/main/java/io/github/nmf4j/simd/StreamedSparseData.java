package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A sparse V where the caller holds it; one panel at a time by rows and by columns. */
final class StreamedSparseData extends Data implements AutoCloseable {

  private final SimdSession owner;
  private final SparseMatrix v;
  private final int panelColumns;
  private final Function<NativeMemory, Upload> upload;
  private int current = -1;
  private @Nullable NativeMemory room;
  private @Nullable Panel panel;

  /**
   * @param upload one into this memory
   */
  StreamedSparseData(
      SimdSession owner, SparseMatrix v, int panelColumns, Function<NativeMemory, Upload> upload) {
    super(owner, v.rows(), v.columns());
    this.owner = owner;
    this.v = v;
    this.panelColumns = panelColumns;
    this.upload = upload;
  }

  private Panel load(int p) {
    Panel loaded = panel;
    if (p == current && loaded != null) {
      return loaded;
    }
    close();
    var memory = new NativeMemory();
    room = memory;
    loaded = upload.apply(memory).sparse(v, start(p), start(p + 1));
    panel = loaded;
    current = p;
    return loaded;
  }

  /** Gives back what the panel at hand takes. */
  @Override
  public void close() {
    panel = null;
    if (room != null) {
      room.close();
      room = null;
    }
  }

  @Override
  public boolean isSparse() {
    return true;
  }

  @Override
  public long storedEntries() {
    return v.storedEntries();
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
    return new SimdData(
        owner, rows(), start(p + 1) - start(p), Integer.MAX_VALUE, List.of(load(p)));
  }
}
