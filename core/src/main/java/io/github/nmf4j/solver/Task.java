package io.github.nmf4j.solver;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;

/**
 * What is to be factorised, and how.
 *
 * @param input V as it is seen
 * @param options what the caller wants
 * @param precision the one that was asked for, or V's
 * @param solver the one that was asked for, or the best for V
 */
record Task(Input input, NmfOptions options, Precision precision, Solver solver) {

  /** Operands of a factor's shape that {@link Held} takes. */
  private static final int FACTORS_OF_HELD = 5;

  /** Operands of a factor's shape that {@link Rollback} takes. */
  private static final int FACTORS_OF_ROLLBACK = 1;

  static Task of(Input input, NmfOptions options) {
    Matrix v = input.v();
    return new Task(
        input, options, options.precision().orElse(v.precision()), options.solverFor(v));
  }

  Matrix v() {
    return input.v();
  }

  /** Components that a pass over V sees: k, or k·T. */
  int stackedRank() {
    return Math.multiplyExact(options.rank(), options.model().columnsPerComponent());
  }

  /** Floating-point operations of the products with V in all iterations. */
  double work() {
    return 4.0 * v().storedEntries() * stackedRank() * options.maxIterations();
  }

  /** Whether the solver updates W from all of V at once. */
  boolean needsWholeRows() {
    return solver.needsWholeRows(input.isWeighted());
  }

  /** Whether coordinates are swept over M ∘ V. */
  boolean sweepsWeighted() {
    return input.isWeighted() && needsWholeRows() && solver != Solver.BLOCK_PIVOTING;
  }

  /** Columns of a panel where V fits: those of a batch, else all. */
  int panelColumns() {
    if (options.online().isPresent()) {
      return Math.min(options.online().get().batchSize(), v().columns());
    }
    return options.model() instanceof Model.Smooth smooth && smooth.batchSize() > 0
        ? smooth.batchSize()
        : v().columns();
  }

  /** What the memory of a session depends on. */
  ProblemSize size() {
    ProblemSize size = ProblemSize.of(v(), stackedRank(), precision);
    ProblemSize layers = input.weights() == null ? size : size.withLayers(sweepsWeighted() ? 3 : 2);
    boolean holds = options.constraints().holdsW() || options.constraints().holdsH();
    return layers.withExtraFactors(FACTORS_OF_ROLLBACK + (holds ? FACTORS_OF_HELD : 0));
  }
}
