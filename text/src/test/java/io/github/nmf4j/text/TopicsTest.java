package io.github.nmf4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts, weights, shares, coherence and agreement, against numbers worked out by hand. */
class TopicsTest {

  private static Corpus corpus(double[][] counts, String... terms) {
    SparseMatrix matrix = SparseMatrix.ofDense(DenseMatrix.of(counts));
    List<String> documents = IntStream.range(0, matrix.columns()).mapToObj(j -> "d" + j).toList();
    return new Corpus(matrix, List.of(terms), documents);
  }

  @Test
  void countsOfTerms(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("lines"), "b a b\nc\n\na the a b\n");
    try (Arena arena = Arena.ofConfined()) {
      Corpus corpus = Corpus.read(file, new Tokenizer(Set.of("the")), arena);
      // single letters are no terms
      assertEquals(0, corpus.terms().size());
    } catch (InvalidDataException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("no term in 3 documents"), e.getMessage());
    }
    Files.writeString(file, "bb aa bb\ncc\n\naa the aa bb\n");
    try (Arena arena = Arena.ofConfined()) {
      Corpus corpus = Corpus.read(file, new Tokenizer(Set.of("the")), arena);
      assertEquals(List.of("aa", "bb", "cc"), corpus.terms());
      assertEquals(List.of("1", "2", "4"), corpus.documents());
      double[][] expected = {{1, 0, 2}, {2, 0, 1}, {0, 1, 0}};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          assertEquals(expected[i][j], corpus.counts().get(i, j));
        }
      }
    }
  }

  @Test
  void pruningKeepsWhatIsInEnoughDocuments() {
    Corpus corpus =
        corpus(
            new double[][] {{1, 1, 1, 1}, {0, 2, 2, 0}, {5, 0, 0, 0}, {0, 1, 1, 1}},
            "all",
            "two",
            "one",
            "three");
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(List.of("two", "three"), corpus.pruned(2, 3, 99, arena).terms());
      assertEquals(List.of("all", "three"), corpus.pruned(1, 4, 2, arena).terms());
      Corpus three = corpus.pruned(3, 3, 9, arena);
      assertEquals(1, three.counts().get(0, 2));
      assertEquals(4, three.documents().size());
      assertThrows(InvalidDataException.class, () -> corpus.pruned(5, 9, 9, arena));
    }
  }

  @Test
  void tfIdfIsThatOfScikitLearn() {
    // TfidfTransformer().fit_transform([[3, 0, 1], [2, 0, 0], [3, 0, 0], [4, 0, 0], [3, 2, 0],
    // [3, 0, 2]]), from its documentation
    Corpus corpus =
        corpus(
            new double[][] {{3, 2, 3, 4, 3, 3}, {0, 0, 0, 0, 2, 0}, {1, 0, 0, 0, 0, 2}},
            "a",
            "b",
            "c");
    try (Arena arena = Arena.ofConfined()) {
      SparseMatrix weights = Weighting.TF_IDF.apply(corpus, arena);
      assertEquals(0.85151335, weights.get(0, 0), 1e-8);
      assertEquals(0.52433293, weights.get(2, 0), 1e-8);
      assertEquals(1, weights.get(0, 1), 1e-12);
      assertEquals(0.55422893, weights.get(0, 4), 1e-8);
      assertEquals(0.83236428, weights.get(1, 4), 1e-8);
      assertEquals(0.63035731, weights.get(0, 5), 1e-8);
      assertEquals(0.77630514, weights.get(2, 5), 1e-8);
    }
  }

  @Test
  void sharesAndTermsOfTopics() {
    Corpus corpus = corpus(new double[][] {{1, 1, 0}, {1, 0, 0}, {0, 1, 0}}, "x", "y", "z");
    var topics =
        new Topics(
            corpus,
            DenseMatrix.of(new double[][] {{3, 0}, {1, 1}, {0, 1}}),
            DenseMatrix.of(new double[][] {{1, 2, 0}, {2, 0, 0}}));
    // masses 4 and 2: document 0 has 4 and 4
    assertEquals(0.5, topics.share(0, 0));
    assertEquals(0, topics.dominant(0));
    assertEquals(1, topics.share(0, 1));
    assertEquals(-1, topics.dominant(2));
    assertEquals(0, topics.share(1, 2));
    assertEquals(0.75, topics.meanShare(0));
    assertEquals(
        List.of(new Topics.Term(0, "x", 0.75), new Topics.Term(1, "y", 0.25)), topics.terms(0, 5));
    assertEquals("y", topics.terms(1, 1).getFirst().name());
  }

  @Test
  void coherenceIsNormalisedMutualInformation() {
    Corpus corpus =
        corpus(
            new double[][] {{1, 1, 0, 0}, {2, 3, 0, 0}, {0, 0, 1, 1}, {1, 0, 1, 0}},
            "x",
            "same",
            "other",
            "independent");
    var topics =
        new Topics(
            corpus,
            DenseMatrix.of(new double[][] {{4, 4, 4, 1}, {3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}}),
            DenseMatrix.allocate(4, 4, Precision.DOUBLE));
    assertEquals(1, topics.coherence(topics.terms(0, 2)), 1e-12);
    assertEquals(-1, topics.coherence(topics.terms(1, 2)), 1e-12);
    assertEquals(0, topics.coherence(topics.terms(2, 2)), 1e-12);
    assertEquals(0, topics.coherence(topics.terms(3, 2)));
  }

  @Test
  void agreementWithClasses() {
    List<String> classes = List.of("a", "a", "b", "b");
    Clustering same = Clustering.compare(List.of(7, 7, 3, 3), classes);
    assertEquals(1, same.purity());
    assertEquals(1, same.nmi(), 1e-12);
    Clustering independent = Clustering.compare(List.of(0, 1, 0, 1), classes);
    assertEquals(0.5, independent.purity());
    assertEquals(0, independent.nmi(), 1e-12);
    // sklearn.metrics.normalized_mutual_info_score([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1])
    Clustering some =
        Clustering.compare(List.of(0, 0, 1, 1, 2, -1), List.of("a", "a", "a", "b", "b", "b"));
    assertEquals(5 / 6.0, some.purity(), 1e-12);
    double joint = Math.log(2) - 2 / 6.0 * Math.log(2);
    double groups = -(4 / 6.0 * Math.log(2 / 6.0) + 2 / 6.0 * Math.log(1 / 6.0));
    assertEquals(joint / ((groups + Math.log(2)) / 2), some.nmi(), 1e-12);
    assertEquals(1, Clustering.compare(List.of(1, 1), List.of("x", "x")).nmi());
  }

  @Test
  void namesMustFit() {
    SparseMatrix counts = SparseMatrix.ofDense(DenseMatrix.of(new double[][] {{1}, {2}}));
    assertThrows(InvalidDataException.class, () -> new Corpus(counts, List.of("a"), List.of("d")));
    assertThrows(
        InvalidDataException.class, () -> new Corpus(counts, List.of("a", "a"), List.of("d")));
  }
}
