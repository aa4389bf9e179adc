package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What kernels leave in scratch memory, one result per work-group, brought to the host and added up
 * there in double.
 */
final class PartialResults {

  /** A double, or a pair of floats. */
  static final int SUM_BYTES = 8;

  private final Workspace work;

  PartialResults(Workspace work) {
    this.work = work;
  }

  /** Room for this many sums. */
  ClBuffer sums(long count) {
    return work.scratch(count * SUM_BYTES);
  }

  /** Their sum, in the order of their index. */
  double total(ClBuffer partial, long count) {
    double sum = 0;
    for (double part : read(partial, count, true)) {
      sum += part;
    }
    return sum;
  }

  /** Reads SUMs (doubles, or pairs of floats whose sum counts) or ACCs. */
  double[] read(ClBuffer buffer, long count, boolean sums) {
    boolean doubles = work.launcher().doubleScalars();
    double[] numbers = new double[Math.toIntExact(count)];
    try (Arena local = Arena.ofConfined()) {
      long bytes = count * (sums || doubles ? Double.BYTES : Float.BYTES);
      MemorySegment host = local.allocate(bytes, 8);
      work.queue().read(buffer, 0, host);
      for (int i = 0; i < numbers.length; i++) {
        if (doubles) {
          numbers[i] = host.getAtIndex(JAVA_DOUBLE, i);
        } else if (sums) {
          numbers[i] =
              (double) host.getAtIndex(JAVA_FLOAT, 2L * i)
                  + host.getAtIndex(JAVA_FLOAT, 2L * i + 1);
        } else {
          numbers[i] = host.getAtIndex(JAVA_FLOAT, i);
        }
      }
    }
    return numbers;
  }

  /** Reads REALs. */
  double[] reals(ClBuffer buffer, long at, int count) {
    boolean floats = work.precision() == Precision.FLOAT;
    int size = work.precision().bytes();
    double[] numbers = new double[count];
    try (Arena local = Arena.ofConfined()) {
      MemorySegment host = local.allocate((long) count * size, 8);
      work.queue().read(buffer, at * size, host);
      for (int i = 0; i < count; i++) {
        numbers[i] = floats ? host.getAtIndex(JAVA_FLOAT, i) : host.getAtIndex(JAVA_DOUBLE, i);
      }
    }
    return numbers;
  }
}
