package io.github.nmf4j.init;

import io.github.nmf4j.Constraints;
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
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Given starting values, checked and copied. Where components are fixed, the others may be left out
 * (a narrower W, a lower H, no matrix at all for a factor without fixed ones): they start at
 * random. A component of W may be a template of several columns.
 */
final class CustomStart {

  private CustomStart() {}

  static Start of(Initialization.Custom custom, Matrix v, double mean, NmfOptions options) {
    int k = options.rank();
    int perComponent = options.model().columnsPerComponent();
    int columns = Math.multiplyExact(k, perComponent);
    int activations = options.model().activationsOf(v.columns());
    Constraints constraints = options.constraints();
    Solver solver = options.solverFor(v);
    boolean mustMove = solver.keepsZeros();
    boolean draws = constraints.fixesComponents() && options.fixed() == Fixed.NONE;
    Supplier<Start> drawn = () -> Starts.random(v, mean, options);
    // scikit-learn's coordinate descent starts at zero to solve for one factor
    boolean fromZero = options.replay() == Replay.SCIKIT_LEARN && solver == Solver.HALS;
    double level = fromZero ? 0 : Starts.level(mean, columns);
    DenseMatrix w =
        new Factor("W", v.rows(), columns, perComponent, true, new TreeSet<>(constraints.fixedW()))
            .start(
                custom.w(),
                () -> draws ? drawn.get().w() : constant(v.rows(), columns, level),
                mustMove && options.fixed() != Fixed.W);
    DenseMatrix h =
        new Factor("H", k, activations, 1, false, new TreeSet<>(constraints.fixedH()))
            .start(
                custom.h(),
                () -> draws ? drawn.get().h() : constant(k, activations, level),
                mustMove && options.fixed() != Fixed.H);
    return new Start(w, h);
  }

  /** A copy of given values for a factor of this shape, which a multiplicative update can leave. */
  static DenseMatrix checked(String name, DenseMatrix given, int rows, int columns) {
    var factor = new Factor(name, rows, columns, 1, true, Collections.emptySortedSet());
    return factor.start(given, () -> given, true);
  }

  /**
   * One factor as it should be; its components are its rows (H) or columns (W), {@code
   * perComponent} of them each.
   */
  private record Factor(
      String name,
      int rows,
      int columns,
      int perComponent,
      boolean byColumns,
      SortedSet<Integer> fixed) {

    DenseMatrix start(
        @Nullable DenseMatrix given, Supplier<DenseMatrix> rest, boolean mustNotBeZero) {
      if (given == null) {
        if (!fixed.isEmpty()) {
          throw new IllegalArgumentException(
              "the fixed components of %s keep their starting values: give an initial %s"
                  .formatted(name, name));
        }
        return rest.get();
      }
      checkShape(given);
      checkEntries(given, mustNotBeZero);
      if (given.rows() == rows && given.columns() == columns) {
        return given.copy(Precision.DOUBLE, 1);
      }
      DenseMatrix whole = rest.get();
      for (int i = 0; i < given.rows(); i++) {
        for (int j = 0; j < given.columns(); j++) {
          whole.set(i, j, given.get(i, j));
        }
      }
      return whole;
    }

    private void checkShape(DenseMatrix given) {
      int lines = byColumns ? given.columns() : given.rows();
      int components = lines / perComponent;
      boolean fits =
          byColumns
              ? given.rows() == rows && given.columns() <= columns
              : given.columns() == columns && given.rows() <= rows;
      boolean whole = lines == (byColumns ? columns : rows);
      if (!fits || (!whole && fixed.isEmpty()) || lines % perComponent != 0) {
        throw new IllegalArgumentException(
            "initial %s must be %d × %d, was %d × %d"
                .formatted(name, rows, columns, given.rows(), given.columns()));
      }
      if (!fixed.isEmpty() && fixed.last() >= components) {
        throw new IllegalArgumentException(
            "component %d of %s is fixed, but the initial %s has only %d components"
                .formatted(fixed.last(), name, name, components));
      }
    }

    private void checkEntries(DenseMatrix given, boolean mustNotBeZero) {
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
    }
  }

  static DenseMatrix constant(int rows, int columns, double value) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, value);
      }
    }
    return matrix;
  }
}
