package io.github.nmf4j.bench.forks;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An operation over all starts. Its speed is looked at where nothing else ran on the machine, what
 * it allocates everywhere.
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

  private Stream<Fork.Figure> quiet() {
    return figures.stream().filter(Fork.Figure::quiet);
  }

  /** In how many starts it was timed in a quiet moment. */
  int quietStarts() {
    return (int) quiet().count();
  }

  private double[] sorted() {
    return quiet().mapToDouble(Fork.Figure::gigaflops).sorted().toArray();
  }

  /** GFLOP/s; not a number if there was no quiet start, as are all that follow. */
  double median() {
    double[] sorted = sorted();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** GFLOP/s. */
  double slowest() {
    return quiet().mapToDouble(Fork.Figure::gigaflops).min().orElse(Double.NaN);
  }

  /** GFLOP/s. */
  double fastest() {
    return quiet().mapToDouble(Fork.Figure::gigaflops).max().orElse(Double.NaN);
  }

  double ratio() {
    return slowest() / median();
  }

  /** Of the median start. */
  double milliseconds() {
    double[] sorted = quiet().mapToDouble(Fork.Figure::milliseconds).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** Per call, in the start that allocated most. */
  double bytes() {
    return figures.stream().mapToDouble(Fork.Figure::bytes).max().orElseThrow();
  }
}
