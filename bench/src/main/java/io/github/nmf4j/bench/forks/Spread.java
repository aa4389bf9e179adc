package io.github.nmf4j.bench.forks;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An operation over all starts. Its speed is looked at where nothing else ran on the machine, and
 * compared at the pace of the starts; what it allocates counts everywhere.
 *
 * @param name the operation
 * @param figures one per start, in order
 * @param paces of the starts, see {@link Pace}
 */
record Spread(String name, List<Fork.Figure> figures, List<Double> paces) {

  Spread {
    figures = List.copyOf(figures);
    paces = List.copyOf(paces);
  }

  /** What all starts, at least one, gave. */
  static List<Spread> of(List<Fork> forks) {
    return at(Pace.of(forks), forks);
  }

  static List<Spread> at(List<Double> paces, List<Fork> forks) {
    return forks.getFirst().figures().keySet().stream()
        .map(
            name ->
                new Spread(
                    name,
                    forks.stream()
                        .map(fork -> Objects.requireNonNull(fork.figures().get(name)))
                        .toList(),
                    paces))
        .toList();
  }

  private Stream<Fork.Figure> quiet() {
    return figures.stream().filter(Fork.Figure::quiet);
  }

  /** In how many starts it was timed in a quiet moment. */
  int quietStarts() {
    return (int) quiet().count();
  }

  /** GFLOP/s; not a number if there was no quiet start, as are all that follow. */
  double median() {
    double[] sorted = quiet().mapToDouble(Fork.Figure::gigaflops).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : Pace.median(sorted);
  }

  /** GFLOP/s. */
  double slowest() {
    return quiet().mapToDouble(Fork.Figure::gigaflops).min().orElse(Double.NaN);
  }

  /** GFLOP/s. */
  double fastest() {
    return quiet().mapToDouble(Fork.Figure::gigaflops).max().orElse(Double.NaN);
  }

  /** The slowest start over the median one, each at its own pace. */
  double ratio() {
    double[] sorted =
        IntStream.range(0, figures.size())
            .filter(start -> figures.get(start).quiet())
            .mapToDouble(start -> figures.get(start).gigaflops() / paces.get(start))
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[0] / Pace.median(sorted);
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
