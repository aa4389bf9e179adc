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
 */
public record ProblemSize(
    int rows, int columns, long storedEntries, boolean sparse, int rank, Precision precision) {

  /** The size of factorising {@code v} at {@code rank}. */
  public static ProblemSize of(Matrix v, int rank, Precision precision) {
    return new ProblemSize(
        v.rows(), v.columns(), v.storedEntries(), v instanceof SparseMatrix, rank, precision);
  }
}
