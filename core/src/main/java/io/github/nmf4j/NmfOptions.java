package io.github.nmf4j;

import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to factorise. Made with {@link #rank(int)} and changed with the methods named like the
 * parameters, each of which gives a changed copy:
 *
 * <pre>{@code
 * NmfOptions options = NmfOptions.rank(10).loss(Loss.KULLBACK_LEIBLER).seed(1);
 * }</pre>
 *
 * @param rank number of components k, ≥ 1
 * @param model what stands for V
 * @param loss what is minimised
 * @param solver the algorithm
 * @param online mini-batches, if W and H are to be updated batch by batch
 * @param initialization where W and H start
 * @param randomSource the generator behind random starting values
 * @param seed its seed; the same seed gives the same result
 * @param penaltyW penalty on W
 * @param penaltyH penalty on H
 * @param fixed which factor keeps its starting values; it must be given
 * @param constraints weights and missing entries of V, entries of W and H that are held
 * @param updateOrder which factor an iteration updates first
 * @param exponent exponent of the multiplicative update
 * @param replay the reference whose numbers are reproduced
 * @param maxIterations iterations at most, ≥ 0
 * @param stoppingRule when to stop before
 * @param checkEvery iterations between two looks at loss and stopping rule, ≥ 1
 * @param normalization how the columns of the resulting W are scaled
 * @param precision precision of the computation; empty for that of V
 * @param memoryLimit bytes that V and its weights may take in the session; a V that takes more is
 *     streamed, panel by panel, in every iteration. 0 for what there is
 * @param backend {@code auto}, a name, or {@code name:device}
 * @param threads worker threads of a CPU backend, 0 for one per core
 * @param listener told after every iteration, can stop the run
 */
public record NmfOptions(
    int rank,
    Model model,
    Loss loss,
    Solver solver,
    Optional<Online> online,
    Initialization initialization,
    RandomSource randomSource,
    long seed,
    Penalty penaltyW,
    Penalty penaltyH,
    Fixed fixed,
    Constraints constraints,
    UpdateOrder updateOrder,
    Exponent exponent,
    Replay replay,
    int maxIterations,
    StoppingRule stoppingRule,
    int checkEvery,
    Normalization normalization,
    Optional<Precision> precision,
    long memoryLimit,
    String backend,
    int threads,
    ProgressListener listener) {

  public NmfOptions {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1, was " + rank);
    }
    if (maxIterations < 0) {
      throw new IllegalArgumentException("maxIterations must be ≥ 0, was " + maxIterations);
    }
    if (memoryLimit < 0) {
      throw new IllegalArgumentException("memoryLimit must be ≥ 0, was " + memoryLimit);
    }
    if (checkEvery < 1) {
      throw new IllegalArgumentException("checkEvery must be at least 1, was " + checkEvery);
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads must be 0 (all cores) or positive, was " + threads);
    }
    solver
        .refusal(loss)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("solver %s %s".formatted(solver, reason));
            });
    boolean hFirst = solver == Solver.EXTRAPOLATED_HALS || solver == Solver.JOINT_MULTIPLICATIVE;
    if (hFirst && updateOrder == UpdateOrder.W_THEN_H) {
      throw new IllegalArgumentException(
          "solver %s updates H first; use update order h-w, or another solver".formatted(solver));
    }
    if (fixed != Fixed.NONE && normalization != Normalization.NONE) {
      throw new IllegalArgumentException(
          "normalization %s would change the fixed %s; use none".formatted(normalization, fixed));
    }
    if (fixed != Fixed.NONE) {
      boolean given =
          initialization instanceof Initialization.Custom custom
              && (fixed == Fixed.W ? custom.w() : custom.h()) != null;
      if (!given) {
        throw new IllegalArgumentException(
            "a fixed %s must be given: use a custom initialization".formatted(fixed));
      }
    } else if (initialization instanceof Initialization.Custom custom
        && (custom.w() == null || custom.h() == null)
        && !constraints.fixesComponents()) {
      throw new IllegalArgumentException(
          "a custom initialization gives both W and H, unless one of them or some of its components"
              + " are fixed");
    }
    constraints.check(rank, fixed, normalization);
  }

  /** Options for {@code rank} components, everything else at its default. */
  public static NmfOptions rank(int rank) {
    return new NmfOptions(
        rank,
        Model.product(),
        Loss.FROBENIUS,
        Solver.AUTO,
        Optional.empty(),
        Initialization.random(),
        RandomSource.COUNTER,
        0,
        Penalty.NONE,
        Penalty.NONE,
        Fixed.NONE,
        Constraints.NONE,
        UpdateOrder.H_THEN_W,
        Exponent.MONOTONE,
        Replay.NONE,
        200,
        new StoppingRule.RelativeLoss(1e-4, 1),
        10,
        Normalization.NONE,
        Optional.empty(),
        0,
        Backends.AUTO,
        0,
        ProgressListener.none());
  }

  /** The algorithm that these options mean for {@code v}; what {@link Solver#AUTO} stands for. */
  public Solver solverFor(Matrix v) {
    if (!(model instanceof Model.Product) || online.isPresent()) {
      return Solver.MULTIPLICATIVE;
    }
    return solver == Solver.AUTO && replay != Replay.NONE
        ? replay.solver(loss)
        : SolverChoice.of(this, v);
  }

  /** Whether an l1 or l2 penalty is added to the loss. */
  boolean isPenalised() {
    return !penaltyW.equals(Penalty.NONE) || !penaltyH.equals(Penalty.NONE);
  }

  /** A copy with another {@code model}. */
  public NmfOptions model(Model model) {
    return with(draft -> draft.model = model);
  }

  /** A copy with another {@code loss}. */
  public NmfOptions loss(Loss loss) {
    return with(draft -> draft.loss = loss);
  }

  /** A copy with another {@code solver}. */
  public NmfOptions solver(Solver solver) {
    return with(draft -> draft.solver = solver);
  }

  /**
   * A copy that updates batch by batch, with the stopping rule for it, {@link
   * StoppingRule.BatchCost#DEFAULT}, which {@link #stoppingRule} can replace.
   */
  public NmfOptions online(Online batches) {
    return with(
        draft -> {
          draft.online = Optional.of(batches);
          draft.stoppingRule = StoppingRule.BatchCost.DEFAULT;
        });
  }

  /** A copy with another {@code initialization}. */
  public NmfOptions initialization(Initialization initialization) {
    return with(draft -> draft.initialization = initialization);
  }

  /** A copy with another {@code randomSource}. */
  public NmfOptions randomSource(RandomSource randomSource) {
    return with(draft -> draft.randomSource = randomSource);
  }

  /** A copy with another {@code seed}. */
  public NmfOptions seed(long seed) {
    return with(draft -> draft.seed = seed);
  }

  /** A copy with another {@code penaltyW}. */
  public NmfOptions penaltyW(Penalty penaltyW) {
    return with(draft -> draft.penaltyW = penaltyW);
  }

  /** A copy with another {@code penaltyH}. */
  public NmfOptions penaltyH(Penalty penaltyH) {
    return with(draft -> draft.penaltyH = penaltyH);
  }

  /** A copy with another {@code fixed}. */
  public NmfOptions fixed(Fixed fixed) {
    return with(draft -> draft.fixed = fixed);
  }

  /** A copy with other {@code constraints}. */
  public NmfOptions constraints(Constraints constraints) {
    return with(draft -> draft.constraints = constraints);
  }

  /** A copy whose loss is Σ m·d(v | (WH)) with these weights m; see {@link Constraints}. */
  public NmfOptions weights(Matrix weights) {
    Constraints c = constraints;
    return constraints(
        new Constraints(weights, c.missing(), c.supportW(), c.supportH(), c.fixedW(), c.fixedH()));
  }

  /** A copy in which these entries of V are not observed. */
  public NmfOptions missing(Missing missing) {
    Constraints c = constraints;
    return constraints(
        new Constraints(c.weights(), missing, c.supportW(), c.supportH(), c.fixedW(), c.fixedH()));
  }

  /** A copy in which W (m × k, or m × k·T) is held at 0 wherever {@code support} is 0. */
  public NmfOptions supportW(Matrix support) {
    Constraints c = constraints;
    return constraints(
        new Constraints(c.weights(), c.missing(), support, c.supportH(), c.fixedW(), c.fixedH()));
  }

  /** A copy in which H (k × n) is held at 0 wherever {@code support} is 0. */
  public NmfOptions supportH(Matrix support) {
    Constraints c = constraints;
    return constraints(
        new Constraints(c.weights(), c.missing(), c.supportW(), support, c.fixedW(), c.fixedH()));
  }

  /**
   * A copy in which these components of W (columns, or templates of several) and rows of H, counted
   * from 0, keep their starting values. The initialization must then be {@link
   * Initialization.Custom}.
   */
  public NmfOptions fixedComponents(Set<Integer> w, Set<Integer> h) {
    Constraints c = constraints;
    return constraints(new Constraints(c.weights(), c.missing(), c.supportW(), c.supportH(), w, h));
  }

  /** A copy with another {@code updateOrder}. */
  public NmfOptions updateOrder(UpdateOrder updateOrder) {
    return with(draft -> draft.updateOrder = updateOrder);
  }

  /** A copy with another {@code exponent}. */
  public NmfOptions exponent(Exponent exponent) {
    return with(draft -> draft.exponent = exponent);
  }

  /** A copy with another {@code replay}. */
  public NmfOptions replay(Replay replay) {
    return with(draft -> draft.replay = replay);
  }

  /** A copy with another {@code maxIterations}. */
  public NmfOptions maxIterations(int maxIterations) {
    return with(draft -> draft.maxIterations = maxIterations);
  }

  /** A copy with another {@code stoppingRule}. */
  public NmfOptions stoppingRule(StoppingRule stoppingRule) {
    return with(draft -> draft.stoppingRule = stoppingRule);
  }

  /** A copy with another {@code checkEvery}. */
  public NmfOptions checkEvery(int checkEvery) {
    return with(draft -> draft.checkEvery = checkEvery);
  }

  /** A copy with another {@code normalization}. */
  public NmfOptions normalization(Normalization normalization) {
    return with(draft -> draft.normalization = normalization);
  }

  /** A copy with another {@code precision}. */
  public NmfOptions precision(Precision precision) {
    return with(draft -> draft.precision = Optional.of(precision));
  }

  /** A copy with another {@code memoryLimit}. */
  public NmfOptions memoryLimit(long memoryLimit) {
    return with(draft -> draft.memoryLimit = memoryLimit);
  }

  /** A copy with another {@code backend}. */
  public NmfOptions backend(String backend) {
    return with(draft -> draft.backend = backend);
  }

  /** A copy with another {@code threads}. */
  public NmfOptions threads(int threads) {
    return with(draft -> draft.threads = threads);
  }

  /** A copy with another {@code listener}. */
  public NmfOptions listener(ProgressListener listener) {
    return with(draft -> draft.listener = listener);
  }

  /** A copy with another start and fixed factor, which only make sense together. */
  public NmfOptions start(Initialization initialization, Fixed fixed) {
    return with(
        draft -> {
          draft.initialization = initialization;
          draft.fixed = fixed;
        });
  }

  /**
   * Checks what can be known to have no meaning, or no solver, before V is there; every
   * factorisation begins with this check.
   *
   * @return these options
   * @throws IllegalArgumentException saying what does not go together, and why
   */
  public NmfOptions requireConsistent() {
    if (stoppingRule instanceof StoppingRule.CoordinateViolation
        && solver.on(loss) != Solver.HALS) {
      throw new IllegalArgumentException(
          "the stopping rule violation belongs to solver hals (= cd), but the solver is " + solver);
    }
    if (stoppingRule instanceof StoppingRule.CoordinateViolation && constraints.weighsEntries()) {
      throw new IllegalArgumentException(
          "the stopping rule violation is that of entries that all count the same; with weights or"
              + " missing entries use kkt");
    }
    if (stoppingRule instanceof StoppingRule.BatchCost && online.isEmpty()) {
      throw new IllegalArgumentException("the stopping rule batch belongs to online updates");
    }
    replay.check(this);
    online.ifPresent(batches -> batches.check(this));
    constraints.checkStart(initialization);
    model.check(this);
    return this;
  }

  /**
   * These options for Vᵀ = Hᵀ·Wᵀ, from {@code start} and without normalisation. Solvers that update
   * one factor first keep to that: it is W then.
   */
  public NmfOptions exchanged(Initialization.Custom start) {
    boolean hFirst = solver == Solver.EXTRAPOLATED_HALS || solver == Solver.JOINT_MULTIPLICATIVE;
    return with(
        draft -> {
          draft.initialization = start;
          draft.penaltyW = penaltyH;
          draft.penaltyH = penaltyW;
          draft.fixed =
              switch (fixed) {
                case NONE -> Fixed.NONE;
                case W -> Fixed.H;
                case H -> Fixed.W;
              };
          draft.constraints = constraints.exchanged();
          draft.online = online.map(batches -> batches.withLines(batches.lines().others()));
          draft.updateOrder =
              online.isPresent() || hFirst || updateOrder == UpdateOrder.W_THEN_H
                  ? UpdateOrder.H_THEN_W
                  : UpdateOrder.W_THEN_H;
          draft.normalization = Normalization.NONE;
        });
  }

  /** These options for solving for H alone, with {@code w} as W. */
  NmfOptions forDictionary(DenseMatrix w) {
    int columns = model.columnsPerComponent();
    if (w.columns() % columns != 0) {
      throw new IllegalArgumentException(
          "W has %d columns, which is no multiple of the %d taps of a component"
              .formatted(w.columns(), columns));
    }
    // otherwise a start that was meant for other data
    boolean startsFromH = !constraints.fixedH().isEmpty();
    DenseMatrix h =
        startsFromH && initialization instanceof Initialization.Custom custom ? custom.h() : null;
    return with(
        draft -> {
          draft.rank = w.columns() / columns;
          draft.initialization = new Initialization.Custom(w, h);
          draft.fixed = Fixed.W;
          draft.constraints = constraints.withoutW();
        });
  }

  private NmfOptions with(Consumer<OptionsDraft> change) {
    var draft = new OptionsDraft(this);
    change.accept(draft);
    return draft.options();
  }
}
