package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A context with one device. */
final class ClContext extends ClObject {

  private final ClDevice device;

  private ClContext(MemorySegment pointer, ClDevice device, Arena arena) {
    super(pointer, arena, "clReleaseContext", Cl::clReleaseContext);
    this.device = device;
  }

  static ClContext create(ClDevice device, Arena arena) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment ids = local.allocate(ADDRESS);
      ids.set(ADDRESS, 0, device.id());
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateContext(
              MemorySegment.NULL, 1, ids, MemorySegment.NULL, MemorySegment.NULL, status);
      ClException.check(status.get(JAVA_INT, 0), "clCreateContext", device.name());
      return new ClContext(pointer, device, arena);
    }
  }

  ClDevice device() {
    return device;
  }
}
