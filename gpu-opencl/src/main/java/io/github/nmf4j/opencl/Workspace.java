package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations of one session share: queue, kernels, memory, scratch. */
final class Workspace {

  private final ClContext context;
  private final DeviceMemory memory;
  private final DeviceLimits limits;
  private final Precision precision;
  private final Arena arena;
  private final ClQueue queue;
  private final Launcher launcher;
  private long heldBytes;
  private final List<Scratch> scratches = new ArrayList<>();
  private final Scratch partials = newScratch("scratch memory");
  private final Scratch product = newScratch("scratch memory");

  /**
   * @param times where the time of every command is added; null if nobody asks
   * @param arena owns everything that is made here
   */
  Workspace(
      ClContext context,
      Programs programs,
      DeviceMemory memory,
      DeviceLimits limits,
      Precision precision,
      boolean finishEach,
      @Nullable ClTimes times,
      Arena arena) {
    this.context = context;
    this.memory = memory;
    this.limits = limits;
    this.precision = precision;
    this.arena = arena;
    this.queue = ClQueue.create(context, finishEach, times, arena);
    this.launcher = new Launcher(programs, context.device(), limits, queue, precision, arena);
  }

  ClQueue queue() {
    return queue;
  }

  DeviceLimits limits() {
    return limits;
  }

  DeviceMemory memory() {
    return memory;
  }

  Precision precision() {
    return precision;
  }

  Launcher launcher() {
    return launcher;
  }

  /** Starts a call of the kernel that has its file's name. */
  Launcher.Call kernel(String file, String defines) {
    return launcher.kernel(file, file, defines);
  }

  /**
   * A buffer for the session's life, undefined until written.
   *
   * @throws InsufficientMemoryException if there is not that much memory
   */
  ClBuffer allocate(long bytes, String what) {
    return allocate(bytes, what, arena);
  }

  private ClBuffer allocate(long bytes, String what, Arena owner) {
    long size = Math.max(bytes, 64); // a buffer cannot be empty
    memory.take(size, what);
    heldBytes += size;
    try {
      return ClBuffer.create(context, size, owner);
    } catch (ClDeviceException e) {
      memory.giveBack(size);
      heldBytes -= size;
      var refused =
          new InsufficientMemoryException(
              "%s needs %d bytes; %s".formatted(what, size, e.getMessage()));
      refused.initCause(e);
      throw refused;
    }
  }

  /** At least {@code bytes} for partial results; what it holds lasts until the next call. */
  ClBuffer scratch(long bytes) {
    return partials.atLeast(bytes);
  }

  /** The same for a product that is made by way of partial results. */
  ClBuffer productScratch(long bytes) {
    return product.atLeast(bytes);
  }

  /** Another buffer that grows, for {@code what}; given back with everything else. */
  Scratch newScratch(String what) {
    var scratch = new Scratch(what);
    scratches.add(scratch);
    return scratch;
  }

  /** A buffer that is replaced when it is too small, and so has an arena of its own. */
  final class Scratch {

    private final String what;
    private @Nullable ClBuffer buffer;
    private @Nullable Arena own;

    private Scratch(String what) {
      this.what = what;
    }

    /** A buffer of at least {@code bytes}; what it held is lost if it grows. */
    ClBuffer atLeast(long bytes) {
      if (buffer != null && buffer.bytes() >= bytes) {
        return buffer;
      }
      release();
      Arena next = Arena.ofShared();
      try {
        ClBuffer grown = allocate(bytes, what, next);
        buffer = grown;
        own = next;
        return grown;
      } catch (RuntimeException e) {
        next.close();
        throw e;
      }
    }

    /** The driver keeps the memory until the commands that use it have run. */
    private void release() {
      if (buffer != null && own != null) {
        long bytes = buffer.bytes();
        buffer = null;
        own.close();
        own = null;
        memory.giveBack(bytes);
        heldBytes -= bytes;
      }
    }
  }

  /** Waits for the device, then gives everything back. */
  void close() {
    try {
      queue.finish();
    } finally {
      scratches.forEach(Scratch::release);
      arena.close();
      memory.giveBack(heldBytes);
    }
  }
}
