package io.github.nmf4j.backend;

/**
 * The service through which a backend is found. Implementations have a public constructor without
 * arguments that does nothing, so that a provider can always be loaded and asked.
 */
public interface BackendProvider {

  /** The name a user types: {@code reference}, {@code simd}, {@code opencl}. */
  String name();

  /** Higher is tried first by {@code auto}; the reference backend has 0. */
  int priority();

  /** Whether the backend can run here. Never throws, and leaves nothing open. */
  Availability probe();

  /**
   * Floating-point operations below which starting this backend does not pay, because its code has
   * to be compiled first: {@code auto} then goes on to the next one. 0 if it is ready at once.
   */
  default double leastWork() {
    return 0;
  }

  /** Whether {@code auto} may take this device: an OpenCL device that is a CPU is not one. */
  default boolean suitsAuto(DeviceInfo device) {
    return true;
  }

  /**
   * Opens the backend.
   *
   * @throws BackendUnavailableException if it cannot run here or has no such device
   */
  Backend open(BackendOptions options);
}
