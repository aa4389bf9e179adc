package io.github.nmf4j.simd;

/**
 * Cuts rows into blocks by their number alone, so that the blocks, and with them the order of every
 * sum, do not depend on the number of threads.
 */
final class Blocks {

  /** A block of rows {@code from ≤ i < to}. */
  interface Task {
    /** Runs on worker {@code worker}. */
    void run(int from, int to, int worker);
  }

  /** Enough for the threads of a large machine to share evenly. */
  static final int MOST = 64;

  /** No block may have more elements than an int counts. */
  private static final int MOST_ELEMENTS = 1 << 28;

  private final int rows;
  private final int size;

  /** Blocks of whole tiles. */
  Blocks(int rows, int stride, int tile) {
    this.rows = rows;
    int even = Math.ceilDiv(Math.ceilDiv(rows, MOST), tile) * tile;
    this.size = Math.max(1, Math.min(even, MOST_ELEMENTS / stride));
  }

  /** Number of blocks. */
  int count() {
    return Math.ceilDiv(rows, size);
  }

  int from(int block) {
    return block * size;
  }

  int to(int block) {
    return Math.min(rows, from(block) + size);
  }

  void run(Workers workers, Task task) {
    workers.run(count(), (block, worker) -> task.run(from(block), to(block), worker));
  }
}
