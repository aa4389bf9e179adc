package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten iterations beside the reference backend, in the same precision from the same start: the
 * objective of every iteration agrees. Factors drift apart legitimately and are not compared.
 */
abstract class TrajectoryLayer extends Layer {

  static Stream<Arguments> runs() {
    return DoubleStream.of(-1, 0, 0.5, 1, 1.5, 2, 3)
        .boxed()
        .flatMap(
            beta ->
                Arrays.stream(Precision.values())
                    .flatMap(
                        p ->
                            Stream.of(false, true)
                                .filter(sparse -> beta > 0 || !sparse)
                                .map(sparse -> Arguments.of(beta, p, sparse))));
  }

  @ParameterizedTest(name = "beta={0} {1} sparse={2}")
  @MethodSource("runs")
  void objectives(double beta, Precision precision, boolean sparse) {
    session(precision).close(); // skips where the device has no such precision
    var inputs = new Inputs(new Shape(83, 61, 7), 61);
    double[][] v = inputs.uniform(83, 61, 0.01, precision);
    if (sparse) {
      inputs.thinned(v, 0.3);
    }
    Matrix matrix = Inputs.matrix(v, sparse, precision);
    for (Solver solver : Solver.values()) {
      if (solver == Solver.AUTO || solver.refusal(new Loss(beta)).isPresent()) {
        continue;
      }
      for (Penalty penalty : new Penalty[] {Penalty.NONE, new Penalty(0.3, 0.2)}) {
        NmfOptions options = options(beta, precision).solver(solver);
        compare(matrix, options.penaltyW(penalty).penaltyH(penalty));
      }
    }
  }

