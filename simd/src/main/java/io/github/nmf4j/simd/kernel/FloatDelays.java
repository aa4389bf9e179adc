package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;

import java.lang.foreign.MemorySegment;

/**
 * Items beside their predecessors, and back. O(n·k·T) beside passes of O(m·n·k·T), and parts begin
 * anywhere in a row: plain loops.
 */
final class FloatDelays {

  private FloatDelays() {}

  /** Rows {@code from ≤ n < to} of B: rows n, n − 1, … of F side by side, zeros elsewhere. */
  static void delay(Mat F, Mat B, int from, int to) {
    int k = F.columns();
    int taps = B.columns() / k;
    for (int n = from; n < to; n++) {
      for (int t = 0; t < taps; t++) {
        long b = B.offset(n) + (long) BYTES * t * k;
        int j = n - t;
        if (j >= 0 && j < F.rows()) {
          MemorySegment.copy(F.segment(), F.offset(j), B.segment(), b, (long) BYTES * k);
        } else {
          B.segment().asSlice(b, (long) BYTES * k).fill((byte) 0);
        }
      }
    }
  }

  /** Rows {@code from ≤ j < to} of F: part t of row j + t of B, added up. */
  static void fold(Mat B, int items, Mat F, int from, int to) {
    int k = F.columns();
    int taps = B.columns() / k;
    boolean shared = B.rows() == 1;
    for (int j = from; j < to; j++) {
      clear(F.segment(), F.offset(j), k);
      int last = Math.min(taps, items - j);
      for (int t = 0; t < last; t++) {
        long b = B.offset(shared ? 0 : j + t) + (long) BYTES * t * k;
        add(B.segment(), b, F.segment(), F.offset(j), k);
      }
    }
  }

  private static void clear(MemorySegment F, long f, int k) {
    for (int c = 0; c < k; c++) {
      F.set(LAYOUT, f + (long) BYTES * c, 0);
    }
  }

  private static void add(MemorySegment B, long b, MemorySegment F, long f, int k) {
    for (int c = 0; c < k; c++) {
      long at = (long) BYTES * c;
      F.set(LAYOUT, f + at, F.get(LAYOUT, f + at) + B.get(LAYOUT, b + at));
    }
  }
}
