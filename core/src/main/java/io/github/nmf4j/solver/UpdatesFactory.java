package io.github.nmf4j.solver;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Online;
import io.github.nmf4j.Replay;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Updates} that model, solver and options ask for. */
final class UpdatesFactory {

  /**
   * Sweeps per product of weighted HALS with extrapolation. Measured on pictures (k = 49) and texts
   * (k = 10) with masks: with 3 the loss falls sooner than with 1 or 2.
   */
  private static final int WEIGHTED_SWEEPS = 3;

  private final Task task;
  private final Matrix v;
  private final NmfOptions options;
  private final Precision precision;

  UpdatesFactory(Task task) {
    this.task = task;
    this.v = task.v();
    this.options = task.options();
    this.precision = task.precision();
  }

  /**
   * @param l the factor of the convex model, null in every other one
   */
  Updates of(Problem problem, Scaling scaling, @Nullable Factor l) {
    return switch (options.model()) {
      case Model.Product _ ->
          options.replay() == Replay.NMF_TOOLBOX
              ? ToolboxUpdates.averaging(problem, scaling)
              : options
                  .online()
                  .map(batches -> online(problem, batches, scaling))
                  .orElseGet(() -> updates(problem, scaling));
      case Model.Smooth smooth -> smooth(smooth, problem, scaling, l);
      case Model.Diagonal diagonal ->
          new DiagonalUpdates(
              problem, updates(problem, scaling), diagonal, options.maxIterations());
      case Model.Convolutive convolutive ->
          switch (options.replay()) {
            case NMF_TOOLBOX -> ToolboxUpdates.averaging(problem, scaling);
            case NMF_TOOLBOX_CONV ->
                ToolboxUpdates.summing(problem, scaling, convolutive.uncorrelation());
            case NONE, SCIKIT_LEARN, LIBFMP, SCNMF -> new ConvolutiveUpdates(problem);
          };
    };
  }

  /** λ·h has the unit v, the loss the units m and v. */
  private Updates smooth(Model.Smooth model, Problem problem, Scaling scaling, @Nullable Factor l) {
    var step =
        new SmoothStep(
            model.weight() * scaling.v() / scaling.m(),
            model.sparsity() / scaling.m(),
            problem.l1H(),
            problem.l2H());
    var terms = new SmoothTerms(problem, step, model.unitSum() ? 1 / scaling.w() : 0);
    SmoothDictionary dictionary =
        l == null ? new FreeDictionary(problem) : new ConvexDictionary(problem, l);
    return new SmoothUpdates(
        problem,
        terms,
        options.replay() == Replay.SCNMF
            ? new ScnmfDictionary(problem, dictionary, scaling)
            : dictionary);
  }

  private Updates updates(Problem problem, Scaling scaling) {
    return switch (task.solver()) {
      case HALS ->
          problem.weights() == null
              ? new FrobeniusUpdates(problem, FrobeniusStep.hals(problem.session(), 1))
              : weightedHals(problem, problem.weights(), scaling, 1);
      case EXTRAPOLATED_HALS ->
          problem.weights() == null
              ? extrapolatedHals(problem)
              : ExtrapolatedHals.weighted(
                  problem, weightedHals(problem, problem.weights(), scaling, WEIGHTED_SWEEPS));
      case BLOCK_PIVOTING ->
          problem.weights() == null
              ? new FrobeniusUpdates(problem, new BlockPivoting(problem.session()))
              : new WeightedBlockPivoting(
                  problem, v, Objects.requireNonNull(task.input().weights()), scaling);
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

  private CoordinateUpdates weightedHals(
      Problem problem, Data weights, Scaling scaling, int sweeps) {
    return CoordinateUpdates.leastSquares(problem, weights, products(problem, scaling), sweeps);
  }

  /** M ∘ V, in the panels of V. */
  private Data products(Problem problem, Scaling scaling) {
    Matrix m = Objects.requireNonNull(task.input().weights());
    HostRoom.require(WeightedEntries.bytes(v, precision), "the products of V and its weights");
    Matrix products = WeightedEntries.of(v, 1 / scaling.v(), m, 1 / scaling.m(), precision);
    return problem.session().upload(products, 1, task.panelColumns());
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
    return ExtrapolatedHals.of(
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
}
