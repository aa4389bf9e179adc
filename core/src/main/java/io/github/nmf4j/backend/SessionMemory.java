package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a {@link Session} holds on its device, who owns it and how long it lives. A session is used
 * by one thread at a time; use by two at once is detected and is an {@link IllegalStateException}.
 */
public abstract sealed class SessionMemory extends SessionKernels implements AutoCloseable
    permits SessionPasses {

  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  private final Precision precision;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final Use use = new Use();
  private final List<StoredColumns> stored = new ArrayList<>();
  private volatile boolean interruptible;

  SessionMemory(Precision precision) {
    this.precision = precision;
  }

  /** The precision of this session's data and factors. */
  public final Precision precision() {
    return precision;
  }

  /**
   * Says whether an interrupt of the calling thread ends operations early; at first it does not.
   * Then an operation that finds the thread interrupted before it begins, or, where the backend
   * cuts it into blocks, between two of them, throws {@link OperationInterruptedException}. What it
   * was to write is undefined then, everything else is as before, and the thread stays interrupted.
   */
  public final void setInterruptible(boolean interruptible) {
    this.interruptible = interruptible;
  }

  /** What {@link #setInterruptible} said. */
  protected final boolean isInterruptible() {
    return interruptible;
  }

  /** {@link #upload(Matrix, double, int)} in one panel, unscaled. */
  public final Data upload(Matrix v) {
    return upload(v, 1, Math.max(1, v.columns()));
  }

  /**
   * Brings V, each entry times {@code scale}, to the device, in the layout that suits it.
   *
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1; the last one may be narrower
   * @throws InsufficientMemoryException if it does not fit
   */
  public final Data upload(Matrix v, double scale, int panelColumns) {
    Operands.upload(scale, panelColumns);
    try (Use _ = use()) {
      return doUpload(v, scale, panelColumns);
    }
  }

  /**
   * V, each entry times {@code scale}, left where it is: a panel is brought to the device when
   * {@link Data#panel} asks for it, into memory that the next panel takes over. What a panel then
   * holds has the layout, and its operations the bits, of {@link #upload}.
   *
   * @param v if dense column-major, so that the columns of a panel are contiguous
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1
   * @throws InsufficientMemoryException if one panel does not fit
   */
  public final Data stream(Matrix v, double scale, int panelColumns) {
    return switch (v) {
      case DenseMatrix dense -> {
        if (!dense.isColumnMajor()) {
          throw new IllegalArgumentException(
              "a dense matrix that is streamed must be column-major");
        }
        var columns = new StoredColumns(dense);
        stored.add(columns);
        yield stream(columns, scale, panelColumns);
      }
      case SparseMatrix sparse -> stream(sparse, scale, panelColumns);
    };
  }

  private Data stream(SparseMatrix v, double scale, int panelColumns) {
    if (panelColumns >= v.columns()) {
      return upload(v, scale, panelColumns);
    }
    Operands.upload(scale, panelColumns);
    try (Use _ = use()) {
      return doStream(v, scale, panelColumns);
    }
  }

  /**
   * The same for columns that are made when they are asked for.
   *
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1
   * @throws InsufficientMemoryException if one panel does not fit
   */
  public final Data stream(ColumnSource v, double scale, int panelColumns) {
    if (panelColumns >= v.columns()) {
      return upload(v.columns(0, v.columns()), scale, panelColumns);
    }
    Operands.upload(scale, panelColumns);
    try (Use _ = use()) {
      return doStream(v, scale, panelColumns);
    }
  }

  /** Columns {@code from ≤ j < to} of a V that is streamed. */
  final Data load(StreamedData.Loader loader, int from, int to) {
    try (Use _ = use()) {
      return loader.load(from, to);
    }
  }

  /** A p × k factor of zeros. */
  public final Factor newFactor(int rows, int rank) {
    if (rows < 0 || rank < 1) {
      throw new IllegalArgumentException(
          "a factor needs rows ≥ 0 and rank ≥ 1, got %d × %d".formatted(rows, rank));
    }
    try (Use _ = use()) {
      return doNewFactor(rows, rank);
    }
  }

  /** A k × k matrix of zeros. */
  public final Gram newGram(int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1, was " + rank);
    }
    try (Use _ = use()) {
      return doNewGram(rank);
    }
  }

  /** F ← values, rounded to this session's precision. */
  public final void write(Factor f, DenseMatrix values) {
    own(f);
    Operands.values("write", f, values);
    try (Use _ = use()) {
      doWrite(f, values);
    }
  }

  /** values ← F. */
  public final void read(Factor f, DenseMatrix values) {
    own(f);
    Operands.values("read", f, values);
    try (Use _ = use()) {
      doRead(f, values);
    }
  }

  /** The k · k numbers of S, row by row. */
  public final double[] read(Gram s) {
    own(s);
    try (Use _ = use()) {
      return doRead(s);
    }
  }

  /** target ← F. */
  public final void copy(Factor f, Factor target) {
    own(f, target);
    Operands.same("copy", f, target);
    try (Use _ = use()) {
      doCopy(f, target);
    }
  }

  /**
   * Frees everything that this session handed out. Closing twice is allowed.
   *
   * @throws IllegalStateException if another thread is inside an operation
   */
  @Override
  public final void close() {
    if (state.get() == State.CLOSED) {
      return;
    }
    if (!state.compareAndSet(State.IDLE, State.CLOSED)) {
      if (state.get() == State.CLOSED) {
        return;
      }
      throw new IllegalStateException("the session is in use by another thread: cannot be closed");
    }
    stored.forEach(StoredColumns::close);
    doClose();
  }

  /** Enters an operation; closing what is returned leaves it. */
  final Use use() {
    if (!state.compareAndSet(State.IDLE, State.BUSY)) {
      throw new IllegalStateException(
          state.get() == State.CLOSED
              ? "the session is closed"
              : "the session is in use by another thread");
    }
    if (isEndedByInterrupt()) {
      use.close();
      throw new OperationInterruptedException();
    }
    return use;
  }

  @Override
  final void endIfInterrupted() {
    if (isEndedByInterrupt()) {
      throw new OperationInterruptedException();
    }
  }

  private boolean isEndedByInterrupt() {
    return interruptible && Thread.currentThread().isInterrupted();
  }

  /** The end of an operation; one object for all of them. */
  final class Use implements AutoCloseable {
    @Override
    public void close() {
      state.set(State.IDLE);
    }
  }

  /** Handles of this session only, and of a V that is streamed only its panels. */
  final void own(Handle handle) {
    if (!handle.belongsTo(this)) {
      throw new IllegalArgumentException("the handle belongs to another session");
    }
    if (handle instanceof Data data && data.isStreamed()) {
      throw new IllegalArgumentException("V is streamed: operations take its panels");
    }
  }

  final void own(Handle a, Handle b) {
    own(a);
    own(b);
  }

  final void own(Handle a, Handle b, Handle c) {
    own(a);
    own(b);
    own(c);
  }
}
