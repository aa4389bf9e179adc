package io.github.nmf4j.backend;

/**
 * A device that a backend can compute on.
 *
 * @param name what a user would recognise it by
 * @param kind CPU, GPU or other
 * @param units cores or compute units
 * @param memoryBytes memory that it can address
 * @param doublePrecision whether it computes in double precision
 * @param details vector width, driver and the like, in one line
 */
public record DeviceInfo(
    String name, Kind kind, int units, long memoryBytes, boolean doublePrecision, String details) {

  /** What kind of processor a device is. */
  public enum Kind {
    CPU,
    GPU,
    OTHER
  }
}
