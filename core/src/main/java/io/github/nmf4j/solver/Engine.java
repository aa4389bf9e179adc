package io.github.nmf4j.solver;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Online;
import io.github.nmf4j.Solver;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.init.Completion;
import io.github.nmf4j.init.Start;
import io.github.nmf4j.init.Starts;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** One factorisation from checked data to result. */
public final class Engine {

  private final Task task;
  private final Input input;
  private final Matrix v;
  private final NmfOptions options;

  private Engine(Input input, NmfOptions options) {
    this.task = Task.of(input, options);
    this.input = input;
    this.v = input.v();
    this.options = options;
  }

  /** See {@link io.github.nmf4j.Nmf#factorize}. */
  public static NmfResult factorize(Matrix given, NmfOptions options) {
    options.requireConsistent();
    Matrix v = options.replay().dividesV() ? sumOne(given) : given;
    if (v.rows() == 0 || v.columns() == 0) {
      throw new InvalidDataException(
          "V is %d × %d; at least one row and one column are needed"
              .formatted(v.rows(), v.columns()));
    }
    if (options.constraints().weighsEntries()) {
      Observations observations = Observations.of(v, options.constraints());
      if (!observations.isComplete()) {
        // a V that may be streamed is loaded when it is known that it fits
        boolean streams =
            v instanceof DenseMatrix dense
                && !observations.isSparse()
                && Observations.obstacleToStreaming(dense, options).isEmpty();
        return streams
            ? new Engine(observations.pending(), options).run()
            : factorize(observations, options);
      }
    }
    MatrixSummary summary = v.summary();
    requireNonnegative(summary);
    long size = (long) v.rows() * v.columns();
    double mean = Starts.mean(v, summary);
    var input = new Input(v, null, summary, size - summary.nonzeros(), mean, size, 1, null);
    return new Engine(input, options).run();
  }

  /** V divided by its sum, as the NMF toolbox does it. */
  private static Matrix sumOne(Matrix v) {
    if (!(v instanceof DenseMatrix dense)) {
      throw new IllegalArgumentException("the reference to replay takes dense matrices only");
    }
    double sum = v.summary().sum();
    return sum > 0 && sum <= Double.MAX_VALUE ? dense.copy(v.precision(), 1 / (sum + 0x1p-52)) : v;
  }

  private static NmfResult factorize(Observations observations, NmfOptions options) {
    requireMemory(observations);
    try (Arena arena = Arena.ofShared()) {
      return new Engine(observations.load(arena), options).run();
    }
  }

  private static void requireMemory(Observations observations) {
    HostRoom.require(observations.bytes(), "the observed entries and their weights");
  }

  private static void requireNonnegative(MatrixSummary summary) {
    summary
        .firstInvalid()
        .ifPresent(
            bad -> {
              throw new InvalidDataException(
                  "V has %s at index (%d, %d); entries must be finite and ≥ 0"
                      .formatted(bad.value(), bad.row(), bad.column()));
            });
  }

  private void requirePositive() {
    if (options.loss().needsPositiveData() && input.zeros() > 0 && !isFittedByZeros()) {
      throw new InvalidDataException(
          ("V has %d zeros, but the loss %s is infinite there; entries must be > 0: add a small"
                  + " number to V or use a loss with beta > 0")
              .formatted(input.zeros(), options.loss()));
    }
  }

  /** With weights the solver that was chosen needs more memory than mu: where it fits not, mu. */
  private NmfResult run() {
    if (options.solver() != Solver.AUTO || !task.sweepsWeighted()) {
      return attempt();
    }
    try {
      return attempt();
    } catch (InsufficientMemoryException e) {
      return new Engine(input, options.solver(Solver.MULTIPLICATIVE)).attempt();
    }
  }

  private NmfResult attempt() {
    requirePositive();
    if (options.online().filter(batches -> batches.lines() == Online.Lines.ROWS).isPresent()) {
      return exchanged();
    }
    Backends.Selection selection =
        Backends.select(options.backend(), options.threads(), task.work());
    try (Backend backend = selection.backend()) {
      var streaming = new Streaming(task, backend);
      if (options.solver() == Solver.AUTO && task.sweepsWeighted() && !streaming.isWhole()) {
        return new Engine(input, options.solver(Solver.MULTIPLICATIVE)).attempt();
      }
      int panelColumns = streaming.columns();
      if (panelColumns < v.columns()) {
        if (task.needsWholeRows()) {
          Solver other =
              task.solver().needsWholeRows(false)
                  ? Solver.EXTRAPOLATED_MULTIPLICATIVE
                  : Solver.MULTIPLICATIVE;
          return new Engine(input, options.solver(other)).run();
        }
        if (v instanceof DenseMatrix dense && !dense.isColumnMajor()) {
          return exchanged();
        }
        streaming.requireMemoryOfPanels(panelColumns);
      } else {
        streaming.requireMemory();
        Observations pending = input.pending();
        if (pending != null) {
          requireMemory(pending);
          try (Arena arena = Arena.ofShared()) {
            return new Engine(pending.load(arena), options).run(selection, panelColumns);
          }
        }
      }
      return run(selection, panelColumns);
    }
  }

  private NmfResult run(Backends.Selection selection, int streamColumns) {
    long start = System.nanoTime();
    Start initial = start();
    Holds holds =
        Holds.apply(options.constraints(), initial, options.model().columnsPerComponent());
    normalizeColumns(initial); // what the supports leave of them
    var run = new Run(selection.backend(), selection.refusals(), seconds(start));
    if (isFittedByZeros()) {
      return new Results(task, run).ofZeros(initial);
    }
    try (Session session = run.backend().newSession(task.precision())) {
      return run(session, streamColumns, run, initial, holds);
    }
  }

