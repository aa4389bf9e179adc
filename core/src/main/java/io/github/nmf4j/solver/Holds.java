package io.github.nmf4j.solver;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.init.Start;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of W and H may move: 1 where they may, 0 where they are held at zero or belong to a
 * fixed component.
 *
 * @param freeW as large as W and in the caller's order of columns, null if all of W may move
 * @param freeH k × n, null if all of H may move
 */
record Holds(@Nullable DenseMatrix freeW, @Nullable DenseMatrix freeH) {

  /**
   * What the constraints hold in factors like those of {@code start}, which is set to zero where
   * they have no support.
   *
   * @param perComponent columns of W that belong to one component, next to each other
   * @throws IllegalArgumentException if a support is not as large as its factor
   * @throws InvalidDataException if a support has an entry that is neither 0 nor 1
   */
  static Holds apply(Constraints constraints, Start start, int perComponent) {
    DenseMatrix freeW = null;
    if (constraints.holdsW()) {
      freeW = free("W", constraints.supportW(), start.w());
      for (int c : constraints.fixedW()) {
        for (int t = 0; t < perComponent; t++) {
          for (int i = 0; i < freeW.rows(); i++) {
            freeW.set(i, c * perComponent + t, 0);
          }
        }
      }
    }
    DenseMatrix freeH = null;
    if (constraints.holdsH()) {
      freeH = free("H", constraints.supportH(), start.h());
      for (int c : constraints.fixedH()) {
        for (int j = 0; j < freeH.columns(); j++) {
          freeH.set(c, j, 0);
        }
      }
    }
    return new Holds(freeW, freeH);
  }

  /** Where the support is, and zeros to the start where it is not. */
  private static DenseMatrix free(String name, @Nullable Matrix support, DenseMatrix start) {
    int rows = start.rows();
    int columns = start.columns();
    if (support != null && (support.rows() != rows || support.columns() != columns)) {
      throw new IllegalArgumentException(
          "the support of %s is %d × %d, but %s is %d × %d"
              .formatted(name, support.rows(), support.columns(), name, rows, columns));
    }
    DenseMatrix free = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double value = support == null ? 1 : support.get(i, j);
        if (value != 0 && value != 1) {
          throw new InvalidDataException(
              "the support of %s has %s at index (%d, %d); allowed are 0 (held at zero) and 1"
                  .formatted(name, value, i, j));
        }
        free.set(i, j, value);
        if (value == 0) {
          start.set(i, j, 0);
        }
      }
    }
    return free;
  }

  /** Zeros to the columns of W that do not belong to a fixed component. */
  static void keepOnlyFixedW(DenseMatrix w, Set<Integer> fixed, int perComponent) {
    keepOnly(w, (_, j) -> fixed.contains(j / perComponent));
  }

  /** Zeros to the rows of H that are not fixed. */
  static void keepOnlyFixedH(DenseMatrix h, Set<Integer> fixed) {
    keepOnly(h, (i, _) -> fixed.contains(i));
  }

  private interface Place {
    boolean isFixed(int row, int column);
  }

  private static void keepOnly(DenseMatrix start, Place place) {
    for (int i = 0; i < start.rows(); i++) {
      for (int j = 0; j < start.columns(); j++) {
        if (!place.isFixed(i, j)) {
          start.set(i, j, 0);
        }
      }
    }
  }
}
