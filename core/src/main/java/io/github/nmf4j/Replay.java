package io.github.nmf4j;

import io.github.nmf4j.matrix.Matrix;

/**
 * A reference implementation whose numbers a run reproduces, where they differ from what this
 * library does by itself. What each of them means is in the project's {@code docs/replays.md}.
 *
 * <p>{@link #options} gives the options that the reference runs with unless told otherwise; each of
 * them can be changed, and {@code replay(Replay.NONE)} turns the switch off again.
 */
public enum Replay {
  /** None: this library's own rules. */
  NONE,

  /**
   * scikit-learn's {@code NMF(random_state=seed)} of X = V, {@code components_} = H: W before H,
   * NumPy's generator, NNDSVD by its randomised singular value decomposition, its stopping rules
   * (which leave penalties out), and the textbook's place for L2 penalties, which can let the
   * objective rise. For its scaling of alpha see {@link Penalty#alpha}.
   */
  SCIKIT_LEARN,

  /**
   * {@code libfmp.c8.nmf}: Euclidean multiplicative updates, H before W, uniform starting values (W
   * drawn first), 2⁻²³ added to every denominator, and the spectral norm of the change of both
   * factors as stopping rule.
   */
  LIBFMP,

  /**
   * The NMF toolbox's {@code NMF} and, with the convolutive model, {@code NMFD}, and their
   * successor libnmfd: V is divided by its sum, so that W·H ≈ V / ΣV; both half-steps use the
   * quotient V ⊘ WH of the start of the iteration; exponents are 1; H of NMFD moves by the mean of
   * one ratio per tap; templates are scaled to sum 1, H is not. The loss can rise.
   */
  NMF_TOOLBOX,

  /**
   * The NMF toolbox's {@code NMFconv} (Cichocki et al. 2009, ch. 3.7) and libnmfd's {@code
   * nmf_conv}: like {@link #NMF_TOOLBOX} with the convolutive model, for every β (theirs is β − 1),
   * but H moves by the ratio of sums over the taps, and there are two penalties: l1 on H, their
   * sparsity weight, and {@link Model.Convolutive#uncorrelation}. The loss can rise.
   */
  NMF_TOOLBOX_CONV,

  /**
   * The package scnmf, smooth and smooth convex NMF: its steps for W and L, which can raise the
   * objective, the best of ten random starts, and its stopping rule.
   */
  SCNMF;

  /** What libfmp adds to every denominator, in the units of V: the ε of single precision. */
  public static final double LIBFMP_EPSILON = 0x1p-23;

  /**
   * The options that the reference runs with unless told otherwise.
   *
   * @param rank number of components k
   * @param loss the loss; libfmp has the Frobenius loss only
   * @param solver {@link Solver#AUTO} for what the reference takes for this loss
   * @param v the matrix to factorise, on whose shape the start may depend
   */
  public NmfOptions options(int rank, Loss loss, Solver solver, Matrix v) {
    return options(rank, loss, solver).initialization(initialization(rank, v));
  }

  /** The same, but for the start. */
  public NmfOptions options(int rank, Loss loss, Solver solver) {
    Solver taken = solver == Solver.AUTO && this != NONE ? solver(loss) : solver.on(loss);
    NmfOptions options = NmfOptions.rank(rank).loss(loss).solver(taken).replay(this);
    return switch (this) {
      case NONE -> options;
      case SCIKIT_LEARN -> scikitLearn(options);
      case LIBFMP ->
          options
              .randomSource(RandomSource.NUMPY_LEGACY)
              .maxIterations(1000)
              .checkEvery(1)
              .stoppingRule(new StoppingRule.ParameterChange(1e-3, StoppingRule.Norm.SPECTRAL));
      case NMF_TOOLBOX, NMF_TOOLBOX_CONV ->
          options
              .updateOrder(UpdateOrder.W_THEN_H)
              .randomSource(RandomSource.NUMPY_LEGACY)
              .maxIterations(30)
              .stoppingRule(new StoppingRule.None());
      case SCNMF ->
          options
              .randomSource(RandomSource.NUMPY_LEGACY)
              .maxIterations(100)
              .checkEvery(1)
              .stoppingRule(new StoppingRule.AbsoluteLoss(1e-8));
    };
  }

