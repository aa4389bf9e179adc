package io.github.nmf4j.backend;

/**
 * Memory that a problem needs besides the matrix that the caller holds, against what there is.
 *
 * @param requiredBytes what the session will allocate
 * @param availableBytes what the device has left
 */
public record MemoryPlan(long requiredBytes, long availableBytes) {

  /** Whether the problem fits. */
  public boolean fits() {
    return requiredBytes <= availableBytes;
  }
}
