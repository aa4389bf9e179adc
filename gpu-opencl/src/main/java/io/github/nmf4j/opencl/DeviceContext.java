package io.github.nmf4j.opencl;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A context and the programs built in it, in the hands of one backend at a time. A backend that is
 * closed leaves them to the next one in this process that opens the device: to build the same
 * programs again takes long even where a driver finds their machine code on disk. One context per
 * device is kept; it holds no buffers.
 */
final class DeviceContext {

  private static final System.Logger LOG = System.getLogger(DeviceContext.class.getName());

  /** What no backend has in its hands, by the address of the device. */
  private static final Map<Long, DeviceContext> KEPT = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(DeviceContext::releaseKept, "nmf-opencl-end"));
  }

  private final Arena arena = Arena.ofShared();
  private final Optional<Path> cache;
  private final ClContext context;
  private final ProgramCache programs;

  private DeviceContext(ClDevice device, Optional<Path> cache) {
    this.cache = cache;
    try {
      this.context = ClContext.create(device, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
    this.programs = new ProgramCache(context, new BinaryCache(cache), arena);
  }

  /**
   * A new one.
   *
   * @param cache where it keeps binaries on disk
   */
  static DeviceContext create(ClDevice device, Optional<Path> cache) {
    return new DeviceContext(device, cache);
  }

  /** What the last backend on this device left, if it kept binaries there too, or a new one. */
  static DeviceContext take(ClDevice device, Optional<Path> cache) {
    DeviceContext kept = kept(device);
    if (kept != null) {
      if (kept.cache.equals(cache) && kept.works()) {
        return kept;
      }
      kept.release();
    }
    return create(device, cache);
  }

  private static @Nullable DeviceContext kept(ClDevice device) {
    synchronized (KEPT) {
      return KEPT.remove(device.id().address());
    }
  }

  /** Leaves this to the next backend, or releases it if there is one already. */
  void leave() {
    boolean keep;
    synchronized (KEPT) {
      keep = KEPT.putIfAbsent(context.device().id().address(), this) == null;
    }
    if (!keep) {
      release();
    }
  }

  void release() {
    arena.close();
  }

  /** Releases what is kept: the next backend on each device begins anew. */
  static void releaseKept() {
    synchronized (KEPT) {
      KEPT.values().forEach(DeviceContext::release);
      KEPT.clear();
    }
  }

  ClContext context() {
    return context;
  }

  ProgramCache programs() {
    return programs;
  }

  /** Some drivers refuse everything in a context in which a kernel went wrong. */
  private boolean works() {
    try (Arena local = Arena.ofConfined()) {
      ClQueue queue = ClQueue.create(context, false, null, local);
      ClBuffer buffer = ClBuffer.create(context, Long.BYTES, local);
      MemorySegment sent = local.allocate(Long.BYTES);
      queue.write(buffer, 0, sent);
      queue.finish();
      return true;
    } catch (ClException e) {
      LOG.log(
          Level.DEBUG,
          "{0}: the context that was kept is of no use: {1}",
          context.device().name(),
          e);
      return false;
    }
  }
}
