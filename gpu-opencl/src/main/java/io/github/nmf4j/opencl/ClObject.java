package io.github.nmf4j.opencl;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/**
 * An OpenCL object that belongs to an arena: closing the arena releases it, once, and makes every
 * later use an exception instead of a crash.
 */
abstract class ClObject {

  private static final System.Logger LOG = System.getLogger(ClObject.class.getName());

  private final MemorySegment handle;

  /**
   * @param release name of the function that releases the object
   * @param releaser that function
   */
  ClObject(
      MemorySegment pointer, Arena arena, String release, ToIntFunction<MemorySegment> releaser) {
    this.handle = Cl.owned(pointer, arena, p -> release(p, release, releaser));
  }

  final MemorySegment handle() {
    return handle;
  }

  /** Runs while something is being closed, perhaps because of another exception: never throws. */
  private static void release(
      MemorySegment pointer, String release, ToIntFunction<MemorySegment> releaser) {
    int status = releaser.applyAsInt(pointer);
    if (status != 0) {
      LOG.log(Level.WARNING, () -> ClException.of(status, release, "close").getMessage());
    }
  }
}
