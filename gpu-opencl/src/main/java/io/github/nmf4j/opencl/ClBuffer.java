package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_MEM_READ_WRITE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory on the device, undefined until it is written. */
final class ClBuffer extends ClObject {

  private final long bytes;

  private ClBuffer(MemorySegment pointer, long bytes, Arena arena) {
    super(pointer, arena, "clReleaseMemObject", Cl::clReleaseMemObject);
    this.bytes = bytes;
  }

  static ClBuffer create(ClContext context, long bytes, Arena arena) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateBuffer(context.handle(), CL_MEM_READ_WRITE, bytes, MemorySegment.NULL, status);
      ClException.check(
          status.get(JAVA_INT, 0), "clCreateBuffer(%d)".formatted(bytes), context.device().name());
      return new ClBuffer(pointer, bytes, arena);
    }
  }

  long bytes() {
    return bytes;
  }
}
