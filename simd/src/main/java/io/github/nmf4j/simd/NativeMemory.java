package io.github.nmf4j.simd;

import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.simd.kernel.Mat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/** The one arena of a session; everything that the session holds off-heap comes from it. */
final class NativeMemory implements AutoCloseable, SegmentAllocator {

  /** Smaller requests are not worth asking the system how much it has. */
  private static final long SMALL = 16L << 20;

  /** From here on memory begins on a page; see docs/simd.md. */
  private static final long LARGE = 16L << 10;

  private static final long PAGE = 4096;

  private final Arena arena = Arena.ofShared();
  private final List<SparseRoom> owned = new ArrayList<>();

  /**
   * Zeroed memory.
   *
   * @param what the purpose, for the message
   * @throws InsufficientMemoryException if it is more than there is
   */
  MemorySegment allocate(long bytes, String what) {
    if (bytes > SMALL) {
      long available = HostMemory.availableBytes();
      if (bytes > available) {
        throw new InsufficientMemoryException(
            "%s needs %d bytes off-heap, %d are available".formatted(what, bytes, available));
      }
    }
    try {
      return arena.allocate(Math.max(bytes, Mat.ALIGNMENT), bytes >= LARGE ? PAGE : Mat.ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new InsufficientMemoryException(
          "%s needs %d bytes off-heap, the system has %d available and gives no more"
              .formatted(what, bytes, HostMemory.availableBytes()));
    }
  }

  /** Memory that is given back with this. */
  void owns(SparseRoom room) {
    owned.add(room);
  }

  /** For what a worker computes in. */
  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    return allocate(bytes, "scratch memory").asSlice(0, bytes, alignment);
  }

  /** A matrix of zeros. */
  Mat matrix(int rows, int columns, int elementBytes, String what) {
    long bytes = Math.multiplyExact(rows, Mat.rowBytes(columns, elementBytes));
    return Mat.of(allocate(bytes, what), rows, columns, elementBytes);
  }

  @Override
  public void close() {
    owned.forEach(SparseRoom::close);
    arena.close();
  }
}
