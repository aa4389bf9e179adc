package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_FALSE;
import static io.github.nmf4j.opencl.binding.ClConst.CL_QUEUE_PROFILING_ENABLE;
import static io.github.nmf4j.opencl.binding.ClConst.CL_TRUE;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An in-order queue. Commands may run later; those that fill host memory wait. Used by one thread
 * at a time.
 */
final class ClQueue extends ClObject {

  private static final MemorySegment NONE = MemorySegment.NULL;

  private final String device;
  private final boolean finishEach;
  private final @Nullable ClTimes times;
  private final MemorySegment sizes;
  private final MemorySegment timed;

  private ClQueue(
      MemorySegment pointer,
      String device,
      boolean finishEach,
      @Nullable ClTimes times,
      Arena arena) {
    super(pointer, arena, "clReleaseCommandQueue", Cl::clReleaseCommandQueue);
    this.device = device;
    this.finishEach = finishEach;
    this.times = times;
    this.sizes = arena.allocate(JAVA_LONG, 6);
    this.timed = arena.allocate(ADDRESS);
  }

  /**
   * @param finishEach whether to wait after every command, so that an error shows at the command
   *     that made it instead of a later one
   * @param times where the time of every command is added, after waiting for it; null if nobody
   *     asks
   */
  static ClQueue create(
      ClContext context, boolean finishEach, @Nullable ClTimes times, Arena arena) {
    String device = context.device().name();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateCommandQueue(
              context.handle(),
              context.device().id(),
              times == null ? 0 : CL_QUEUE_PROFILING_ENABLE,
              status);
      ClException.check(status.get(JAVA_INT, 0), "clCreateCommandQueue", device);
      return new ClQueue(pointer, device, finishEach, times, arena);
    }
  }

  /** Runs a kernel over {@code groups[d] · local[d]} work-items in each dimension. */
  void run(ClKernel kernel, long[] groups, long[] local) {
    int dimensions = groups.length;
    for (int d = 0; d < dimensions; d++) {
      sizes.setAtIndex(JAVA_LONG, d, groups[d] * local[d]);
      sizes.setAtIndex(JAVA_LONG, 3 + d, local[d]);
    }
    long begin = System.nanoTime();
    check(
        Cl.clEnqueueNDRangeKernel(
            handle(),
            kernel.handle(),
            dimensions,
            NONE,
            sizes,
            sizes.asSlice(24),
            0,
            NONE,
            event()),
        "clEnqueueNDRangeKernel",
        kernel.name());
    if (times != null) {
      long computed = awaitTimed();
      times.addKernel(computed);
      if (kernel.isFirstRun()) {
        // some drivers compile when a kernel is launched for the first time
        times.addCompilation(System.nanoTime() - begin - computed);
      }
    }
  }

  /** Where a command leaves its event, if its time is wanted. */
  private MemorySegment event() {
    return times == null ? NONE : timed;
  }

  /** Waits for the command that was enqueued last, releases its event and says how long it ran. */
  private long awaitTimed() {
    ClException.check(Cl.clFinish(handle()), "clFinish", device);
    MemorySegment event = timed.get(ADDRESS, 0);
    try {
      return ClTimes.duration(event, device);
    } finally {
      ClException.check(Cl.clReleaseEvent(event), "clReleaseEvent", device);
    }
  }

  private void timeTransfer() {
    if (times != null) {
      times.addTransfer(awaitTimed());
    }
  }

  private void timeKernel() {
    if (times != null) {
      times.addKernel(awaitTimed());
    }
  }

  /** target ← the buffer's bytes from {@code offset} on; waits. */
  void read(ClBuffer buffer, long offset, MemorySegment target) {
    check(
        Cl.clEnqueueReadBuffer(
            handle(),
            buffer.handle(),
            CL_TRUE,
            offset,
            target.byteSize(),
            target,
            0,
            NONE,
            event()),
        "clEnqueueReadBuffer",
        Long.toString(target.byteSize()));
    timeTransfer();
  }

  /** The buffer's bytes from {@code offset} on ← source; waits. */
  void write(ClBuffer buffer, long offset, MemorySegment source) {
    check(
        Cl.clEnqueueWriteBuffer(
            handle(),
            buffer.handle(),
            CL_TRUE,
            offset,
            source.byteSize(),
            source,
            0,
            NONE,
            event()),
        "clEnqueueWriteBuffer",
        Long.toString(source.byteSize()));
    timeTransfer();
  }

  /** Like {@link #write}, but {@code source} must stay as it is until the event is closed. */
  ClEvent startWrite(ClBuffer buffer, long offset, MemorySegment source) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment event = local.allocate(ADDRESS);
      long size = source.byteSize();
      check(
          Cl.clEnqueueWriteBuffer(
              handle(), buffer.handle(), CL_FALSE, offset, size, source, 0, NONE, event),
          "clEnqueueWriteBuffer",
          Long.toString(size));
      // without a flush some drivers would not begin before somebody waits
      ClException.check(Cl.clFlush(handle()), "clFlush", device);
      return new ClEvent(event.get(ADDRESS, 0), device, times);
    }
  }

  /** Like {@link #write}, but {@code source} must stay as it is until the queue is finished. */
  void writeLater(ClBuffer buffer, long offset, MemorySegment source) {
    check(
        Cl.clEnqueueWriteBuffer(
            handle(),
            buffer.handle(),
            CL_FALSE,
            offset,
            source.byteSize(),
            source,
            0,
            NONE,
            event()),
        "clEnqueueWriteBuffer",
        Long.toString(source.byteSize()));
    timeTransfer();
  }

  /** Sets bytes of the buffer to zero. */
  void zero(ClBuffer buffer, long offset, long bytes) {
    if (bytes == 0) {
      return;
    }
    try (Arena local = Arena.ofConfined()) {
      MemorySegment pattern = local.allocate(4);
      check(
          Cl.clEnqueueFillBuffer(
              handle(), buffer.handle(), pattern, 4, offset, bytes, 0, NONE, event()),
          "clEnqueueFillBuffer",
          Long.toString(bytes));
      timeKernel();
    }
  }

  /** Copies bytes between two buffers, or between two ranges of one that do not overlap. */
  void copy(ClBuffer source, long sourceOffset, ClBuffer target, long targetOffset, long bytes) {
    check(
        Cl.clEnqueueCopyBuffer(
            handle(),
            source.handle(),
            target.handle(),
            sourceOffset,
            targetOffset,
            bytes,
            0,
            NONE,
            event()),
        "clEnqueueCopyBuffer",
        Long.toString(bytes));
    timeKernel();
  }

  /** Waits until everything has run. */
  void finish() {
    ClException.check(Cl.clFinish(handle()), "clFinish", device);
  }

  private void check(int status, String function, String detail) {
    if (status != 0) {
      throw ClException.of(status, function + "(" + detail + ")", device);
    }
    if (finishEach) {
      ClException.check(Cl.clFinish(handle()), "clFinish after " + detail, device);
    }
  }
}
