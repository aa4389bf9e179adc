package io.github.nmf4j.bench.forks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * When a kernel is as fast in one start as in another.
 *
 * @param leastRatio slowest start over the median, at least
 * @param mostBytes bytes that a call allocates, at most
 */
record Criteria(double leastRatio, double mostBytes) {

  /** What is wrong with an operation, a line each. */
  List<String> missed(Spread spread) {
    var lines = new ArrayList<String>();
    if (spread.ratio() < leastRatio) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %.4g GFLOP/s in the slowest start, %.2f of the median",
              spread.name(),
              spread.slowest(),
              spread.ratio()));
    }
    if (spread.bytes() > mostBytes) {
      lines.add(
          String.format(Locale.ROOT, "%s: allocates %.0f bytes", spread.name(), spread.bytes()));
    }
    return lines;
  }
}
