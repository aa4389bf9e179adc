package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_PROFILING_COMMAND_END;
import static io.github.nmf4j.opencl.binding.ClConst.CL_PROFILING_COMMAND_START;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nanoseconds that the commands of one backend took, from profiling events; and its compilations.
 */
final class ClTimes {

  private final AtomicLong kernels = new AtomicLong();
  private final AtomicLong transfers = new AtomicLong();
  private final AtomicLong compilations = new AtomicLong();

  /** Kernels, fills and copies on the device. */
  void addKernel(long nanoseconds) {
    kernels.addAndGet(nanoseconds);
  }

  void addTransfer(long nanoseconds) {
    transfers.addAndGet(nanoseconds);
  }

  void addCompilation(long nanoseconds) {
    compilations.addAndGet(nanoseconds);
  }

  DeviceTimes total() {
    return new DeviceTimes(kernels.get() * 1e-9, transfers.get() * 1e-9, compilations.get() * 1e-9);
  }

  /** From start to end of a command that is done. */
  static long duration(MemorySegment event, String device) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment time = local.allocate(JAVA_LONG);
      long start = read(event, CL_PROFILING_COMMAND_START, time, device);
      return read(event, CL_PROFILING_COMMAND_END, time, device) - start;
    }
  }

  private static long read(MemorySegment event, int parameter, MemorySegment time, String device) {
    ClException.check(
        Cl.clGetEventProfilingInfo(event, parameter, Long.BYTES, time, MemorySegment.NULL),
        "clGetEventProfilingInfo",
        device);
    return time.get(JAVA_LONG, 0);
  }
}
