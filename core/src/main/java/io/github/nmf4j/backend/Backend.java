package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Precision;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An opened device with what outlives single factorisations: threads, compiled programs. Sessions
 * are made from it; closing it while one of them is open is an error.
 */
public interface Backend extends AutoCloseable {

  /** The provider's name. */
  String name();

  /** The device that computes. */
  DeviceInfo device();

  /** Worker threads; 1 where threads are not this backend's way to be parallel. */
  int threads();

  /** What a problem of this size would take on this backend, and what there is. */
  MemoryPlan plan(ProblemSize size);

  /**
   * What this device can do at most: floating-point operations per second of multiply-adds whose
   * operands never leave its registers, on all threads, measured now in a fraction of a second.
   * Empty if this backend does not know.
   */
  default OptionalDouble measureCeiling(Precision precision) {
    return OptionalDouble.empty();
  }

  /**
   * Bytes per second that this device reads from its memory at most, measured now in a fraction of
   * a second. Empty if this backend does not know.
   */
  default OptionalDouble measureBandwidth() {
    return OptionalDouble.empty();
  }

  /**
   * What the device did with its time since this backend was opened. Empty if this backend does not
   * know, or was not told to find out.
   */
  default Optional<DeviceTimes> times() {
    return Optional.empty();
  }

  /**
   * Opens a session that computes in {@code precision}.
   *
   * @throws BackendUnavailableException if the device cannot compute in that precision
   * @throws IllegalStateException if the backend is closed
   */
  Session newSession(Precision precision);

  /**
   * Frees threads and device. Closing twice is allowed.
   *
   * @throws IllegalStateException if a session is still open
   */
  @Override
  void close();
}
