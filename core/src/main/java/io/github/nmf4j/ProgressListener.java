package io.github.nmf4j;

/** Told after every iteration. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Called on the thread that factorises.
   *
   * @return whether to go on; {@code false} ends the run with what was reached so far
   */
  boolean onIteration(Progress progress);

  /** Listens to nothing and never stops a run. */
  static ProgressListener none() {
    return progress -> true;
  }
}
