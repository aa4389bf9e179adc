package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.InsufficientMemoryException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the device memory that a backend's sessions hold, against what there is. */
final class DeviceMemory {

  private final String device;
  private final DeviceLimits limits;
  private final AtomicLong held = new AtomicLong();

  DeviceMemory(String device, DeviceLimits limits) {
    this.device = device;
    this.limits = limits;
  }

  long availableBytes() {
    return Math.max(0, limits.memoryBytes() - held.get());
  }

  /**
   * Takes {@code bytes} for {@code what}.
   *
   * @throws InsufficientMemoryException if there is less
   */
  void take(long bytes, String what) {
    if (bytes > limits.maxAllocationBytes()) {
      throw new InsufficientMemoryException(
          "%s needs one buffer of %d bytes, %s allows %d"
              .formatted(what, bytes, device, limits.maxAllocationBytes()));
    }
    require(bytes, what);
    held.addAndGet(bytes);
  }

  /**
   * Checks that {@code bytes} could be taken.
   *
   * @throws InsufficientMemoryException if there is less
   */
  void require(long bytes, String what) {
    if (bytes > availableBytes()) {
      throw new InsufficientMemoryException(
          "%s needs %d bytes, %s has %d bytes left"
              .formatted(what, bytes, device, availableBytes()));
    }
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
