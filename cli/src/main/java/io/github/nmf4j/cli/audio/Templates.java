package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.cli.Inputs;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Known templates from files, side by side.
 *
 * @param w all templates, bins × k
 * @param named components by the names that were given with the files
 */
record Templates(DenseMatrix w, Map<String, List<Integer>> named) {

  /**
   * Reads templates.
   *
   * @param items {@code FILE} or {@code NAME=FILE}
   * @param taps frames of a template
   * @throws IllegalArgumentException if a file does not suit the transform
   */
  static Templates read(List<String> items, Stft stft, int taps) throws IOException {
    var columns = new ArrayList<double[]>();
    var named = new LinkedHashMap<String, List<Integer>>();
    for (String item : items) {
      int equals = item.indexOf('=');
      Path file = Path.of(item.substring(equals + 1));
      try (Arena arena = Arena.ofConfined()) {
        DenseMatrix w = Inputs.factor(file, arena);
        if (w.rows() != stft.bins()) {
          throw new IllegalArgumentException(
              "--templates %s has %d rows, but frames of %d samples have %d bins; it is made for --n-fft %d"
                  .formatted(file, w.rows(), stft.size(), stft.bins(), 2 * (w.rows() - 1)));
        }
        if (w.columns() % taps != 0) {
          throw new IllegalArgumentException(
              "--templates %s has %d columns, which is no multiple of --taps %d"
                  .formatted(file, w.columns(), taps));
        }
        int first = columns.size() / taps;
        for (int r = 0; r < w.columns(); r++) {
          double[] column = new double[w.rows()];
          w.transpose().copyRow(r, 0, column.length, column);
          columns.add(column);
        }
        if (equals > 0) {
          named
              .computeIfAbsent(item.substring(0, equals), name -> new ArrayList<>())
              .addAll(IntStream.range(first, columns.size() / taps).boxed().toList());
        }
      }
    }
    DenseMatrix all = DenseMatrix.allocate(stft.bins(), columns.size(), Precision.DOUBLE);
    for (int r = 0; r < columns.size(); r++) {
      for (int q = 0; q < stft.bins(); q++) {
        all.set(q, r, columns.get(r)[q]);
      }
    }
    return new Templates(all, named);
  }

  /**
   * The stems that were named with the files, if any; what is without a name, learned components
   * included, is left over.
   *
   * @param rank number of all components
   */
  Optional<List<Stem>> stems(int rank) {
    if (named.isEmpty()) {
      return Optional.empty();
    }
    List<Stem> stems = new ArrayList<>();
    named.forEach((name, components) -> stems.add(new Stem(name, components)));
    return Optional.of(Stem.complete(stems, rank));
  }
}
