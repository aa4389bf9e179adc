package io.github.nmf4j.cli;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Matrices that were named on the command line. */
public final class Inputs {

  private Inputs() {}

  /**
   * A factor from a file: dense, and without negative entries.
   *
   * @throws IOException if it cannot be read
   */
  public static DenseMatrix factor(Path file, Arena arena) throws IOException {
    LoadedMatrix loaded = MatrixReader.read(file, arena);
    loaded.requireNonnegative();
    return switch (loaded.matrix()) {
      case DenseMatrix dense -> dense;
      case SparseMatrix sparse -> dense(sparse, arena);
    };
  }

  /**
   * Walks over V and refuses what cannot be factorised.
   *
   * @return what is in V, hidden entries included
   * @throws InvalidDataException naming the place of the first entry that is not allowed
   */
  static MatrixSummary requireValid(LoadedMatrix v, Constraints constraints, Loss loss) {
    if (!constraints.weighsEntries()) {
      MatrixSummary summary = requireNonnegative(v);
      requirePositive(v, summary, loss);
      return summary;
    }
    MatrixSummary summary = v.matrix().summary();
    var observed = new Observed(v.matrix(), constraints);
    boolean onlyNans = summary.infinities() == 0 && summary.negatives() == 0;
    boolean hidden = onlyNans && constraints.missing() == Missing.NAN;
    if (summary.firstInvalid().isPresent() && !hidden) {
      observed
          .first(value -> !(value >= 0 && value <= Double.MAX_VALUE))
          .ifPresent(
              place -> {
                throw new InvalidDataException(
                    "%s: %s; entries that are observed must be finite and at least 0"
                        .formatted(v.place(place.row(), place.column()), place.value()));
              });
    }
    if (loss.needsPositiveData() && summary.hasZeros() && summary.nonzeros() > 0) {
      observed
          .first(value -> value == 0)
          .ifPresent(
              place -> {
                throw new InvalidDataException(
                    ("%s: 0 is not positive; --loss %s needs observed entries greater than 0: hide"
                            + " them (--mask zeros), or use --loss beta:B with B > 0")
                        .formatted(v.place(place.row(), place.column()), loss));
              });
    }
    return summary;
  }

  /** {@link LoadedMatrix#requireNonnegative}, with a way out for NaN entries. */
  private static MatrixSummary requireNonnegative(LoadedMatrix v) {
    try {
      return v.requireNonnegative();
    } catch (InvalidDataException e) {
      if (v.matrix().summary().nans() == 0) {
        throw e;
      }
      throw new InvalidDataException(e.getMessage() + "; --mask nan leaves NaN entries out", e);
    }
  }

  /**
   * Checks that V can be factorised under {@code loss}.
   *
   * @throws InvalidDataException naming the first zero if the loss is infinite there
   */
  public static void requirePositive(LoadedMatrix v, MatrixSummary summary, Loss loss) {
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

  /**
   * Checks that a matrix has no entries but 0 and 1.
   *
   * @param allowed what they stand for
   * @throws InvalidDataException naming the place of the first other entry
   */
  static void requireBinary(LoadedMatrix loaded, String allowed) {
    Matrix matrix = loaded.matrix();
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        double value = matrix.get(i, j);
        if (value != 0 && value != 1) {
          throw new InvalidDataException(
              "%s: %s; allowed are %s".formatted(loaded.place(i, j), value, allowed));
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
   * Checks the shape of a factor or another matrix.
   *
   * @param what the option and the file
   * @param shape what the letters of the shape are, such as {@code m × k}
   * @throws IllegalArgumentException if it is not {@code rows × columns}
   */
  public static void requireShape(String what, Matrix factor, int rows, int columns, String shape) {
    if (factor.rows() != rows || factor.columns() != columns) {
      throw new IllegalArgumentException(
          "%s is %d × %d, but must be %s = %d × %d"
              .formatted(what, factor.rows(), factor.columns(), shape, rows, columns));
    }
  }
}
