package io.github.nmf4j.bench.peers;

import java.util.List;

/**
 * Seconds per iteration over the runs of one contender.
 *
 * @param median the median
 * @param least the fastest run
 * @param most the slowest run
 * @param loss D(V | WH) after a run
 */
record Timing(double median, double least, double most, double loss) {

  static Timing of(List<Double> seconds, double loss) {
    List<Double> sorted = seconds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Timing(median, sorted.getFirst(), sorted.getLast(), loss);
  }
}
