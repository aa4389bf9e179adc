package io.github.nmf4j.solver;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Optional;

/** Whether V is streamed, in which panels, and whether there is memory for what is chosen. */
final class Streaming {

  /** A panel of a V that is streamed takes about this. */
  private static final long PANEL_BYTES = 64L << 20;

  /** Operands of a factor's shape, of the items that are not in the panel at hand. */
  private static final int STREAMED_FACTORS = 10;

  /** A panel takes at most this share of the memory there is. */
  private static final int PANELS_IN_MEMORY = 4;

  /** Panels are a multiple of this many columns: whole tiles of every backend. */
  private static final int PANEL_STEP = 96;

  private final Task task;
  private final Input input;
  private final Matrix v;
  private final NmfOptions options;
  private final Precision precision;
  private final Solver solver;
  private final Backend backend;

  Streaming(Task task, Backend backend) {
    this.task = task;
    this.input = task.input();
    this.v = task.v();
    this.options = task.options();
    this.precision = task.precision();
    this.solver = task.solver();
    this.backend = backend;
  }

  /**
   * Columns of a panel if V is to be streamed, else all of them. V is streamed if it takes more
   * than it may, or more than there is; lines that are contiguous go together, so that a dense
   * row-major V is streamed as Vᵀ.
   */
  int columns() {
    if (isWhole()) {
      return v.columns();
    }
    long limit = options.memoryLimit();
    boolean exceeds = limit > 0 && bytes() > limit;
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      if (exceeds) {
        throw new IllegalArgumentException(
            "V takes %s%s, more than the %s that it may, and cannot be streamed: %s"
                .formatted(
                    HostRoom.mebibytes(bytes()),
                    input.isWeighted() ? " with its weights" : "",
                    HostRoom.mebibytes(limit),
                    obstacle.get()));
      }
      return v.columns(); // the check of memory says what is missing
    }
    if (task.panelColumns() < v.columns()) {
      return task.panelColumns(); // as was asked for
    }
    long most = limit > 0 ? Math.min(limit, PANEL_BYTES) : PANEL_BYTES;
    // a device may have less than a usual panel takes
    long panel = Math.min(most, backend.plan(task.size()).availableBytes() / PANELS_IN_MEMORY);
    return switch (v) {
      case DenseMatrix dense -> linesWithin(dense, panel);
      case SparseMatrix sparse -> SparsePanels.width(sparse, precision, panel);
    };
  }

  /** Whether V takes no more than it may, and fits with all that the solver needs. */
  boolean isWhole() {
    long limit = options.memoryLimit();
    Observations pending = input.pending();
    boolean loads = pending == null || pending.bytes() <= HostMemory.availableBytes();
    return (limit <= 0 || bytes() <= limit) && loads && backend.plan(task.size()).fits();
  }

  /** What V takes, with its weights. */
  private long bytes() {
    return switch (v) {
      case DenseMatrix _ ->
          (long) v.rows() * v.columns() * precision.bytes() * task.size().layers();
      case SparseMatrix sparse -> SparsePanels.bytes(sparse, precision);
    };
  }

  /** Lines of V that lie one behind the other and take this many bytes. */
  private int linesWithin(DenseMatrix dense, long panel) {
    boolean columnMajor = dense.isColumnMajor();
    long line =
        (long) (columnMajor ? v.rows() : v.columns()) * precision.bytes() * task.size().layers();
    int lines = columnMajor ? v.columns() : v.rows();
    long fitting = Math.clamp(panel / line, 1, lines);
    // whole tiles, if there is more than one
    return (int) (fitting > PANEL_STEP ? fitting / PANEL_STEP * PANEL_STEP : fitting);
  }

  /**
   * @throws InsufficientMemoryException if V, uploaded, and all that a solver needs do not fit
   */
  void requireMemory() {
    MemoryPlan plan = backend.plan(task.size());
    if (!plan.fits()) {
      throw new InsufficientMemoryException(
          "factorising a %d × %d matrix at rank %d on backend %s needs %s, %s is available%s"
              .formatted(
                  v.rows(),
                  v.columns(),
                  options.rank(),
                  backend.name(),
                  HostRoom.mebibytes(plan.requiredBytes()),
                  HostRoom.mebibytes(plan.availableBytes()),
                  obstacle().map(obstacle -> "; V cannot be streamed: " + obstacle).orElse("")));
    }
  }

  /**
   * @param columns of a panel
   * @throws InsufficientMemoryException if a panel and all that a solver needs do not fit
   */
  void requireMemoryOfPanels(int columns) {
    long panelEntries =
        switch (v) {
          case DenseMatrix _ -> (long) v.rows() * columns;
          case SparseMatrix sparse -> SparseMatrix.heaviestPanel(sparse.columnCounts(), columns);
        };
    boolean sparse = v instanceof SparseMatrix;
    MemoryPlan panel =
        backend.plan(
            new ProblemSize(v.rows(), columns, panelEntries, sparse, options.rank(), precision)
                .withLayers(task.size().layers()));
    long others = (long) (v.columns() - columns) * options.rank() * precision.bytes();
    Observations pending = input.pending();
    long made = pending == null ? 0 : panelEntries * pending.entryBytes();
    long required = panel.requiredBytes() + others * STREAMED_FACTORS + made;
    if (required > panel.availableBytes()) {
      throw new InsufficientMemoryException(
          "streaming a %d × %d matrix at rank %d on backend %s needs %s, %s is available"
              .formatted(
                  v.rows(),
                  v.columns(),
                  options.rank(),
                  backend.name(),
                  HostRoom.mebibytes(required),
                  HostRoom.mebibytes(panel.availableBytes())));
    }
  }

  /** Why V cannot be streamed. */
  private Optional<String> obstacle() {
    if (input.isWeighted()) {
      if (!(v instanceof DenseMatrix dense)) {
        return Optional.of(
            options.constraints().weights() instanceof SparseMatrix
                ? "its weights are sparse, and both orders of their pattern are kept in memory"
                : "it is sparse with weights, and both orders of its entries are kept in memory");
      }
      Optional<String> obstacle = Observations.obstacleToStreaming(dense, options);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      if (input.pending() == null) {
        return Optional.of("its entries have weights, which are laid out beside V in memory");
      }
    }
    if (options.model() instanceof Model.Convolutive) {
      return Optional.of("the templates of the convolutive model reach from panel to panel");
    }
    boolean batches = options.online().isPresent();
    boolean rowMajor = v instanceof DenseMatrix dense && !dense.isColumnMajor();
    boolean ordersColumns =
        options.model() instanceof Model.Smooth || options.model() instanceof Model.Diagonal;
    if ((batches || ordersColumns) && rowMajor) {
      return Optional.of(
          "%s must lie one behind the other in the file: columns in a column-major (Fortran) file%s"
              .formatted(
                  batches ? "the lines of a batch" : "the columns of this model",
                  batches ? ", rows in a row-major one" : ""));
    }
    // where the solver was left open, another one can be taken
    return task.needsWholeRows() && options.solver() != Solver.AUTO
        ? Optional.of(
            "solver %s%s needs whole rows; use mu%s"
                .formatted(
                    solver,
                    solver.needsWholeRows(false) ? "" : " with weights",
                    solver.needsWholeRows(false) ? " or mu-e" : ""))
        : Optional.empty();
  }
}
