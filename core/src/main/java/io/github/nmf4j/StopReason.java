package io.github.nmf4j;

/** Why a factorisation ended. */
public enum StopReason {
  /** The stopping rule was met. */
  CONVERGED,
  /** The largest number of iterations was reached, and there was no rule to meet. */
  COMPLETED,
  /** The largest number of iterations was reached before the rule was met. */
  MAX_ITERATIONS,
  /** V is zero everywhere: the answer is known without an iteration. */
  ZERO_DATA,
  /** The listener or an interrupt asked to stop; the factors are those reached so far. */
  INTERRUPTED
}
