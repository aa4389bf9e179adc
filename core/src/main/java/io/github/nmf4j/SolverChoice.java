package io.github.nmf4j;

import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;

/** What {@link Solver#AUTO} stands for. */
final class SolverChoice {

  private SolverChoice() {}

  /** The algorithm that {@code options} lead to on {@code v}; never {@code AUTO}. */
  static Solver of(NmfOptions options, Matrix v) {
    if (options.solver() != Solver.AUTO) {
      return options.solver().on(options.loss());
    }
    if (options.constraints().weighsEntries() && options.loss().equals(Loss.KULLBACK_LEIBLER)) {
      return Solver.EXTRAPOLATED_MULTIPLICATIVE;
    }
    if (options.loss().equals(Loss.KULLBACK_LEIBLER)) {
      // counts have no entry far below the others, by which scalar Newton damps its steps
      return v instanceof SparseMatrix ? Solver.SCALAR_NEWTON : Solver.COORDINATE_DESCENT;
    }
    if (!options.loss().equals(Loss.FROBENIUS)) {
      return Solver.MULTIPLICATIVE;
    }
    return options.updateOrder() == UpdateOrder.H_THEN_W ? Solver.EXTRAPOLATED_HALS : Solver.HALS;
  }
}
