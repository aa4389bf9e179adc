package io.github.nmf4j.bench.peers;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one case gave.
 *
 * @param problem the case
 * @param ceiling multiply-add ceiling in operations per second, measured just before
 * @param timings by contender, ours first
 * @param disturbed timed runs of all contenders during which the machine did not give all its
 *     processors, see {@link io.github.nmf4j.bench.Cores}
 */
record PeerRow(PeerCase problem, double ceiling, Map<String, Timing> timings, int disturbed) {

  /** This library on all threads. */
  static final String OURS = "nmf4j";

  /** This library on one. */
  static final String OURS_ONE = "nmf4j on 1 thread";

  Timing ours() {
    return Objects.requireNonNull(timings.get(OURS));
  }

  @Nullable Timing oursOnOneThread() {
    return timings.get(OURS_ONE);
  }

  /** Median of the fastest peer over ours; NaN without peers. */
  double ratio() {
    return timings.entrySet().stream()
            .filter(entry -> !entry.getKey().startsWith(OURS))
            .mapToDouble(entry -> entry.getValue().median())
            .min()
            .orElse(Double.NaN)
        / ours().median();
  }

  /** How many times as fast all threads are as one; NaN if one was not measured. */
  double threadsRatio() {
    Timing one = oursOnOneThread();
    return one == null ? Double.NaN : one.median() / ours().median();
  }

  double share() {
    return problem.flops() / ours().median() / ceiling;
  }
}
