package io.github.nmf4j.text;

import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.lang.foreign.Arena;

/** What the entries of V are. */
public enum Weighting {
  /** How often a term occurs in a document. */
  COUNTS,

  /**
   * Counts times ln((1 + n) / (1 + df)) + 1, where df of the n documents have the term, each
   * document then scaled to Euclidean length 1: what scikit-learn's TfidfVectorizer does.
   */
  TF_IDF;

  /** The matrix to factorise, terms × documents. */
  public SparseMatrix apply(Corpus corpus, Arena arena) {
    return switch (this) {
      case COUNTS -> corpus.counts();
      case TF_IDF -> tfIdf(corpus, arena);
    };
  }

  private static SparseMatrix tfIdf(Corpus corpus, Arena arena) {
    SparseMatrix counts = corpus.counts();
    int[] frequencies = corpus.documentFrequencies();
    double[] idf = new double[frequencies.length];
    double[] squares = new double[counts.columns()];
    for (int i = 0; i < idf.length; i++) {
      idf[i] = Math.log((1.0 + counts.columns()) / (1.0 + frequencies[i])) + 1;
      for (long p = counts.rowStart(i); p < counts.rowStart(i + 1); p++) {
        double weight = counts.value(p) * idf[i];
        squares[counts.column(p)] += weight * weight;
      }
    }
    var builder =
        new SparseMatrixBuilder(
            counts.rows(), counts.columns(), Precision.DOUBLE, counts.storedEntries(), arena);
    try {
      for (int i = 0; i < idf.length; i++) {
        for (long p = counts.rowStart(i); p < counts.rowStart(i + 1); p++) {
          int j = counts.column(p);
          if (squares[j] > 0) {
            builder.add(i, j, counts.value(p) * idf[i] / Math.sqrt(squares[j]));
          }
        }
      }
      return builder.build();
    } finally {
      builder.abandon();
    }
  }
}
