package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import java.util.List;

/** Where W comes from in the smooth model. */
interface SmoothDictionary {

  /**
   * Moves W to the minimiser of the majoriser.
   *
   * @param numerator (V ⊘ W·H)·Hᵀ, m × k
   * @param terms with σ and s of the current H
   */
  void update(Factor numerator, SmoothTerms terms);

  /** What the result is made of besides W. */
  default List<Factor> furtherFactors() {
    return List.of();
  }

  /** KKT residual of W or of what it is made of; may overwrite {@code numerator}. */
  double kkt(Factor numerator, SmoothTerms terms);
}
