package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Data;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Memory for one panel at a time, by rows and by columns, of a sparse V that is streamed. */
final class SparseRoom implements AutoCloseable {

  private final SimdSession owner;
  private final SparseMatrix v;
  private final Function<NativeMemory, Upload> upload;
  private @Nullable NativeMemory memory;

  /**
   * @param upload one into this memory
   */
  SparseRoom(SimdSession owner, SparseMatrix v, Function<NativeMemory, Upload> upload) {
    this.owner = owner;
    this.v = v;
    this.upload = upload;
  }

  /** A panel of the columns {@code from ≤ j < to}. */
  Data load(int from, int to) {
    close();
    var own = new NativeMemory();
    memory = own;
    return SimdData.of(owner, v.rows(), to - from, upload.apply(own).sparse(v, from, to));
  }

  /** Gives back what the panel at hand takes. */
  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
