package io.github.nmf4j.bench.forks;

import java.util.List;
import java.util.Objects;

/**
 * An operation over all starts.
 *
 * @param name the operation
 * @param figures one per start, in order
 */
record Spread(String name, List<Fork.Figure> figures) {

  Spread {
    figures = List.copyOf(figures);
  }

  /** What all starts, at least one, gave. */
  static List<Spread> of(List<Fork> forks) {
    return forks.getFirst().figures().keySet().stream()
        .map(
            name ->
                new Spread(
                    name,
                    forks.stream()
                        .map(fork -> Objects.requireNonNull(fork.figures().get(name)))
                        .toList()))
        .toList();
  }

  private double[] sorted() {
    return figures.stream().mapToDouble(Fork.Figure::gigaflops).sorted().toArray();
  }

  /** GFLOP/s. */
  double median() {
    double[] sorted = sorted();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** GFLOP/s. */
  double slowest() {
    return sorted()[0];
  }

  /** GFLOP/s. */
  double fastest() {
    return sorted()[figures.size() - 1];
  }

  double ratio() {
    return slowest() / median();
  }

  /** Of the median start. */
  double milliseconds() {
    double[] sorted = figures.stream().mapToDouble(Fork.Figure::milliseconds).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Per call, in the start that allocated most. */
  double bytes() {
    return figures.stream().mapToDouble(Fork.Figure::bytes).max().orElseThrow();
  }
}
