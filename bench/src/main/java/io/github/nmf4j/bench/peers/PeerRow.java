package io.github.nmf4j.bench.peers;

import java.util.Map;

/**
 * What one case gave.
 *
 * @param problem the case
 * @param ceiling multiply-add ceiling in operations per second, measured just before
 * @param timings by contender, ours first
 */
record PeerRow(PeerCase problem, double ceiling, Map<String, Timing> timings) {

  Timing ours() {
    return java.util.Objects.requireNonNull(timings.get("nmf4j"));
  }

  /** Median of the fastest peer over ours; NaN without peers. */
  double ratio() {
    return timings.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("nmf4j"))
            .mapToDouble(entry -> entry.getValue().median())
            .min()
            .orElse(Double.NaN)
        / ours().median();
  }

  double share() {
    return problem.flops() / ours().median() / ceiling;
  }
}
