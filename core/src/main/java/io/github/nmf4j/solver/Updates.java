package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;
import java.util.List;

/**
 * The half-steps of an algorithm. {@link AlternatingLoop} calls them so that one iteration reads V
 * once: while a panel of V is at hand, its items of H are updated and what they contribute to the
 * update of W is added up; when all panels are done, W is updated.
 */
interface Updates {

  /** Called once, before the first half-step, with the objective of the start. */
  default void start(double objective) {}

  /** Called when W may have changed, before the panels of H are updated. */
  void beginH();

  /** Updates the items of H that belong to panel p. */
  void updateH(int p);

  /** Forgets the statistics that W's update needs. */
  void beginStatistics();

  /** Adds the statistics of panel p, with its current items of H and the current W. */
  void addStatistics(int p);

  /** Whether the statistics depend on W; if not and H is fixed, they are taken only once. */
  boolean statisticsDependOnW();

  /** Whether {@link #addStatistics} moves W at once, so that every iteration needs it. */
  default boolean updatesWByPanel() {
    return false;
  }

  /** Whether the algorithm's own stopping rule has been met. */
  default boolean isSettled() {
    return false;
  }

  /** Factors besides W and H that the result is made of. */
  default List<Factor> furtherFactors() {
    return List.of();
  }

  /**
   * Called when an iteration was broken off and W, H and {@link #furtherFactors} are again what
   * they were before it: what was derived from them since is not to be used.
   */
  default void factorsRestored() {}

  /** Updates W from the statistics. */
  void updateW();

  /**
   * Whether {@link #passH} and {@link #passW} are there: where nothing is held, and an item's
   * update needs no more than its own part of V.
   */
  default boolean passes() {
    return false;
  }

  /** {@link #updateH} and {@link #addStatistics} of panel p in one pass over it. */
  default void passH(int p) {
    updateH(p);
    addStatistics(p);
  }

  /**
   * Updates W from the current H, of a V in one panel, and takes in the same pass what {@link
   * #updateH} of that panel needs next.
   */
  default void passW() {
    throw new IllegalStateException("this algorithm has no pass that updates W");
  }

  /**
   * Called after each iteration. If the objective is known to have risen, the last good factors are
   * put back and the answer is false; the loop then iterates at once again, from there and without
   * acceleration, and calls this method again.
   *
   * @param looks whether the factors are looked at now, so that it pays to find the objective out
   */
  default boolean accept(boolean looks) {
    return true;
  }

  /** Called once, after the last iteration, if there was one. */
  default void finish() {}

  /** D(V | W·H) for the current factors. */
  double loss();

  /** D(V | model) summed entry by entry. */
  default double divergence(Problem problem) {
    return problem.divergence();
  }

  /** What is added to the loss. */
  default double penalty(Problem problem) {
    return problem.penaltyW() + problem.penaltyH();
  }

  /** KKT residual of W; may change the statistics. */
  double kktW();

  /** KKT residual of H. */
  double kktH();

  /**
   * Lets {@code violation} do the sweeps.
   *
   * @throws IllegalStateException if there are none
   */
  default void watch(CoordinateViolation violation) {
    throw new IllegalStateException("this algorithm has no sweep over coordinates");
  }
}
