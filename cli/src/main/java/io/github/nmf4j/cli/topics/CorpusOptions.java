package io.github.nmf4j.cli.topics;

import io.github.nmf4j.Loss;
import io.github.nmf4j.cli.Choice;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.text.Corpus;
import io.github.nmf4j.text.Documents;
import io.github.nmf4j.text.StopWords;
import io.github.nmf4j.text.Tokenizer;
import io.github.nmf4j.text.Weighting;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How texts become a matrix. */
final class CorpusOptions {

  @Option(
      names = "--vocabulary",
      paramLabel = "FILE",
      description = "For a matrix: the terms of its rows, one per line (default: numbers).")
  @Nullable Path vocabulary;

  @Option(
      names = "--stop-words",
      paramLabel = "LIST",
      description = "english (the default), none, or a file of words to leave out.")
  @Nullable String stopWords;

  @Option(
      names = "--min-df",
      paramLabel = "N",
      description =
          "Documents that a term must occur in: a number, or a share with a point such as 0.01 "
              + "(default: 1).")
  String minimum = "1";

  @Option(
      names = "--max-df",
      paramLabel = "N",
      description = "Documents that a term may occur in, likewise (default: 1.0, all).")
  String maximum = "1.0";

  @Option(
      names = "--max-terms",
      paramLabel = "N",
      description = "Keep the N terms that occur in the most documents (default: all).")
  int mostTerms = Integer.MAX_VALUE;

  @Option(
      names = "--weights",
      paramLabel = "NAME",
      converter = Weights.class,
      completionCandidates = Weights.class,
      description =
          "${COMPLETION-CANDIDATES} (default: counts for the losses kl and beta:B, tf-idf for "
              + "frobenius).")
  @Nullable Weighting weighting;

  /** The words for what entries are. */
  static final class Weights extends Choice<Weighting> {
    Weights() {
      with("counts", Weighting.COUNTS).with("tf-idf", Weighting.TF_IDF);
    }
  }

  /** Says what the options are: in {@code run.json}. */
  void write(Json json, Weighting weights) {
    json.object(
        "texts",
        () -> {
          json.field("vocabulary", vocabulary == null ? null : vocabulary.toString());
          json.field("stopWords", stopWords);
          json.field("minDf", minimum);
          json.field("maxDf", maximum);
          if (mostTerms < Integer.MAX_VALUE) {
            json.field("maxTerms", mostTerms);
          } else {
            json.absent("maxTerms");
          }
          json.field("weights", new Weights().nameOf(weights));
        });
  }

  /** The options of a run, from what {@link #write} wrote. */
  static CorpusOptions of(JsonTree run) {
    var options = new CorpusOptions();
    options.vocabulary = run.text("options/texts/vocabulary").map(Path::of).orElse(null);
    options.stopWords = run.text("options/texts/stopWords").orElse(null);
    options.minimum = run.requireText("options/texts/minDf");
    options.maximum = run.requireText("options/texts/maxDf");
    options.mostTerms = (int) run.number("options/texts/maxTerms").orElse(Integer.MAX_VALUE);
    options.weighting = new Weights().convert(run.requireText("options/texts/weights"));
    return options;
  }

  /** The weighting of a run that was. */
  Weighting requireWeighting() {
    return Objects.requireNonNull(weighting);
  }

  private static boolean isMatrix(Path input) {
    String name = String.valueOf(input.getFileName()).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(input)
        && (name.endsWith(".mtx") || name.endsWith(".mtx.gz") || name.endsWith(".npz"));
  }

  /** What the input is, for {@code run.json}. */
  static String kind(Path input) {
    return isMatrix(input) ? "matrix" : Files.isDirectory(input) ? "folder" : "lines";
  }

  /**
   * Checks what can be checked before anything is read.
   *
   * @throws IllegalArgumentException for options without meaning
   */
  void check(Path input) {
    if (vocabulary != null && !isMatrix(input)) {
      throw new IllegalArgumentException(
          "--vocabulary names the rows of a matrix, but %s is text".formatted(input));
    }
    if (stopWords != null && isMatrix(input)) {
      throw new IllegalArgumentException(
          "--stop-words is for text, but %s is a matrix whose terms are chosen already"
              .formatted(input));
    }
    if (mostTerms < 1) {
      throw new IllegalArgumentException("--max-terms must be at least 1, was " + mostTerms);
    }
    int any = frequency("--min-df", minimum, 1);
    int all = frequency("--max-df", maximum, 1);
    if (any < 0 || all < 0) {
      throw new AssertionError("frequencies are not negative");
    }
  }

  /** The counts of the terms that are to be used. */
  Corpus read(Path input, Arena arena) throws IOException {
    Corpus all = isMatrix(input) ? matrix(input, arena) : text(input, arena);
    int n = all.documents().size();
    int least = frequency("--min-df", minimum, n);
    int most = frequency("--max-df", maximum, n);
    if (least > most) {
      throw new IllegalArgumentException(
          "--min-df %s is more than --max-df %s of %d documents".formatted(minimum, maximum, n));
    }
    boolean prunes = least > 1 || most < n || mostTerms < all.terms().size();
    return prunes ? all.pruned(least, most, mostTerms, arena) : all;
  }

  private Corpus text(Path input, Arena arena) throws IOException {
    Set<String> words =
        switch (stopWords) {
          case null -> StopWords.english();
          case "english" -> StopWords.english();
          case "none" -> Set.of();
          case String file -> StopWords.read(Path.of(file));
        };
    return Corpus.read(input, new Tokenizer(words), arena);
  }

  private Corpus matrix(Path input, Arena arena) throws IOException {
    LoadedMatrix loaded = MatrixReader.read(input, arena);
    loaded.requireNonnegative();
    SparseMatrix counts =
        switch (loaded.matrix()) {
          case SparseMatrix sparse -> sparse;
          case DenseMatrix dense -> SparseMatrix.ofDense(dense);
        };
    List<String> terms =
        vocabulary == null ? numbers("term ", counts.rows()) : Documents.lines(vocabulary);
    if (terms.size() != counts.rows()) {
      throw new InvalidDataException(
          "%s has %d terms, but %s has %d rows; rows are terms, columns documents"
              .formatted(vocabulary, terms.size(), input, counts.rows()));
    }
    return new Corpus(counts, terms, numbers("", counts.columns()));
  }

  private static List<String> numbers(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
  }

  /** A number of documents, of {@code n}. */
  private static int frequency(String option, String value, int n) {
    try {
      if (value.indexOf('.') < 0) {
        int count = Integer.parseInt(value);
        if (count >= 1) {
          return count;
        }
      } else {
        double share = Double.parseDouble(value);
        if (share >= 0 && share <= 1) {
          // at least one document, or every term would be left out
          return Math.max(1, (int) Math.round(share * n));
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s must be a number of documents ≥ 1 or a share from 0.0 to 1.0, was '%s'"
            .formatted(option, value));
  }

  Weighting weighting(Loss loss) {
    if (weighting != null) {
      return weighting;
    }
    return loss.equals(Loss.FROBENIUS) ? Weighting.TF_IDF : Weighting.COUNTS;
  }
}
