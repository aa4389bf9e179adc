package io.github.nmf4j.solver;

import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import org.jspecify.annotations.Nullable;

/**
 * V as a factorisation sees it. Entries that are not observed are zero in V, and their weight is
 * zero or, where both are sparse, they are not stored.
 *
 * @param v V
 * @param weights the weights, in V's layout: both dense, or both sparse with the same pattern; null
 *     if every entry weighs 1
 * @param summary what is in {@code v}
 * @param zeros observed entries that are zero
 * @param mean Σ m·v / Σ m, the best constant model for every β
 * @param weightSum Σ m
 * @param largestWeight max m
 * @param pending what is not observed in a {@code v} as the caller gave it, and the weights, which
 *     are then null; null if {@code v} has zeros there
 */
record Input(
    Matrix v,
    @Nullable Matrix weights,
    MatrixSummary summary,
    long zeros,
    double mean,
    double weightSum,
    double largestWeight,
    @Nullable Observations pending) {

  /** Whether entries count differently, or not at all. */
  boolean isWeighted() {
    return weights != null || pending != null;
  }

  /** The same for Vᵀ. */
  Input transposed() {
    return new Input(
        v.transpose(),
        weights == null ? null : weights.transpose(),
        summary.transposed(),
        zeros,
        mean,
        weightSum,
        largestWeight,
        pending == null ? null : pending.transposed());
  }
}
