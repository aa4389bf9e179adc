package io.github.nmf4j.init;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Given starting values, checked and copied. */
final class CustomStart {

  private CustomStart() {}

  static Start of(Initialization.Custom custom, Matrix v, double mean, NmfOptions options) {
    int k = options.rank();
    Solver solver = options.solverFor(v);
    boolean mustMove = solver.keepsZeros();
    // scikit-learn's coordinate descent starts at zero to solve for one factor
    boolean fromZero = options.replay() == Replay.SCIKIT_LEARN && solver == Solver.HALS;
    double level = fromZero ? 0 : Starts.level(mean, k);
    DenseMatrix w =
        factor("W", custom.w(), v.rows(), k, level, mustMove && options.fixed() != Fixed.W);
    DenseMatrix h =
        factor("H", custom.h(), k, v.columns(), level, mustMove && options.fixed() != Fixed.H);
    return new Start(w, h);
  }

  private static DenseMatrix factor(
      String name,
      @Nullable DenseMatrix given,
      int rows,
      int columns,
      double level,
      boolean mustNotBeZero) {
    if (given == null) {
      return constant(rows, columns, level);
    }
    if (given.rows() != rows || given.columns() != columns) {
      throw new IllegalArgumentException(
          "initial %s must be %d × %d, was %d × %d"
              .formatted(name, rows, columns, given.rows(), given.columns()));
    }
    MatrixSummary summary = given.summary();
    summary
        .firstInvalid()
        .ifPresent(
            entry -> {
              throw new InvalidDataException(
                  "initial %s has %s at row %d, column %d (counted from 0); allowed are finite numbers ≥ 0"
                      .formatted(name, entry.value(), entry.row(), entry.column()));
            });
    if (mustNotBeZero && summary.nonzeros() == 0 && given.storedEntries() > 0) {
      throw new InvalidDataException(
          "initial %s has only zeros, which a multiplicative update cannot leave; use solver hals or another start"
              .formatted(name));
    }
    return given.copy(Precision.DOUBLE, 1);
  }

  private static DenseMatrix constant(int rows, int columns, double value) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, value);
      }
    }
    return matrix;
  }
}
