package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;

/**
 * What memory needs depend on.
 *
 * @param rows m
 * @param columns n
 * @param storedEntries m · n, or the stored entries of a sparse matrix
 * @param sparse whether V is sparse
 * @param rank k
 * @param precision precision of the session
 * @param layers matrices laid out like V that a session holds: V, its weights, their product
 * @param extraFactors operands of a factor's shape, on each side, beyond those that every solver
 *     needs
 */
public record ProblemSize(
    int rows,
    int columns,
    long storedEntries,
    boolean sparse,
    int rank,
    Precision precision,
    int layers,
    int extraFactors) {

  /** A size without weights and extra factors. */
  public ProblemSize(
      int rows, int columns, long storedEntries, boolean sparse, int rank, Precision precision) {
    this(rows, columns, storedEntries, sparse, rank, precision, 1, 0);
  }

  /** The size of factorising {@code v} at {@code rank}. */
  public static ProblemSize of(Matrix v, int rank, Precision precision) {
    return new ProblemSize(
        v.rows(), v.columns(), v.storedEntries(), v instanceof SparseMatrix, rank, precision);
  }

  /** The same with weights of V's entries. */
  public ProblemSize withWeights() {
    return withLayers(2);
  }

  /** The same with this many matrices laid out like V. */
  public ProblemSize withLayers(int matrices) {
    return new ProblemSize(
        rows, columns, storedEntries, sparse, rank, precision, matrices, extraFactors);
  }

  /** The same with this many more operands of a factor's shape on each side. */
  public ProblemSize withExtraFactors(int more) {
    return new ProblemSize(
        rows, columns, storedEntries, sparse, rank, precision, layers, extraFactors + more);
  }
}
