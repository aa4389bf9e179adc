package io.github.nmf4j.text;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a factorisation V ≈ W·H of a corpus says: the strongest terms of each topic, how much of
 * each document a topic makes up, and how well the terms of a topic go together.
 */
public final class Topics {

  private final Corpus corpus;
  private final DenseMatrix w;
  private final DenseMatrix shares;

  /**
   * A term and its share of a topic.
   *
   * @param row of V
   * @param weight the term's part of the column sum of W
   */
  public record Term(int row, String name, double weight) {}

  /**
   * The topics of two factors.
   *
   * @param w terms × topics
   * @param h topics × documents
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Topics(Corpus corpus, DenseMatrix w, DenseMatrix h) {
    if (w.rows() != corpus.terms().size()
        || h.columns() != corpus.documents().size()
        || w.columns() != h.rows()) {
      throw new IllegalArgumentException(
          "W is %d × %d and H %d × %d for %d terms and %d documents"
              .formatted(
                  w.rows(),
                  w.columns(),
                  h.rows(),
                  h.columns(),
                  corpus.terms().size(),
                  corpus.documents().size()));
    }
    this.corpus = corpus;
    this.w = w;
    this.shares = shares(w, h);
  }

  /** Number of topics. */
  public int count() {
    return w.columns();
  }

  /** How much of document j topic c makes up: the part of W's column times h_cj in all topics. */
  private static DenseMatrix shares(DenseMatrix w, DenseMatrix h) {
    double[] mass = new double[w.columns()];
    for (int i = 0; i < w.rows(); i++) {
      for (int c = 0; c < mass.length; c++) {
        mass[c] += w.get(i, c);
      }
    }
    DenseMatrix shares = DenseMatrix.allocate(h.rows(), h.columns(), Precision.DOUBLE);
    for (int j = 0; j < h.columns(); j++) {
      double sum = 0;
      for (int c = 0; c < mass.length; c++) {
        sum += mass[c] * h.get(c, j);
      }
      for (int c = 0; sum > 0 && c < mass.length; c++) {
        shares.set(c, j, mass[c] * h.get(c, j) / sum);
      }
    }
    return shares;
  }

  /** The share of a topic in a document; 0 for every topic of a document without terms. */
  public double share(int topic, int document) {
    return shares.get(topic, document);
  }

  /** The mean share of a topic over all documents that have terms. */
  public double meanShare(int topic) {
    double sum = 0;
    int filled = 0;
    for (int j = 0; j < shares.columns(); j++) {
      sum += shares.get(topic, j);
      filled += dominant(j) >= 0 ? 1 : 0;
    }
    return filled == 0 ? 0 : sum / filled;
  }

  /** The topic with the largest share of a document, the first of equals; −1 if it has no terms. */
  public int dominant(int document) {
    int best = -1;
    for (int c = 0; c < count(); c++) {
      double share = shares.get(c, document);
      if (share > 0 && (best < 0 || share > shares.get(best, document))) {
        best = c;
      }
    }
    return best;
  }

  /** The strongest terms of a topic, at most so many, none with weight 0. */
  public List<Term> terms(int topic, int most) {
    double sum = 0;
    for (int i = 0; i < w.rows(); i++) {
      sum += w.get(i, topic);
    }
    double mass = sum;
    Integer[] order = new Integer[w.rows()];
    Arrays.setAll(order, i -> i);
    // equal weights in the order of the terms: sorting is stable
    Arrays.sort(order, (a, b) -> Double.compare(w.get(b, topic), w.get(a, topic)));
    var terms = new ArrayList<Term>();
    for (int n = 0; n < Math.min(most, order.length); n++) {
      double weight = w.get(order[n], topic);
      if (weight > 0) {
        terms.add(new Term(order[n], corpus.terms().get(order[n]), weight / mass));
      }
    }
    return terms;
  }

  /**
   * The coherence of terms: the mean, over all pairs, of their normalised pointwise mutual
   * information ln(p(a,b) / (p(a)·p(b))) / −ln p(a,b) (Bouma, "Normalized (pointwise) mutual
   * information in collocation extraction", 2009), p being shares of the documents of the corpus. 1
   * means always together, 0 independent, −1 never together.
   *
   * @return 0 for fewer than two terms
   */
  public double coherence(List<Term> terms) {
    List<BitSet> documents = terms.stream().map(term -> documentsWith(term.row())).toList();
    double total = corpus.documents().size();
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < documents.size(); a++) {
      for (int b = a + 1; b < documents.size(); b++) {
        var both = (BitSet) documents.get(a).clone();
        both.and(documents.get(b));
        sum +=
            npmi(
                both.cardinality() / total,
                documents.get(a).cardinality() / total,
                documents.get(b).cardinality() / total);
        pairs++;
      }
    }
    return pairs == 0 ? 0 : sum / pairs;
  }

  private static double npmi(double both, double a, double b) {
    if (both == 0) {
      return -1;
    }
    return both == 1 ? 1 : Math.log(both / (a * b)) / -Math.log(both);
  }

  private BitSet documentsWith(int row) {
    var documents = new BitSet();
    for (long p = corpus.counts().rowStart(row); p < corpus.counts().rowStart(row + 1); p++) {
      if (corpus.counts().value(p) > 0) {
        documents.set(corpus.counts().column(p));
      }
    }
    return documents;
  }
}
