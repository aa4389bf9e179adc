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

  /** In this share of the starts an operation must be timed in a quiet moment to be judged. */
  private static final double QUIET_SHARE = 0.5;

  /** What is wrong with an operation, a line each. */
  List<String> missed(Spread spread) {
    var lines = new ArrayList<String>();
    int starts = spread.figures().size();
    if (spread.quietStarts() < QUIET_SHARE * starts) {
      lines.add(
          "%s: not judged, the machine was quiet in %d of %d starts"
              .formatted(spread.name(), spread.quietStarts(), starts));
    } else if (spread.ratio() < leastRatio) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %.2f of the median, %.4g GFLOP/s, in the slowest quiet start",
              spread.name(),
              spread.ratio(),
              spread.median()));
    }
    if (spread.bytes() > mostBytes) {
      lines.add(
          String.format(Locale.ROOT, "%s: allocates %.0f bytes", spread.name(), spread.bytes()));
    }
    return lines;
  }
}
