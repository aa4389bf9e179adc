package io.github.nmf4j.solver;

import io.github.nmf4j.backend.RatioStep;

/** Which multiplicative step is taken where an L2 penalty makes the textbook's non-monotone. */
enum StepRule {
  /** One that never raises the objective. */
  MONOTONE {
    @Override
    RatioStep step(double beta, double l1, double l2) {
      return RatioStep.monotone(beta, l1, l2);
    }
  },

  /** l2·f in the denominator for every β. */
  TEXTBOOK {
    @Override
    RatioStep step(double beta, double l1, double l2) {
      return RatioStep.textbook(beta, l1, l2);
    }
  };

  abstract RatioStep step(double beta, double l1, double l2);
}
