package io.github.nmf4j;

import io.github.nmf4j.matrix.Matrix;

/** What {@link Solver#AUTO} stands for. */
final class SolverChoice {

  private SolverChoice() {}

  /** The algorithm that {@code options} lead to on {@code v}; never {@code AUTO}. */
  static Solver of(NmfOptions options, Matrix v) {
    if (options.solver() != Solver.AUTO) {
      return options.solver().on(options.loss());
    }
    if (!options.loss().equals(Loss.FROBENIUS) || options.constraints().weighsEntries()) {
      return Solver.MULTIPLICATIVE;
    }
    return options.updateOrder() == UpdateOrder.H_THEN_W ? Solver.EXTRAPOLATED_HALS : Solver.HALS;
  }
}
