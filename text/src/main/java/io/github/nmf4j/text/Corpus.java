package io.github.nmf4j.text;

import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How often each term occurs in each document.
 *
 * @param counts terms × documents
 * @param terms one name per row
 * @param documents one name per column
 */
public record Corpus(SparseMatrix counts, List<String> terms, List<String> documents) {

  /**
   * A corpus.
   *
   * @throws InvalidDataException if names and counts do not fit, or two terms have one name
   */
  public Corpus {
    terms = List.copyOf(terms);
    documents = List.copyOf(documents);
    requireNames("terms", terms, "rows", counts.rows());
    requireNames("document names", documents, "columns", counts.columns());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < terms.size(); i++) {
      if (!seen.add(terms.get(i))) {
        throw new InvalidDataException(
            "term %d, '%s', is in the vocabulary twice".formatted(i + 1, terms.get(i)));
      }
    }
  }

  private static void requireNames(String what, List<String> names, String lines, int count) {
    if (names.size() != count) {
      throw new InvalidDataException(
          "%d %s, but the matrix has %d %s".formatted(names.size(), what, count, lines));
    }
  }

  /**
   * Reads the documents of a folder or the lines of a file.
   *
   * @throws InvalidDataException if one is no text, or there is no term in any
   */
  public static Corpus read(Path source, Tokenizer tokenizer, Arena arena) throws IOException {
    var numbers = new HashMap<String, Integer>();
    var names = new ArrayList<String>();
    var columns = new ArrayList<Map<Integer, Integer>>();
    Documents.read(
        source,
        document -> {
          var column = new LinkedHashMap<Integer, Integer>();
          tokenizer.terms(
              document.text(),
              term ->
                  column.merge(
                      numbers.computeIfAbsent(term, _ -> numbers.size()), 1, Integer::sum));
          names.add(document.name());
          columns.add(column);
        });
    if (numbers.isEmpty()) {
      throw new InvalidDataException(
          "%s: there is no term in %d documents that is not a stop word"
              .formatted(source, names.size()));
    }
    return of(numbers, names, columns, arena);
  }

  /** Terms in the order of the alphabet, so that the order of documents does not matter. */
  private static Corpus of(
      Map<String, Integer> numbers,
      List<String> names,
      List<Map<Integer, Integer>> columns,
      Arena arena) {
    List<String> terms = numbers.keySet().stream().sorted().toList();
    int[] row = new int[terms.size()];
    for (int i = 0; i < row.length; i++) {
      row[Objects.requireNonNull(numbers.get(terms.get(i)))] = i;
    }
    long entries = columns.stream().mapToLong(Map::size).sum();
    var builder =
        new SparseMatrixBuilder(terms.size(), names.size(), Precision.DOUBLE, entries, arena);
    try {
      for (int j = 0; j < columns.size(); j++) {
        for (Map.Entry<Integer, Integer> count : columns.get(j).entrySet()) {
          builder.add(row[count.getKey()], j, count.getValue());
        }
      }
      return new Corpus(builder.build(), terms, names);
    } finally {
      builder.abandon();
    }
  }

  /** In how many documents each term occurs. */
  public int[] documentFrequencies() {
    int[] frequencies = new int[terms.size()];
    for (int i = 0; i < frequencies.length; i++) {
      for (long p = counts.rowStart(i); p < counts.rowStart(i + 1); p++) {
        frequencies[i] += counts.value(p) > 0 ? 1 : 0;
      }
    }
    return frequencies;
  }

  /**
   * The same documents with fewer terms.
   *
   * @param least documents that a term must occur in
   * @param most documents that a term may occur in
   * @param terms how many terms are kept at most: those in the most documents
   * @throws InvalidDataException if no term is left
   */
  public Corpus pruned(int least, int most, int terms, Arena arena) {
    int[] frequencies = documentFrequencies();
    List<Integer> kept =
        IntStream.range(0, frequencies.length)
            .filter(i -> frequencies[i] >= least && frequencies[i] <= most)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -frequencies[i]))
            .limit(terms)
            .sorted()
            .toList();
    if (kept.isEmpty()) {
      throw new InvalidDataException(
          "none of the %d terms occurs in %d to %d of the %d documents; widen --min-df and --max-df"
              .formatted(this.terms.size(), least, most, documents.size()));
    }
    long entries = 0;
    for (int i : kept) {
      entries += counts.rowStart(i + 1) - counts.rowStart(i);
    }
    var builder =
        new SparseMatrixBuilder(kept.size(), counts.columns(), counts.precision(), entries, arena);
    try {
      for (int r = 0; r < kept.size(); r++) {
        int i = kept.get(r);
        for (long p = counts.rowStart(i); p < counts.rowStart(i + 1); p++) {
          builder.add(r, counts.column(p), counts.value(p));
        }
      }
      return new Corpus(builder.build(), kept.stream().map(this.terms::get).toList(), documents);
    } finally {
      builder.abandon();
    }
  }
}
