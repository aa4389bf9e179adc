package io.github.nmf4j.opencl;

/** Measures what the device can do at most, with kernels that do nothing else. */
final class Ceilings {

  private static final int CHAINS = 8; // of ceilings.cl
  private static final int BEST_OF = 5;
  private static final double LONG_ENOUGH = 0.02; // seconds
  private static final long READ_BYTES = 256 << 20;

  private final Workspace work;
  private final ClTimes times;
  private final int group;
  private final int lanes;
  private final long groups;

  /**
   * @param times where {@code work} adds the time of its commands
   */
  Ceilings(Workspace work, ClTimes times) {
    this(work, times, (isProcessor(work) ? 16L : 64L) * work.limits().units());
  }

  /** With this many work-groups. */
  Ceilings(Workspace work, ClTimes times, long groups) {
    this.work = work;
    this.times = times;
    DeviceLimits limits = work.limits();
    boolean processor = isProcessor(work);
    this.group = processor ? 1 : Math.min(256, limits.workGroupSize());
    this.lanes = processor ? limits.vectorBytes() / work.precision().bytes() : 4;
    this.groups = groups;
  }

  private static boolean isProcessor(Workspace work) {
    return work.limits().vectorBytes() > 0;
  }

  /**
   * Floating-point operations per second.
   *
   * @param mostRounds where to stop if a clock does not advance
   */
  double flops(int mostRounds) {
    ClBuffer out = work.allocate(vectors(groups * group), "the results of a measurement");
    double best = 0;
    int rounds = Math.min(mostRounds, 256);
    for (int run = 0; run < BEST_OF; ) {
      double seconds = multiplyAdds(out, rounds);
      if (seconds < LONG_ENOUGH && rounds < mostRounds) {
        rounds = (int) Math.min(mostRounds, 2L * rounds);
        continue;
      }
      best = Math.max(best, 2.0 * CHAINS * lanes * rounds * groups * group / seconds);
      run++;
    }
    return best;
  }

  private long vectors(long count) {
    return count * lanes * work.precision().bytes();
  }

  private double multiplyAdds(ClBuffer out, int rounds) {
    double before = times.total().kernelSeconds();
    work.launcher()
        .kernel("ceilings", "multiply_adds", options())
        .buffer(out)
        .number(rounds)
        .real(0.999)
        .real(0.001)
        .run(groups, group);
    return times.total().kernelSeconds() - before;
  }

  /**
   * Bytes read per second.
   *
   * @param mostBytes how much to read at most at a time
   */
  double bytesRead(long mostBytes) {
    long most = Math.min(Math.min(READ_BYTES, mostBytes), work.limits().maxAllocationBytes() / 2);
    long each = Math.max(1, most / vectors(groups));
    ClBuffer data = work.allocate(vectors(groups * each), "the data of a measurement");
    work.queue().zero(data, 0, vectors(groups * each));
    ClBuffer out = work.allocate(vectors(groups * group), "the results of a measurement");
    double best = 0;
    for (int run = 0; run < BEST_OF; run++) {
      double before = times.total().kernelSeconds();
      work.launcher()
          .kernel("ceilings", "read_bytes", options())
          .buffer(data)
          .wide(each)
          .buffer(out)
          .run(groups, group);
      double seconds = times.total().kernelSeconds() - before;
      best = Math.max(best, vectors(groups * each) / seconds);
    }
    return best;
  }

  private String options() {
    return "-DVW=" + lanes;
  }
}
