package io.github.nmf4j.cli;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Missing;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** Looks for an entry of V among those that are observed, to say where in the file it stands. */
final class Observed {

  private final Matrix v;
  private final @Nullable Matrix weights;
  private final Missing missing;

  Observed(Matrix v, Constraints constraints) {
    this.v = v;
    this.weights = constraints.weights();
    this.missing = constraints.missing();
  }

  /** An entry. */
  record Place(int row, int column, double value) {}

  /** The first observed entry, row by row, whose value {@code wanted} accepts. */
  Optional<Place> first(DoublePredicate wanted) {
    for (int i = 0; i < v.rows(); i++) {
      if (missing == Missing.ZEROS && v instanceof SparseMatrix sparse) {
        for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
          int j = sparse.column(p);
          if (weighs(i, j) && wanted.test(sparse.value(p))) {
            return Optional.of(new Place(i, j, sparse.value(p)));
          }
        }
        continue;
      }
      for (int j = 0; j < v.columns(); j++) {
        double value = v.get(i, j);
        if (weighs(i, j) && !isMissing(value) && wanted.test(value)) {
          return Optional.of(new Place(i, j, value));
        }
      }
    }
    return Optional.empty();
  }

  private boolean weighs(int i, int j) {
    return weights == null || weights.get(i, j) != 0;
  }

  private boolean isMissing(double value) {
    return switch (missing) {
      case NONE -> false;
      case NAN -> Double.isNaN(value);
      case ZEROS -> v instanceof DenseMatrix && value == 0;
    };
  }
}
