package io.github.nmf4j.solver;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Online;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.init.Completion;
import io.github.nmf4j.init.Start;
import io.github.nmf4j.init.Starts;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One factorisation from checked data to result. */
public final class Engine {

  /** Operands of a factor's shape that {@link Held} takes. */
  private static final int FACTORS_OF_HELD = 5;

  /** Operands of a factor's shape that {@link Rollback} takes. */
  private static final int FACTORS_OF_ROLLBACK = 1;

  /** A panel of a V that is streamed takes about this. */
  private static final long PANEL_BYTES = 64L << 20;

  /** Operands of a factor's shape, of the items that are not in the panel at hand. */
  private static final int STREAMED_FACTORS = 10;

  /** A panel takes at most this share of the memory there is. */
  private static final int PANELS_IN_MEMORY = 4;

  /** Panels are a multiple of this many columns: whole tiles of every backend. */
  private static final int PANEL_STEP = 96;

  private final Input input;
  private final Matrix v;
  private final NmfOptions options;
  private final Precision precision;
  private final Solver solver;
  private @Nullable Factor l; // of the convex model
  private int streamColumns;

  private Engine(Input input, NmfOptions options) {
    this.input = input;
    this.v = input.v();
    this.options = options;
    this.precision = options.precision().orElse(v.precision());
    this.solver = options.solverFor(v);
  }

