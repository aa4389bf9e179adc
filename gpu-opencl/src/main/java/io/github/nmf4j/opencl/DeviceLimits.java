package io.github.nmf4j.opencl;

/**
 * What kernels may use of a device.
 *
 * @param localBytes local memory of one work-group
 * @param workGroupSize work-items of one work-group
 * @param units compute units; how finely work is cut depends on them
 * @param maxAllocationBytes the largest buffer
 * @param memoryBytes all buffers together
 * @param doubleScalars whether sums are accumulated in double; else in compensated pairs of floats
 */
record DeviceLimits(
    long localBytes,
    int workGroupSize,
    int units,
    long maxAllocationBytes,
    long memoryBytes,
    boolean doubleScalars) {

  /** The smallest work-group that the kernels can do with. */
  static final int SMALLEST_GROUP = 64;

  private static final long SMALL_LOCAL_BYTES = 32 << 10;
  private static final int SMALL_GROUP = 256;

  static DeviceLimits of(ClDevice device, Settings settings) {
    boolean small = settings.small();
    return new DeviceLimits(
        small ? Math.min(device.localBytes(), SMALL_LOCAL_BYTES) : device.localBytes(),
        (int) Math.min(device.workGroupSize(), small ? SMALL_GROUP : Integer.MAX_VALUE),
        device.info().units(),
        Math.min(device.maxAllocationBytes(), settings.memoryBytes()),
        Math.min(device.info().memoryBytes(), settings.memoryBytes()),
        device.info().doublePrecision() && !small);
  }
}
