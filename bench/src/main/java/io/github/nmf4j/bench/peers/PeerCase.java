package io.github.nmf4j.bench.peers;

import io.github.nmf4j.matrix.Precision;
import java.util.List;
import java.util.Locale;

/**
 * One row of the comparison: a problem, an algorithm and how many iterations a timed run has.
 *
 * @param method {@code mu} or {@code cd} (ours: HALS, which has the same iterates)
 * @param beta β of the loss
 * @param rows m
 * @param columns n
 * @param rank k
 * @param entries stored entries of a sparse V, 0 for a dense one
 * @param precision of V and the factors
 * @param iterations iterations in a timed run
 */
record PeerCase(
    String method,
    double beta,
    int rows,
    int columns,
    int rank,
    int entries,
    Precision precision,
    int iterations) {

  boolean isSparse() {
    return entries > 0;
  }

  /** The same with its share of the rows, where so many have one. */
  PeerCase part(int of) {
    int some = Math.ceilDiv(rows, of);
    return new PeerCase(method, beta, some, columns, rank, entries / of, precision, iterations);
  }

  String name() {
    String loss = beta == 2 ? "frobenius" : beta == 1 ? "kl" : beta == 0 ? "is" : "beta:" + beta;
    String size =
        isSparse()
            ? "%dx%d-%dk".formatted(rows, columns, entries / 1000)
            : "%dx%d".formatted(rows, columns);
    return String.format(
        Locale.ROOT,
        "%s-%s-%s-k%d-%s",
        method,
        loss,
        size,
        rank,
        precision.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Floating-point operations of an iteration with both half-steps: the products with V, and for
   * Frobenius those with the Gram matrices.
   */
  double flops() {
    double perEntry = (isSparse() ? entries : (double) rows * columns) * rank;
    double small = (double) (rows + columns) * rank * rank;
    if (beta == 2) {
      return 4 * perEntry + 4 * small;
    }
    // score and product per half-step; other losses have a product for the denominator as well
    return (beta == 1 ? 8 : 12) * perEntry;
  }

  /** The cases of the project's aims. */
  static List<PeerCase> all() {
    var cases = new java.util.ArrayList<PeerCase>();
    for (Precision precision : List.of(Precision.FLOAT, Precision.DOUBLE)) {
      cases.add(new PeerCase("mu", 2, 3000, 1025, 32, 0, precision, 100));
      cases.add(new PeerCase("mu", 2, 10000, 2000, 16, 0, precision, 40));
      cases.add(new PeerCase("cd", 2, 3000, 1025, 32, 0, precision, 100));
      cases.add(new PeerCase("cd", 2, 10000, 2000, 16, 0, precision, 40));
      cases.add(new PeerCase("mu", 1, 3000, 1025, 32, 0, precision, 30));
      cases.add(new PeerCase("mu", 1, 10000, 2000, 16, 0, precision, 8));
      cases.add(new PeerCase("mu", 0, 3000, 1025, 32, 0, precision, 25));
    }
    cases.add(new PeerCase("cd", 2, 20000, 5000, 32, 1_000_000, Precision.FLOAT, 20));
    cases.add(new PeerCase("mu", 2, 20000, 5000, 32, 1_000_000, Precision.FLOAT, 20));
    cases.add(new PeerCase("mu", 1, 20000, 5000, 32, 1_000_000, Precision.FLOAT, 8));
    return cases;
  }
}