  /** See {@link io.github.nmf4j.Nmf#factorize}. */
  public static NmfResult factorize(Matrix given, NmfOptions options) {
    options.requireConsistent();
    Matrix v = options.replay() == Replay.NMF_TOOLBOX ? sumOne(given) : given;
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
    long free = HostMemory.availableBytes();
    if (observations.bytes() > free) {
      throw new InsufficientMemoryException(
          "the observed entries and their weights need %s, %s is available"
              .formatted(mebibytes(observations.bytes()), mebibytes(free)));
    }
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

  private NmfResult run() {
    requirePositive();
    if (options.online().filter(batches -> batches.lines() == Online.Lines.ROWS).isPresent()) {
      return exchanged();
    }
    Backends.Selection selection = Backends.select(options.backend(), options.threads(), work());
    try (Backend backend = selection.backend()) {
      streamColumns = streamColumns(backend);
      if (streamColumns < v.columns()) {
        if (needsWholeRows()) {
          Solver other =
              solver == Solver.HALS ? Solver.MULTIPLICATIVE : Solver.EXTRAPOLATED_MULTIPLICATIVE;
          return new Engine(input, options.solver(other)).run();
        }
        if (v instanceof DenseMatrix dense && !dense.isColumnMajor()) {
          return exchanged();
        }
        checkMemoryOfPanels(backend);
      } else {
        checkMemory(backend);
        Observations pending = input.pending();
        if (pending != null) {
          requireMemory(pending);
          try (Arena arena = Arena.ofShared()) {
            var loaded = new Engine(pending.load(arena), options);
            loaded.streamColumns = streamColumns;
            return loaded.run(selection, backend);
          }
        }
      }
      return run(selection, backend);
    }
  }

  private NmfResult run(Backends.Selection selection, Backend backend) {
    long start = System.nanoTime();
    Start initial = start();
    normalizeColumns(initial);
    Holds holds = Holds.apply(options.constraints(), initial);
    double initialization = seconds(start);
    if (isFittedByZeros()) {
      return zeroResult(initial, backend, selection.refusals(), initialization);
    }
    try (Session session = backend.newSession(precision)) {
      return run(session, backend, selection.refusals(), initial, holds, initialization);
    }
  }

  /** Whether the solver updates W from all of V at once. */
  private boolean needsWholeRows() {
    return solver.needsWholeRows() || (solver == Solver.HALS && input.isWeighted());
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

  /** Floating-point operations of the products with V in all iterations. */
  private double work() {
    return 4.0 * v.storedEntries() * stackedRank() * options.maxIterations();
  }

  /** Components that a pass over V sees: k, or k·T. */
  private int stackedRank() {
    return Math.multiplyExact(options.rank(), options.model().columnsPerComponent());
  }

  /**
   * Columns of a panel if V is to be streamed, else all of them. V is streamed if it takes more
   * than it may, or more than there is; lines that are contiguous go together, so that a dense
   * row-major V is streamed as Vᵀ.
   */
  private int streamColumns(Backend backend) {
    long limit = options.memoryLimit();
    long bytes =
        switch (v) {
          case DenseMatrix _ -> (long) v.rows() * v.columns() * precision.bytes() * size().layers();
          case SparseMatrix sparse -> SparsePanels.bytes(sparse, precision);
        };
    boolean exceeds = limit > 0 && bytes > limit;
    Observations pending = input.pending();
    boolean loads = pending == null || pending.bytes() <= HostMemory.availableBytes();
    if (!exceeds && loads && backend.plan(size()).fits()) {
      return v.columns();
    }
    Optional<String> obstacle = obstacleToStreaming();
    if (obstacle.isPresent()) {
      if (exceeds) {
        throw new IllegalArgumentException(
            "V takes %s%s, more than the %s that it may, and cannot be streamed: %s"
                .formatted(
                    mebibytes(bytes),
                    input.isWeighted() ? " with its weights" : "",
                    mebibytes(limit),
                    obstacle.get()));
      }
      return v.columns(); // the check of memory says what is missing
    }
    if (panelColumns() < v.columns()) {
      return panelColumns(); // as was asked for
    }
    long most = limit > 0 ? Math.min(limit, PANEL_BYTES) : PANEL_BYTES;
    // a device may have less than a usual panel takes
    long panel = Math.min(most, backend.plan(size()).availableBytes() / PANELS_IN_MEMORY);
    return switch (v) {
      case DenseMatrix dense -> linesWithin(dense, panel);
      case SparseMatrix sparse -> SparsePanels.width(sparse, precision, panel);
    };
  }

  /** Lines of V that lie one behind the other and take this many bytes. */
  private int linesWithin(DenseMatrix dense, long panel) {
    boolean columnMajor = dense.isColumnMajor();
    long line = (long) (columnMajor ? v.rows() : v.columns()) * precision.bytes() * size().layers();
    int lines = columnMajor ? v.columns() : v.rows();
    long fitting = Math.clamp(panel / line, 1, lines);
    // whole tiles, if there is more than one
    return (int) (fitting > PANEL_STEP ? fitting / PANEL_STEP * PANEL_STEP : fitting);
  }

  private void checkMemoryOfPanels(Backend backend) {
    long panelEntries =
        switch (v) {
          case DenseMatrix _ -> (long) v.rows() * streamColumns;
          case SparseMatrix sparse ->
              SparseMatrix.heaviestPanel(sparse.columnCounts(), streamColumns);
        };
    boolean sparse = v instanceof SparseMatrix;
    MemoryPlan panel =
        backend.plan(
            new ProblemSize(
                    v.rows(), streamColumns, panelEntries, sparse, options.rank(), precision)
                .withLayers(size().layers()));
    long others = (long) (v.columns() - streamColumns) * options.rank() * precision.bytes();
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
                  mebibytes(required),
                  mebibytes(panel.availableBytes())));
    }
  }

  private Optional<String> obstacleToStreaming() {
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
    if ((batches || options.model() instanceof Model.Smooth) && rowMajor) {
      return Optional.of(
          "%s must lie one behind the other in the file: columns in a column-major (Fortran) file%s"
              .formatted(
                  batches ? "the lines of a batch" : "the columns of the smooth model",
                  batches ? ", rows in a row-major one" : ""));
    }
    // where the solver was left open, another one can be taken
    return needsWholeRows() && options.solver() != Solver.AUTO
        ? Optional.of(
            "solver %s%s needs whole rows; use mu%s"
                .formatted(
                    solver,
                    solver == Solver.HALS ? " with weights" : "",
                    solver == Solver.HALS ? "" : " or mu-e"))
        : Optional.empty();
  }

  /** V = W·H as Vᵀ = Hᵀ·Wᵀ. */
  private NmfResult exchanged() {
    long start = System.nanoTime();
    Start initial = start();
    double initialization = seconds(start);
    var turned = new Initialization.Custom(initial.h().transpose(), initial.w().transpose());
    NmfResult result =
        new Engine(input.transposed(), options.solver(solver).exchanged(turned)).run();
    DenseMatrix w = rowMajor(result.h().transpose());
    DenseMatrix h = rowMajor(result.w().transpose());
    Normalizer.normalize(options.normalization(), w, h, 1);
    return result.exchanged(w, h, initialization);
  }

  private void checkMemory(Backend backend) {
    MemoryPlan plan = backend.plan(size());
    if (!plan.fits()) {
      throw new InsufficientMemoryException(
          "factorising a %d × %d matrix at rank %d on backend %s needs %s, %s is available%s"
              .formatted(
                  v.rows(),
                  v.columns(),
                  options.rank(),
                  backend.name(),
                  mebibytes(plan.requiredBytes()),
                  mebibytes(plan.availableBytes()),
                  obstacleToStreaming()
                      .map(obstacle -> "; V cannot be streamed: " + obstacle)
                      .orElse("")));
    }
  }

  private ProblemSize size() {
    ProblemSize size = ProblemSize.of(v, stackedRank(), precision);
    ProblemSize layers = input.weights() == null ? size : size.withLayers(sweepsWeighted() ? 3 : 2);
    boolean holds = options.constraints().holdsW() || options.constraints().holdsH();
    return layers.withExtraFactors(FACTORS_OF_ROLLBACK + (holds ? FACTORS_OF_HELD : 0));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }

  private NmfResult run(
      Session session,
      Backend backend,
      List<Backends.Refusal> refusals,
      Start initial,
      Holds holds,
      double initialization) {
    long start = System.nanoTime();
    Scaling scaling = Scaling.of(input.summary(), initial.w(), initial.h(), input.largestWeight());
    Observations pending = input.pending();
    ObservedPanels panels =
        pending == null ? null : new ObservedPanels(pending, streamColumns); // V is streamed
    Data data;
    if (panels != null) {
      data = session.stream(panels.values(), 1 / scaling.v(), streamColumns);
    } else if (streamColumns < v.columns()) {
      data = session.stream(v, 1 / scaling.v(), streamColumns);
    } else {
      data = session.upload(v, 1 / scaling.v(), panelColumns());
    }
    Data weights = null;
    if (panels != null) {
      weights = session.stream(panels.weights(), 1 / scaling.m(), streamColumns);
    } else if (input.weights() != null) {
      weights = session.upload(input.weights(), 1 / scaling.m(), panelColumns());
    }
    int taps = options.model().columnsPerComponent();
    Factor w = session.newFactor(v.rows(), stackedRank());
    Factor h = session.newFactor(initial.h().columns(), options.rank());
    session.write(w, Taps.byTap(initial.w(), taps).copy(Precision.DOUBLE, 1 / scaling.w()));
    session.write(h, initial.h().copy(Precision.DOUBLE, 1 / scaling.h()).transpose());
    double beta = options.loss().beta();
    var problem =
        new Problem(
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
            held(session, w, holds.freeW()),
            held(session, h, holds.freeH() == null ? null : holds.freeH().transpose()));
    double upload = seconds(start);
    Updates updates = updates(problem, scaling, initial);
    var loop = new AlternatingLoop(problem, updates, options, scaling);
    AlternatingLoop.Outcome outcome = loop.run();
    double baseline = constantModelLoss(problem, scaling);
    DenseMatrix resultW =
        Taps.byComponent(
            result(session, w, Taps.byTap(initial.w(), taps), scaling.w(), Fixed.W), taps);
    DenseMatrix resultH =
        result(session, h, initial.h().transpose(), scaling.h(), Fixed.H).transpose();
    Normalizer.normalize(options.normalization(), resultW, resultH, taps);
    return new NmfResult(
        resultW,
        rowMajor(resultH),
        resultL(session, scaling),
        outcome.iterations(),
        outcome.reason(),
        outcome.initialLoss(),
        outcome.loss(),
        relative(outcome.loss(), baseline, scaling),
        outcome.objective(),
        outcome.kktW(),
        outcome.kktH(),
        outcome.trace(),
        outcome.restarts(),
        solver,
        precision,
        new NmfResult.Run(
            backend.name(),
            backend.device(),
            backend.threads(),
            refusals,
            initialization,
            upload,
            outcome.seconds(),
            backend.times()));
  }

  private int panelColumns() {
    if (options.online().isPresent()) {
      return Math.min(options.online().get().batchSize(), v.columns());
    }
    return options.model() instanceof Model.Smooth smooth && smooth.batchSize() > 0
        ? smooth.batchSize()
        : v.columns();
  }

  private Updates updates(Problem problem, Scaling scaling, Start initial) {
    return switch (options.model()) {
      case Model.Product _ ->
          options.replay() == Replay.NMF_TOOLBOX
              ? new ToolboxUpdates(problem, scaling)
              : options
                  .online()
                  .map(batches -> online(problem, batches, scaling))
                  .orElseGet(() -> updates(problem, scaling));
      case Model.Smooth smooth -> smooth(smooth, problem, scaling, initial.l());
      case Model.Convolutive _ ->
          options.replay() == Replay.NMF_TOOLBOX
              ? new ToolboxUpdates(problem, scaling)
              : new ConvolutiveUpdates(problem);
    };
  }

  /** λ has the unit w, its penalty the unit of the loss, v, times v. */
  private Updates smooth(
      Model.Smooth model, Problem problem, Scaling scaling, @Nullable DenseMatrix initialL) {
    Session session = problem.session();
    var step = new SmoothStep(model.weight() * scaling.v(), model.sparsity());
    var terms = new SmoothTerms(problem, step, model.unitSum() ? 1 / scaling.w() : 0);
    if (initialL == null) {
      return smooth(problem, terms, new FreeDictionary(problem), scaling);
    }
    l = session.newFactor(v.columns(), options.rank());
    session.write(l, initialL.copy(Precision.DOUBLE, scaling.v() / scaling.w()));
    return smooth(problem, terms, new ConvexDictionary(problem, l), scaling);
  }

  private Updates smooth(
      Problem problem, SmoothTerms terms, SmoothDictionary dictionary, Scaling scaling) {
    return new SmoothUpdates(
        problem,
        terms,
        options.replay() == Replay.SCNMF
            ? new ScnmfDictionary(problem, dictionary, scaling)
            : dictionary);
  }

  private Optional<DenseMatrix> resultL(Session session, Scaling scaling) {
    return Optional.ofNullable(l).map(f -> values(session, f, scaling.w() / scaling.v()));
  }

  private Updates updates(Problem problem, Scaling scaling) {
    return switch (solver) {
      case HALS ->
          problem.weights() == null
              ? new FrobeniusUpdates(problem, FrobeniusStep.hals(problem.session(), 1))
              : CoordinateUpdates.leastSquares(
                  problem, problem.weights(), products(problem, scaling));
      case EXTRAPOLATED_HALS -> extrapolatedHals(problem);
      case BLOCK_PIVOTING -> new FrobeniusUpdates(problem, new BlockPivoting(problem.session()));
      case MULTIPLICATIVE ->
          problem.beta() == 2 && problem.weights() == null
              ? multiplicativeFrobenius(problem, scaling)
              : multiplicative(problem);
      case EXTRAPOLATED_MULTIPLICATIVE ->
          new ExtrapolatedMultiplicative(problem, multiplicative(problem));
      case JOINT_MULTIPLICATIVE -> new JointUpdates(problem);
      case COORDINATE_DESCENT -> coordinates(problem, CoordinateStep.Rule.SECANT, scaling);
      case SCALAR_NEWTON -> coordinates(problem, CoordinateStep.Rule.DAMPED, scaling);
      case AUTO -> throw new AssertionError("auto was resolved");
    };
  }

  private Updates coordinates(Problem problem, CoordinateStep.Rule rule, Scaling scaling) {
    Data weights = problem.weights();
    Data products = weights == null ? null : products(problem, scaling);
    return CoordinateUpdates.kullbackLeibler(problem, rule, products);
  }

  /** Whether coordinates are swept over M ∘ V. */
  private boolean sweepsWeighted() {
    return input.isWeighted() && needsWholeRows();
  }

  /** M ∘ V, in the panels of V. */
  private Data products(Problem problem, Scaling scaling) {
    Matrix m = Objects.requireNonNull(input.weights());
    long bytes = WeightedEntries.bytes(v, precision);
    long free = HostMemory.availableBytes();
    if (bytes > free) {
      throw new InsufficientMemoryException(
          "the products of V and its weights need %s, %s is available"
              .formatted(mebibytes(bytes), mebibytes(free)));
    }
    Matrix products = WeightedEntries.of(v, 1 / scaling.v(), m, 1 / scaling.m(), precision);
    return problem.session().upload(products, 1, panelColumns());
  }

  private Updates online(Problem problem, Online batches, Scaling scaling) {
    BatchUpdates batch =
        problem.beta() == 2 && problem.weights() == null
            ? multiplicativeFrobenius(problem, scaling)
            : multiplicative(problem);
    return new OnlineUpdates(problem, batch, batches, options, scaling);
  }

  private Updates extrapolatedHals(Problem problem) {
    var session = problem.session();
    long entries = v.storedEntries();
    int k = options.rank();
    return new ExtrapolatedHals(
        problem,
        new FrobeniusUpdates(
            problem,
            FrobeniusStep.hals(session, FrobeniusStep.sweeps(entries, v.rows(), v.columns(), k)),
            FrobeniusStep.hals(session, FrobeniusStep.sweeps(entries, v.columns(), v.rows(), k))));
  }

  private FrobeniusUpdates multiplicativeFrobenius(Problem problem, Scaling scaling) {
    double epsilon = options.replay() == Replay.LIBFMP ? Replay.LIBFMP_EPSILON : 0;
    double epsilonW = scaling.penalty(epsilon, scaling.w(), 1, 2);
    double epsilonH = scaling.penalty(epsilon, scaling.h(), 1, 2);
    return new FrobeniusUpdates(
        problem,
        FrobeniusStep.multiplicative(problem.session(), epsilonW),
        FrobeniusStep.multiplicative(problem.session(), epsilonH));
  }

  private RatioUpdates multiplicative(Problem problem) {
    double beta = problem.beta();
    StepRule rule = options.replay() == Replay.SCIKIT_LEARN ? StepRule.TEXTBOOK : StepRule.MONOTONE;
    if (beta == 1 && problem.weights() == null) {
      return new KullbackLeiblerUpdates(problem, rule);
    }
    boolean exponentDiffers = beta < 1 || beta > 2;
    boolean guarded = exponentDiffers && options.exponent() == Exponent.ONE_GUARDED;
    return new BetaUpdates(problem, rule, guarded);
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

  /** D(V | mean(V)) in the caller's units, as the divergence from a model of rank one. */
  private double constantModelLoss(Problem problem, Scaling scaling) {
    Session session = problem.session();
    double root = Math.sqrt(input.mean() / scaling.v());
    Factor w = session.newFactor(v.rows(), 1);
    Factor h = session.newFactor(v.columns(), 1);
    session.write(w, constant(v.rows(), root));
    session.write(h, constant(v.columns(), root));
    var model =
        new Problem(
            session,
            problem.v(),
            w,
            h,
            problem.beta(),
            0,
            0,
            0,
            0,
            Fixed.NONE,
            problem.weights(),
            null,
            null);
    return model.divergence() * scaling.loss(problem.beta());
  }

  private static DenseMatrix constant(int rows, double value) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, 1, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      matrix.set(i, 0, value);
    }
    return matrix;
  }

  /** Against the constant model, or, if V is constant, against the size of its entries. */
  private double relative(double loss, double baseline, Scaling scaling) {
    double beta = options.loss().beta();
    double size =
        input.weightSum()
            / scaling.m()
            * Math.pow(input.mean() / scaling.v(), beta)
            * scaling.loss(beta);
    if (size == 0) {
      return loss == 0 ? 0 : 1;
    }
    return baseline > 1e-12 * size ? loss / baseline : loss / size;
  }

  /** The factor in the caller's units; a fixed one is what was given, bit for bit. */
  private DenseMatrix result(
      Session session, Factor f, DenseMatrix given, double unit, Fixed fixed) {
    if (options.fixed() == fixed) {
      return given.copy(precision, 1);
    }
    return values(session, f, unit);
  }

  private DenseMatrix values(Session session, Factor f, double unit) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), precision);
    session.read(f, values);
    for (int i = 0; i < values.rows(); i++) {
      for (int c = 0; c < values.columns(); c++) {
        double value = values.get(i, c) * unit;
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
          throw new IllegalStateException(
              "the computation broke down: factor entry (%d, %d) is %s".formatted(i, c, value));
        }
        values.set(i, c, value);
      }
    }
    return values;
  }

  private static DenseMatrix rowMajor(DenseMatrix matrix) {
    return matrix.isColumnMajor() ? matrix.copy(matrix.precision(), 1) : matrix;
  }

  /** V = 0 is fitted by zeros, exactly; nothing has to be computed. */
  private NmfResult zeroResult(
      Start initial, Backend backend, List<Backends.Refusal> refusals, double initialization) {
    Constraints constraints = options.constraints();
    if (options.fixed() != Fixed.W) {
      Holds.keepOnlyFixed(initial.w(), constraints.fixedW(), true);
    }
    if (options.fixed() != Fixed.H) {
      Holds.keepOnlyFixed(initial.h(), constraints.fixedH(), false);
    }
    DenseMatrix w = initial.w().copy(precision, 1);
    DenseMatrix h = initial.h().copy(precision, 1);
    return new NmfResult(
        w,
        h,
        Optional.ofNullable(initial.l())
            .map(_ -> DenseMatrix.allocate(v.columns(), options.rank(), precision)),
        0,
        StopReason.ZERO_DATA,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of(new TracePoint(0, 0, 0, 0)),
        List.of(),
        solver,
        precision,
        new NmfResult.Run(
            backend.name(),
            backend.device(),
            backend.threads(),
            refusals,
            initialization,
            0,
            0,
            backend.times()));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
