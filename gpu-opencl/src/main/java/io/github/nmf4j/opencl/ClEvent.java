package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A command that was enqueued without waiting for it. */
final class ClEvent implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final Owned owned;
  private final String device;

  private static final class Owned extends ClObject {
    Owned(MemorySegment pointer, Arena arena) {
      super(pointer, arena, "clReleaseEvent", Cl::clReleaseEvent);
    }
  }

  ClEvent(MemorySegment pointer, String device) {
    this.owned = new Owned(pointer, arena);
    this.device = device;
  }

  /** Waits for the command and releases the event. */
  @Override
  public void close() {
    try (arena;
        Arena local = Arena.ofConfined()) {
      MemorySegment list = local.allocate(ADDRESS);
      list.set(ADDRESS, 0, owned.handle());
      ClException.check(Cl.clWaitForEvents(1, list), "clWaitForEvents", device);
    }
  }
}