  /** Weights, missing entries, supports and fixed components at once. */
  @ParameterizedTest(name = "beta={0} {1} sparse={2}")
  @MethodSource("runs")
  void constrainedObjectives(double beta, Precision precision, boolean sparse) {
    session(precision).close(); // skips where the device has no such precision
    var inputs = new Inputs(new Shape(83, 61, 7), 62);
    double[][] m = inputs.thinned(inputs.uniform(83, 61, 0.1, precision), 0.6);
    double[][] v = inputs.uniform(83, 61, 0.01, precision);
    double[][] supportH = inputs.integers(7, 61, 1);
    double[][] w = inputs.uniform(83, 7, 0.1, precision);
    double[][] h = inputs.uniform(7, 61, 0.1, precision);
    NmfOptions options =
        options(beta, precision)
            .supportH(Inputs.matrix(supportH, false, precision))
            .fixedComponents(Set.of(1, 4), Set.of(2))
            .initialization(Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h)));
    Matrix whole = Inputs.matrix(v, sparse, precision);
    Matrix observed = Inputs.layer(v, m, sparse, precision);
    NmfOptions weighted =
        options.weights(Inputs.layer(m, m, sparse, precision)).penaltyW(new Penalty(0.3, 0.2));
    for (Solver solver : Solver.values()) {
      if (solver != Solver.AUTO && solver.refusal(new Loss(beta)).isEmpty()) {
        compare(whole, options.solver(solver));
        compare(observed, weighted.solver(solver));
      }
    }
  }

  /**
   * Mini-batches of columns and of rows, the last one narrower, with constraints on both factors.
   */
  @ParameterizedTest(name = "beta={0} {1} sparse={2}")
  @MethodSource("runs")
  void onlineObjectives(double beta, Precision precision, boolean sparse) {
    session(precision).close(); // skips where the device has no such precision
    var inputs = new Inputs(new Shape(83, 61, 7), 63);
    double[][] m = inputs.thinned(inputs.uniform(83, 61, 0.1, precision), 0.6);
    double[][] v = inputs.uniform(83, 61, 0.01, precision);
    if (sparse) {
      inputs.thinned(v, 0.3);
    }
    DenseMatrix w = DenseMatrix.of(inputs.uniform(83, 7, 0.1, precision));
    DenseMatrix h = DenseMatrix.of(inputs.uniform(7, 61, 0.1, precision));
    for (Online.Lines lines : Online.Lines.values()) {
      NmfOptions options = options(beta, precision).online(new Online(17, 0.5, lines));
      options = options.stoppingRule(new StoppingRule.Kkt(0));
      compare(Inputs.matrix(v, sparse, precision), options);
      NmfOptions constrained =
          options
              .fixedComponents(Set.of(1), Set.of(2))
              .initialization(Initialization.custom(w, h))
              .penaltyW(new Penalty(0.3, 0.2))
              .penaltyH(new Penalty(0.1, 0.4));
      compare(Inputs.matrix(v, sparse, precision), constrained);
      compare(
          Inputs.layer(v, m, sparse, precision),
          constrained.weights(Inputs.layer(m, m, sparse, precision)));
    }
  }

  static Stream<Arguments> models() {
    return Stream.of(
            new Model.Convolutive(3, Model.Boundary.VALID),
            Model.diagonal(4).withEvery(3).withPolyphony(3).withApart(3, 5),
            Model.smooth(0.3).withSparsity(0.1),
            Model.smooth(0.3).withUnitSum().withBatchSize(17),
            Model.smooth(0.3).withConvex(),
            Model.smooth(0.3).withConvex().withUnitSum().withBatchSize(17))
        .flatMap(
            model ->
                Arrays.stream(Precision.values())
                    .flatMap(
                        p -> Stream.of(false, true).map(sparse -> Arguments.of(model, p, sparse))));
  }

  @ParameterizedTest(name = "{0} {1} sparse={2}")
  @MethodSource("models")
  void objectivesOfModels(Model model, Precision precision, boolean sparse) {
    session(precision).close(); // skips where the device has no such precision
    var inputs = new Inputs(new Shape(43, 61, 7), 62);
    double[][] v = inputs.uniform(43, 61, 0.01, precision);
    if (sparse) {
      inputs.thinned(v, 0.3);
    }
    NmfOptions options = options(1, precision).model(model);
    compare(Inputs.matrix(v, sparse, precision), options);
    double[][] m = inputs.thinned(inputs.uniform(43, 61, 0.1, precision), 0.6);
    Matrix weighted = Inputs.layer(v, m, sparse, precision);
    Matrix weights = Inputs.layer(m, m, sparse, precision);
    Penalty penalty = new Penalty(0.3, 0.2);
    switch (model) {
      case Model.Convolutive convolutive ->
          compare(weighted, constrained(options, convolutive, inputs).weights(weights));
      case Model.Smooth smooth -> {
        NmfOptions penalised = options.penaltyH(penalty);
        if (smooth.convex() || smooth.unitSum()) {
          compare(Inputs.matrix(v, sparse, precision), penalised);
        } else {
          compare(Inputs.matrix(v, sparse, precision), penalised.penaltyW(penalty));
          compare(weighted, penalised.penaltyW(penalty).weights(weights));
        }
      }
      case Model.Diagonal _ -> compare(weighted, options.penaltyH(penalty).weights(weights));
      case Model.Product _ -> throw new AssertionError("not a model of its own");
    }
  }

  /** Templates and activations with supports and fixed components. */
  private static NmfOptions constrained(
      NmfOptions options, Model.Convolutive model, Inputs inputs) {
    Precision precision = options.precision().orElseThrow();
    int columns = 7 * model.taps();
    int activations = model.activations(61);
    return options
        .supportW(Inputs.matrix(inputs.integers(43, columns, 1), false, precision))
        .supportH(Inputs.matrix(inputs.integers(7, activations, 1), false, precision))
        .fixedComponents(Set.of(1, 4), Set.of(2))
        .initialization(
            Initialization.custom(
                DenseMatrix.of(inputs.uniform(43, columns, 0.1, precision)),
                DenseMatrix.of(inputs.uniform(7, activations, 0.1, precision))));
  }

  private static NmfOptions options(double beta, Precision precision) {
    return NmfOptions.rank(7)
        .loss(new Loss(beta))
        .precision(precision)
        .maxIterations(10)
        .checkEvery(1)
        .stoppingRule(new StoppingRule.Kkt(0));
  }

  private void compare(Matrix v, NmfOptions options) {
    NmfResult expected = Nmf.factorize(v, options.backend("reference"));
    String name = contract().provider().name();
    String device = contract().device().isEmpty() ? "" : ":" + contract().device();
    NmfResult actual = Nmf.factorize(v, options.backend(name + device));
    assertEquals(name, actual.run().backend());
    assertEquals(expected.trace().size(), actual.trace().size());
    double bound = expected.precision() == Precision.FLOAT ? 1e-5 : 1e-11;
    for (int t = 0; t < expected.trace().size(); t++) {
      assertClose(
          bound,
          expected.trace().get(t).objective(),
          actual.trace().get(t).objective(),
          "%s %s objective of iteration %d".formatted(options.solver(), options.model(), t));
    }
    assertEquals(expected.kkt(), actual.kkt(), 1e3 * bound, "KKT residual");
  }
}
