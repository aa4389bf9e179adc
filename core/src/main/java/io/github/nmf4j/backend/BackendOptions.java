package io.github.nmf4j.backend;

/**
 * How to open a backend.
 *
 * @param threads worker threads of a CPU backend; 0 for one per available core
 * @param device index or part of the name of a device; empty for the backend's default
 */
public record BackendOptions(int threads, String device) {

  public BackendOptions {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads must be 0 (all cores) or positive, was " + threads);
    }
  }

  /** All cores, default device. */
  public static BackendOptions defaults() {
    return new BackendOptions(0, "");
  }

  /** The number of threads asked for, with 0 replaced by the number of available cores. */
  public int resolvedThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
