package io.github.nmf4j.bench.forks;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How fast the machine was in each start, beside the others: the median, over the operations, of
 * what an operation did there relative to its own median over the starts. Now and then nearly all
 * operations of a start are slower by the same share, though multiply-adds from registers are not:
 * that is the machine. A kernel that the compilers failed on is one of many.
 */
final class Pace {

  /** Of fewer operations the median would be the very ones that are looked at. */
  private static final int FEWEST_OPERATIONS = 40;

  private Pace() {}

  /** Of each start, 1 for the median one; 1 for all if there are too few operations to tell. */
  static List<Double> of(List<Fork> forks) {
    List<Spread> spreads = Spread.at(Collections.nCopies(forks.size(), 1.0), forks);
    return IntStream.range(0, forks.size()).mapToObj(start -> of(start, spreads)).toList();
  }

  private static double of(int start, List<Spread> spreads) {
    double[] shares =
        spreads.stream()
            .filter(spread -> spread.figures().get(start).quiet())
            .mapToDouble(spread -> spread.figures().get(start).gigaflops() / spread.median())
            .sorted()
            .toArray();
    return shares.length < FEWEST_OPERATIONS ? 1 : median(shares);
  }

  /** Of numbers in their order. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The starts that were slow as a whole, a line each: then it is not only the machine. */
  static List<String> missed(List<Double> paces, double least) {
    return IntStream.range(0, paces.size())
        .filter(start -> paces.get(start) < least)
        .mapToObj(
            start ->
                "start %d: half of the operations did less than %.2f of their medians"
                    .formatted(start + 1, paces.get(start)))
        .toList();
  }
}
