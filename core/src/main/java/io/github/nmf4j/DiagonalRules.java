package io.github.nmf4j;

/** What goes together with activations along diagonals. */
final class DiagonalRules {

  private DiagonalRules() {}

  static void check(NmfOptions options) {
    if (options.solver() != Solver.AUTO && options.solver() != Solver.MULTIPLICATIVE) {
      throw new IllegalArgumentException(
          "the diagonal model has multiplicative updates only, not solver " + options.solver());
    }
    if (options.exponent() != Exponent.MONOTONE) {
      throw new IllegalArgumentException(
          "the diagonal model has the monotone exponent only, not exponent one");
    }
    switch (options.stoppingRule()) {
      case StoppingRule.None _, StoppingRule.Kkt _ -> {}
      case StoppingRule.RelativeLoss _,
          StoppingRule.ParameterChange _,
          StoppingRule.AbsoluteLoss _,
          StoppingRule.CoordinateViolation _,
          StoppingRule.BatchCost _ ->
          throw new IllegalArgumentException(
              "the diagonal model changes H less and less over all iterations, and loss and factors"
                  + " jump with it: use the stopping rule none, or kkt");
    }
    if (options.updateOrder() != UpdateOrder.H_THEN_W) {
      throw new IllegalArgumentException(
          "the diagonal model changes H, then updates H, then W: use update order h-w");
    }
    if (options.fixed() == Fixed.H) {
      throw new IllegalArgumentException("the diagonal model changes H: it cannot be fixed");
    }
    if (options.initialization() instanceof Initialization.Convex) {
      throw new IllegalArgumentException(
          "a start from L and H belongs to the convex model, W = V·L");
    }
  }
}
