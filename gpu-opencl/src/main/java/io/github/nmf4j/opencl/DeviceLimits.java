package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.DeviceInfo;

/**
 * What kernels may use of a device.
 *
 * @param localBytes local memory of one work-group
 * @param workGroupSize work-items of one work-group
 * @param units compute units; how finely work is cut depends on them
 * @param shortestSpan the fewest terms of a sum that are worth a work-group of their own
 * @param maxAllocationBytes the largest buffer
 * @param memoryBytes all buffers together
 * @param doubleScalars whether sums are accumulated in double; else in compensated pairs of floats
 * @param fewVariants whether compiling a kernel once more costs more than a tile that is too wide:
 *     PoCL takes seconds
 * @param vectorBytes the vector registers of a processor whose local memory is its cache, for the
 *     kernels that use those; 0 for the kernels that share tiles in local memory
 */
record DeviceLimits(
    long localBytes,
    int workGroupSize,
    int units,
    int shortestSpan,
    long maxAllocationBytes,
    long memoryBytes,
    boolean doubleScalars,
    boolean fewVariants,
    int vectorBytes) {

  /** The smallest work-group that the kernels can do with. */
  static final int SMALLEST_GROUP = 64;

  private static final long SMALL_LOCAL_BYTES = 32 << 10;
  private static final int SMALL_GROUP = 256;
  private static final long SMALL_ALLOCATION = 1 << 20;
  private static final int SMALL_SPAN = 1;
  private static final int USUAL_SPAN = 256;
  private static final int SHORTEST_VECTOR = 16; // bytes
  private static final int LONGEST_VECTOR = 64;

  static DeviceLimits of(ClDevice device, Settings settings) {
    boolean small = settings.small();
    return new DeviceLimits(
        small ? Math.min(device.localBytes(), SMALL_LOCAL_BYTES) : device.localBytes(),
        (int) Math.min(device.workGroupSize(), small ? SMALL_GROUP : Integer.MAX_VALUE),
        device.info().units(),
        small ? SMALL_SPAN : USUAL_SPAN,
        Math.min(small ? SMALL_ALLOCATION : device.maxAllocationBytes(), settings.memoryBytes()),
        Math.min(device.info().memoryBytes(), settings.memoryBytes()),
        device.info().doublePrecision() && !small,
        device.info().kind() == DeviceInfo.Kind.CPU,
        vectorBytes(device, settings.profile()));
  }

  private static int vectorBytes(ClDevice device, Settings.Profile profile) {
    boolean suits = device.info().kind() == DeviceInfo.Kind.CPU && !device.hasLocalMemory();
    boolean wanted =
        switch (profile) {
          case DEVICE -> suits;
          case VECTORS -> true;
          case GROUPS, SMALL -> false;
        };
    // they add up losses in double
    return wanted && device.info().doublePrecision()
        ? Math.clamp(device.vectorBytes(), SHORTEST_VECTOR, LONGEST_VECTOR)
        : 0;
  }
}
