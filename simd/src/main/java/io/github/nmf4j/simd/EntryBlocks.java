package io.github.nmf4j.simd;

import io.github.nmf4j.simd.kernel.Csr;
import java.util.Arrays;

/**
 * Cuts the rows of a sparse matrix where about equally many entries lie between: by the data, not
 * by the number of threads, so that the order of every sum stays the same.
 */
final class EntryBlocks {

  /** No blocks. */
  static final EntryBlocks NONE = new EntryBlocks(new int[1]);

  private static final int MOST = 128;

  /** Smaller blocks would cost more to hand out than to run. */
  private static final long LEAST_WORK = 2048;

  private final int[] starts;

  private EntryBlocks(int[] starts) {
    this.starts = starts;
  }

  static EntryBlocks of(Csr csr) {
    int rows = csr.rows();
    long work = csr.start(rows) + rows;
    long perBlock = Math.max(LEAST_WORK, Math.ceilDiv(work, MOST));
    int[] starts = new int[MOST + 2];
    int blocks = 0;
    int begin = 0;
    for (int i = 0; i < rows; i++) {
      long inBlock = csr.start(i + 1) - csr.start(begin) + (i + 1 - begin);
      if (inBlock >= perBlock || i == rows - 1) {
        begin = i + 1;
        starts[++blocks] = begin;
      }
    }
    return new EntryBlocks(Arrays.copyOf(starts, blocks + 1));
  }

  int count() {
    return starts.length - 1;
  }

  /** First row of a block. */
  int from(int block) {
    return starts[block];
  }

  /** First row behind a block. */
  int to(int block) {
    return starts[block + 1];
  }
}
