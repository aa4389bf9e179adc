package io.github.nmf4j.opencl;

/**
 * How a long sum is cut so that a result of few tiles still fills the device: by shape and device
 * only, so that the same problem gives the same bits.
 *
 * @param count number of splits, at least 1
 * @param span terms of one split; the last may have fewer
 */
record Splits(int count, int span) {

  /** Work-groups per compute unit to aim at. */
  private static final int GROUPS_PER_UNIT = 8;

  /**
   * @param groups work-groups that there are without splitting
   * @param length terms of the sum, at least 1
   * @param step a span is a multiple of this
   * @param splitBytes scratch memory that one split takes
   */
  static Splits of(long groups, int length, int step, long splitBytes, DeviceLimits limits) {
    long wanted = Math.ceilDiv((long) GROUPS_PER_UNIT * limits.units(), groups);
    long useful = Math.ceilDiv(length, Math.max(step, limits.shortestSpan()));
    long affordable = limits.maxAllocationBytes() / Math.max(1, splitBytes);
    long count = Math.max(1, Math.min(Math.min(wanted, useful), affordable));
    long span = Math.ceilDiv(Math.ceilDiv(length, count), (long) step) * step;
    return new Splits((int) Math.ceilDiv(length, span), (int) Math.min(span, Integer.MAX_VALUE));
  }
}