  private static NmfOptions scikitLearn(NmfOptions options) {
    NmfOptions common =
        options.updateOrder(UpdateOrder.W_THEN_H).randomSource(RandomSource.NUMPY_LEGACY);
    return options.solver() == Solver.HALS
        ? common.checkEvery(1).stoppingRule(new StoppingRule.CoordinateViolation(1e-4))
        : common;
  }

  /** The algorithm that the reference takes for this loss. */
  Solver solver(Loss loss) {
    return this == SCIKIT_LEARN && loss.beta() == 2 ? Solver.HALS : Solver.MULTIPLICATIVE;
  }

  /** Where the reference starts for a matrix of this shape unless told otherwise. */
  public Initialization initialization(int rank, Matrix v) {
    boolean decomposes = this == SCIKIT_LEARN && rank <= Math.min(v.rows(), v.columns());
    return decomposes ? Initialization.nndsvda() : Initialization.random();
  }

  /**
   * Checks that the reference has such runs.
   *
   * @throws IllegalArgumentException if it has not, saying what it has
   */
  void check(NmfOptions options) {
    Constraints constraints = options.constraints();
    boolean constrained =
        constraints.weighsEntries() || constraints.holdsW() || constraints.holdsH();
    if (this != NONE && constrained) {
      throw new IllegalArgumentException(
          "the reference to replay knows no weights, missing entries, supports or fixed components");
    }
    if (this != NONE && options.model() instanceof Model.Diagonal) {
      throw new IllegalArgumentException(
          "activations along diagonals are those of the reference (NMFdiag) without a switch: leave"
              + " the replay out");
    }
    Solver solver = options.solver().on(options.loss());
    boolean multiplies = solver == Solver.AUTO || solver == Solver.MULTIPLICATIVE;
    boolean product = options.model() instanceof Model.Product;
    double beta = options.loss().beta();
    String has =
        switch (this) {
          case NONE -> null;
          case SCIKIT_LEARN ->
              product && (multiplies || solver == Solver.HALS)
                  ? null
                  : "solvers cd and mu for V ≈ W·H";
          case LIBFMP ->
              product && multiplies && beta == 2
                  ? null
                  : "solver mu with loss frobenius for V ≈ W·H only";
          case NMF_TOOLBOX ->
              toolboxHas(options) && multiplies && !options.isPenalised()
                  ? null
                  : "solver mu without penalties for losses frobenius, kl and is, or for kl with"
                      + " --taps and boundary same";
          case NMF_TOOLBOX_CONV ->
              convolutiveSame(options)
                      && multiplies
                      && options.penaltyW().equals(Penalty.NONE)
                      && options.penaltyH().l2() == 0
                  ? null
                  : "solver mu with --taps and boundary same, and no penalties but l1 of H and"
                      + " uncorrelation";
          case SCNMF ->
              options.model() instanceof Model.Smooth smooth
                      && !smooth.unitSum()
                      && smooth.sparsity() == 0
                      && !options.isPenalised()
                      && beta == 1
                  ? null
                  : "the smooth model of loss kl only, without unit sums, sparsity and penalties";
        };
    if (has != null) {
      throw new IllegalArgumentException(
          "the reference to replay has %s, not solver %s with loss %s"
              .formatted(has, solver, options.loss()));
    }
    if (dividesV()
        && (options.fixed() != Fixed.NONE || options.normalization() != Normalization.NONE)) {
      throw new IllegalArgumentException(
          "the reference to replay scales its templates to sum 1 by itself: fixed factors and other"
              + " norms have no place in it");
    }
    if (this == SCNMF && options.fixed() != Fixed.NONE) {
      throw new IllegalArgumentException("the reference to replay has no fixed factors");
    }
  }

  private static boolean toolboxHas(NmfOptions options) {
    double beta = options.loss().beta();
    return switch (options.model()) {
      case Model.Product _ -> beta == 0 || beta == 1 || beta == 2;
      case Model.Convolutive _ -> beta == 1 && convolutiveSame(options);
      case Model.Smooth _, Model.Diagonal _ -> false;
    };
  }

  private static boolean convolutiveSame(NmfOptions options) {
    return options.model() instanceof Model.Convolutive convolutive
        && convolutive.boundary() == Model.Boundary.SAME;
  }

  /** Whether the reference divides V by its sum, so that W·H ≈ V / ΣV. */
  public boolean dividesV() {
    return this == NMF_TOOLBOX || this == NMF_TOOLBOX_CONV;
  }
}
