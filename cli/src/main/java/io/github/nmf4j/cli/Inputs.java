package io.github.nmf4j.cli;

import io.github.nmf4j.Loss;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Matrices that were named on the command line. */
final class Inputs {

  private Inputs() {}

  /**
   * A factor from a file: dense, and without negative entries.
   *
   * @throws IOException if it cannot be read
   */
  static DenseMatrix factor(Path file, Arena arena) throws IOException {
    LoadedMatrix loaded = MatrixReader.read(file, arena);
    loaded.requireNonnegative();
    return switch (loaded.matrix()) {
      case DenseMatrix dense -> dense;
      case SparseMatrix sparse -> dense(sparse, arena);
    };
  }

  /**
   * Checks that V can be factorised under {@code loss}.
   *
   * @throws InvalidDataException naming the first zero if the loss is infinite there
   */
  static void requirePositive(LoadedMatrix v, MatrixSummary summary, Loss loss) {
    // all-zero data has an answer under every loss
    if (!loss.needsPositiveData() || !summary.hasZeros() || summary.nonzeros() == 0) {
      return;
    }
    long others = (long) summary.rows() * summary.columns() - summary.nonzeros() - 1;
    for (int i = 0; i < summary.rows(); i++) {
      for (int j = 0; j < summary.columns(); j++) {
        if (v.matrix().get(i, j) == 0) {
          throw new InvalidDataException(
              ("%s: 0 is not positive; --loss %s needs entries greater than 0%s: add a small number to"
                      + " V, or use --loss beta:B with B > 0")
                  .formatted(
                      v.place(i, j),
                      loss,
                      others == 0 ? "" : " (there are %d more zeros)".formatted(others)));
        }
      }
    }
  }

  private static DenseMatrix dense(SparseMatrix sparse, Arena arena) {
    DenseMatrix dense =
        DenseMatrix.allocate(sparse.rows(), sparse.columns(), sparse.precision(), arena);
    for (int i = 0; i < sparse.rows(); i++) {
      for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
        dense.set(i, sparse.column(p), sparse.value(p));
      }
    }
    return dense;
  }

  /**
   * Checks the shape of a factor.
   *
   * @param what the option and the file
   * @param shape what the letters of the shape are, such as {@code m × k}
   * @throws IllegalArgumentException if it is not {@code rows × columns}
   */
  static void requireShape(String what, DenseMatrix factor, int rows, int columns, String shape) {
    if (factor.rows() != rows || factor.columns() != columns) {
      throw new IllegalArgumentException(
          "%s is %d × %d, but must be %s = %d × %d"
              .formatted(what, factor.rows(), factor.columns(), shape, rows, columns));
    }
  }
}
