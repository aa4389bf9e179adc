package io.github.nmf4j.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a case gave.
 *
 * @param name of the case
 * @param rounds in order
 */
record ThreadRow(String name, List<Round> rounds) {

  ThreadRow {
    rounds = List.copyOf(rounds);
  }

  /**
   * Seconds of an iteration in one round.
   *
   * @param one on one thread
   * @param all on all threads
   * @param sideBySide on one thread, with its part of the rows, beside as many others; the mean
   * @param undisturbed whether the machine gave all its processors meanwhile, see {@link
   *     io.github.nmf4j.bench.Cores}
   */
  record Round(double one, double all, double sideBySide, boolean undisturbed) {

    /** How many times as fast all threads are as one. */
    double gain() {
      return one / all;
    }

    /** The same for threads that share nothing. */
    double possible() {
      return one / sideBySide;
    }
  }

  /** Median, least and most over the rounds. */
  Timing of(ToDoubleFunction<Round> figure) {
    return Timing.of(rounds.stream().mapToDouble(figure).boxed().toList(), Double.NaN);
  }

  /** Rounds in which the machine did not give all its processors. */
  long disturbed() {
    return rounds.stream().filter(round -> !round.undisturbed()).count();
  }

  /** In short, for the terminal. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-40s  %.3f ms on one, %.3f on all: %.2f x; side by side %.2f x",
        name,
        1e3 * of(Round::one).median(),
        1e3 * of(Round::all).median(),
        of(Round::gain).median(),
        of(Round::possible).median());
  }
}
