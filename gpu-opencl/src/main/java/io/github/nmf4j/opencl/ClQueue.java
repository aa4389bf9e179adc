package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_FALSE;
import static io.github.nmf4j.opencl.binding.ClConst.CL_TRUE;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An in-order queue. Commands may run later; those that fill host memory wait. Used by one thread
 * at a time.
 */
final class ClQueue extends ClObject {

  private static final MemorySegment NONE = MemorySegment.NULL;

  private final String device;
  private final boolean finishEach;
  private final MemorySegment sizes;

  private ClQueue(MemorySegment pointer, String device, boolean finishEach, Arena arena) {
    super(pointer, arena, "clReleaseCommandQueue", Cl::clReleaseCommandQueue);
    this.device = device;
    this.finishEach = finishEach;
    this.sizes = arena.allocate(JAVA_LONG, 6);
  }

  /**
   * @param finishEach whether to wait after every command, so that an error shows at the command
   *     that made it instead of a later one
   */
  static ClQueue create(ClContext context, boolean finishEach, Arena arena) {
    String device = context.device().name();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateCommandQueue(context.handle(), context.device().id(), 0, status);
      ClException.check(status.get(JAVA_INT, 0), "clCreateCommandQueue", device);
      return new ClQueue(pointer, device, finishEach, arena);
    }
  }

  /** Runs a kernel over {@code groups[d] · local[d]} work-items in each dimension. */
  void run(ClKernel kernel, long[] groups, long[] local) {
    int dimensions = groups.length;
    for (int d = 0; d < dimensions; d++) {
      sizes.setAtIndex(JAVA_LONG, d, groups[d] * local[d]);
      sizes.setAtIndex(JAVA_LONG, 3 + d, local[d]);
    }
    check(
        Cl.clEnqueueNDRangeKernel(
            handle(), kernel.handle(), dimensions, NONE, sizes, sizes.asSlice(24), 0, NONE, NONE),
        "clEnqueueNDRangeKernel",
        kernel.name());
  }

  /** target ← the buffer's bytes from {@code offset} on; waits. */
  void read(ClBuffer buffer, long offset, MemorySegment target) {
    check(
        Cl.clEnqueueReadBuffer(
            handle(), buffer.handle(), CL_TRUE, offset, target.byteSize(), target, 0, NONE, NONE),
        "clEnqueueReadBuffer",
        Long.toString(target.byteSize()));
  }

  /** The buffer's bytes from {@code offset} on ← source; waits. */
  void write(ClBuffer buffer, long offset, MemorySegment source) {
    check(
        Cl.clEnqueueWriteBuffer(
            handle(), buffer.handle(), CL_TRUE, offset, source.byteSize(), source, 0, NONE, NONE),
        "clEnqueueWriteBuffer",
        Long.toString(source.byteSize()));
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
      return new ClEvent(event.get(ADDRESS, 0), device);
    }
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
              handle(), buffer.handle(), pattern, 4, offset, bytes, 0, NONE, NONE),
          "clEnqueueFillBuffer",
          Long.toString(bytes));
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
            NONE),
        "clEnqueueCopyBuffer",
        Long.toString(bytes));
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
