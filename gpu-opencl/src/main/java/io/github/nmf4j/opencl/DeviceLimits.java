package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.DeviceInfo;

/**
 * What kernels may use of a device.
 *
 * @param localBytes local memory of one work-group
 * @param unitLocalBytes local memory of a compute unit, which the groups on it share
 * @param workGroupSize work-items of one work-group
 * @param units compute units; how finely work is cut depends on them
 * @param shortestSpan the fewest terms of a sum that are worth a work-group of their own
 * @param maxAllocationBytes the largest buffer
 * @param memoryBytes all buffers together
 * @param doubleScalars whether sums are accumulated in double; else in compensated pairs of floats
 * @param slowCompiler whether compiling a kernel costs more than a program gains that is made for
 *     one rank or loss, or whose loops are unrolled: PoCL takes seconds
 * @param quickDivision whether quotients that become weights may be made of an approximate
 *     reciprocal and multiply-adds (QUICK_DIVISION of weights.cl), in single precision
 * @param vectorBytes the vector registers of a processor whose local memory is its cache, for the
 *     kernels that use those; 0 for the kernels that share tiles in local memory
 */
record DeviceLimits(
    long localBytes,
    long unitLocalBytes,
    int workGroupSize,
    int units,
    int shortestSpan,
    long maxAllocationBytes,
    long memoryBytes,
    boolean doubleScalars,
    boolean slowCompiler,
    boolean quickDivision,
    int vectorBytes) {

  /** The work-group of kernels that have nothing to share. */
  static final int SMALLEST_GROUP = 64;

  /** The largest work-group that every device must allow: those of the sparse kernels. */
  static final int LEAST_GROUP = Segments.TILE;

  /**
   * On NVIDIA's GPUs what a group may have, 48 KiB, is less than a unit has: 64 KiB (Pascal,
   * Turing) to 228 KiB (Hopper).
   */
  private static final long NVIDIA_UNIT_BYTES = 64 << 10;

  private static final long GPU_LOCAL_BYTES = 48 << 10;
  private static final int GPU_GROUP = 1024;

  private static final long SMALL_LOCAL_BYTES = 32 << 10;
  private static final int SMALL_GROUP = 256;
  private static final long SMALL_ALLOCATION = 1 << 20;
  private static final int SMALL_SPAN = 1;
  private static final int USUAL_SPAN = 256;
  private static final int SHORTEST_VECTOR = 16; // bytes
  private static final int LONGEST_VECTOR = 64;

  static DeviceLimits of(ClDevice device, Settings settings) {
    boolean small = settings.small();
    boolean gpu = settings.profile() == Settings.Profile.GPU;
    boolean groups = gpu || settings.profile() == Settings.Profile.GROUPS;
    long localBytes = Math.min(device.localBytes(), mostLocalBytes(settings.profile()));
    boolean nvidia = groups || device.platform().startsWith("NVIDIA");
    return new DeviceLimits(
        localBytes,
        nvidia ? Math.max(localBytes, NVIDIA_UNIT_BYTES) : localBytes,
        (int) Math.min(device.workGroupSize(), mostItems(settings.profile())),
        device.info().units(),
        small ? SMALL_SPAN : USUAL_SPAN,
        Math.min(small ? SMALL_ALLOCATION : device.maxAllocationBytes(), settings.memoryBytes()),
        Math.min(device.info().memoryBytes(), settings.memoryBytes()),
        device.info().doublePrecision() && !small,
        device.info().kind() == DeviceInfo.Kind.CPU && !gpu,
        device.fusedMultiplyAdd() && (groups || device.info().kind() == DeviceInfo.Kind.GPU),
        vectorBytes(device, settings.profile()));
  }

  private static long mostLocalBytes(Settings.Profile profile) {
    return switch (profile) {
      case DEVICE, VECTORS -> Long.MAX_VALUE;
      case SMALL, SMALLEST -> SMALL_LOCAL_BYTES;
      case GROUPS, GPU -> GPU_LOCAL_BYTES;
    };
  }

  private static int mostItems(Settings.Profile profile) {
    return switch (profile) {
      case DEVICE, VECTORS -> Integer.MAX_VALUE;
      case SMALL -> SMALL_GROUP;
      case SMALLEST -> LEAST_GROUP;
      case GROUPS, GPU -> GPU_GROUP;
    };
  }

  private static int vectorBytes(ClDevice device, Settings.Profile profile) {
    boolean suits = device.info().kind() == DeviceInfo.Kind.CPU && !device.hasLocalMemory();
    boolean wanted =
        switch (profile) {
          case DEVICE -> suits;
          case VECTORS -> true;
          case GROUPS, GPU, SMALL, SMALLEST -> false;
        };
    // they add up losses in double
    return wanted && device.info().doublePrecision()
        ? Math.clamp(device.vectorBytes(), SHORTEST_VECTOR, LONGEST_VECTOR)
        : 0;
  }
}