  /** W₀ and H₀; NNDSVD sees a V without gaps. */
  private Start start() {
    Matrix whole = v;
    Matrix weights = input.weights();
    if (weights != null && options.initialization() instanceof Initialization.Nndsvd) {
      whole = Completion.of(v, weights, input.mean());
    }
    MatrixSummary summary = whole.equals(v) ? input.summary() : whole.summary();
    return Starts.of(whole, summary, input.mean(), options);
  }

  /** Whether V is 0 and no component is held in both factors. */
  private boolean isFittedByZeros() {
    Constraints constraints = options.constraints();
    boolean holdsW = options.fixed() == Fixed.W || !constraints.fixedW().isEmpty();
    boolean holdsH = options.fixed() == Fixed.H || !constraints.fixedH().isEmpty();
    return input.summary().maximum() == 0 && !(holdsW && holdsH);
  }

  /** Columns of W that are to be kept at sum 1 start so; H takes the factor. */
  private void normalizeColumns(Start initial) {
    if (options.model() instanceof Model.Smooth smooth && smooth.unitSum()) {
      DenseMatrix l = initial.l();
      if (l != null) {
        Normalizer.divideColumns(l, Normalizer.columnSums(initial.w()));
      }
      Normalizer.normalize(Normalization.L1, initial.w(), initial.h(), 1);
    }
  }

  /** V = W·H as Vᵀ = Hᵀ·Wᵀ. */
  private NmfResult exchanged() {
    long start = System.nanoTime();
    Start initial = start();
    double initialization = seconds(start);
    var turned = new Initialization.Custom(initial.h().transpose(), initial.w().transpose());
    NmfResult result =
        new Engine(input.transposed(), options.solver(task.solver()).exchanged(turned)).run();
    DenseMatrix w = Results.rowMajor(result.h().transpose());
    DenseMatrix h = Results.rowMajor(result.w().transpose());
    Normalizer.normalize(options.normalization(), w, h, 1);
    return result.exchanged(w, h, initialization);
  }

  private NmfResult run(Session session, int streamColumns, Run run, Start initial, Holds holds) {
    long start = System.nanoTime();
    Scaling scaling = Scaling.of(input.summary(), initial.w(), initial.h(), input.largestWeight());
    Problem problem = problem(session, streamColumns, scaling, initial, holds);
    double upload = seconds(start);
    Factor l = factorL(session, scaling, initial);
    Updates updates = new UpdatesFactory(task).of(problem, scaling, l);
    var loop = new AlternatingLoop(problem, updates, options, scaling);
    return new Results(task, run).of(problem, l, scaling, initial, loop.run(), upload);
  }

  /** V, its weights and the factors on the device. */
  private Problem problem(
      Session session, int streamColumns, Scaling scaling, Start initial, Holds holds) {
    Observations pending = input.pending();
    ObservedPanels panels =
        pending == null ? null : new ObservedPanels(pending, streamColumns); // V is streamed
    Data data;
    if (panels != null) {
      data = session.stream(panels.values(), 1 / scaling.v(), streamColumns);
    } else if (streamColumns < v.columns()) {
      data = session.stream(v, 1 / scaling.v(), streamColumns);
    } else {
      data = session.upload(v, 1 / scaling.v(), task.panelColumns());
    }
    Data weights = null;
    if (panels != null) {
      weights = session.stream(panels.weights(), 1 / scaling.m(), streamColumns);
    } else if (input.weights() != null) {
      weights = session.upload(input.weights(), 1 / scaling.m(), task.panelColumns());
    }
    int taps = options.model().columnsPerComponent();
    Factor w = session.newFactor(v.rows(), task.stackedRank());
    Factor h = session.newFactor(initial.h().columns(), options.rank());
    session.write(w, Taps.byTap(initial.w(), taps).copy(Precision.DOUBLE, 1 / scaling.w()));
    session.write(h, initial.h().copy(Precision.DOUBLE, 1 / scaling.h()).transpose());
    double beta = options.loss().beta();
    return new Problem(
        session,
        data,
        w,
        h,
        beta,
        scaling.penalty(options.penaltyW().l1(), scaling.w(), 1, beta),
        scaling.penalty(options.penaltyW().l2(), scaling.w(), 2, beta),
        scaling.penalty(options.penaltyH().l1(), scaling.h(), 1, beta),
        scaling.penalty(options.penaltyH().l2(), scaling.h(), 2, beta),
        options.fixed(),
        weights,
        held(session, w, holds.freeW() == null ? null : Taps.byTap(holds.freeW(), taps)),
        held(session, h, holds.freeH() == null ? null : holds.freeH().transpose()));
  }

  /** L₀ of the convex model on the device. */
  private @Nullable Factor factorL(Session session, Scaling scaling, Start initial) {
    DenseMatrix values = initial.l();
    if (values == null) {
      return null;
    }
    Factor l = session.newFactor(v.columns(), options.rank());
    session.write(l, values.copy(Precision.DOUBLE, scaling.v() / scaling.w()));
    return l;
  }

  /** The entries of a factor that are not free, with the values that it has now. */
  private static @Nullable Held held(Session session, Factor f, @Nullable DenseMatrix free) {
    if (free == null) {
      return null;
    }
    Factor moves = session.newFactor(f.rows(), f.rank());
    session.write(moves, free);
    return new Held(session, f, moves);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
