package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A command that was enqueued without waiting for it. */
final class ClEvent implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final Owned owned;
  private final String device;
  private final @Nullable ClTimes times;

  private static final class Owned extends ClObject {
    Owned(MemorySegment pointer, Arena arena) {
      super(pointer, arena, "clReleaseEvent", Cl::clReleaseEvent);
    }
  }

  /**
   * @param times where the command's time is added as a transfer; null if nobody asks
   */
  ClEvent(MemorySegment pointer, String device, @Nullable ClTimes times) {
    this.owned = new Owned(pointer, arena);
    this.device = device;
    this.times = times;
  }

  /** Waits for the command and releases the event. */
  @Override
  public void close() {
    try (arena;
        Arena local = Arena.ofConfined()) {
      MemorySegment list = local.allocate(ADDRESS);
      list.set(ADDRESS, 0, owned.handle());
      ClException.check(Cl.clWaitForEvents(1, list), "clWaitForEvents", device);
      if (times != null) {
        times.addTransfer(ClTimes.duration(owned.handle(), device));
      }
    }
  }
}
