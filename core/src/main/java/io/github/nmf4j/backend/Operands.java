package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;

/** Whether the operands of an operation fit each other; if not, the error says what differs. */
final class Operands {

  private Operands() {}

  static void upload(double scale, int panelColumns) {
    if (panelColumns < 1) {
      throw new IllegalArgumentException("panelColumns must be at least 1, was " + panelColumns);
    }
    if (!(scale > 0) || Math.scalb(1.0, Math.getExponent(scale)) != scale) {
      throw new IllegalArgumentException("scale must be a power of two, was " + scale);
    }
  }

  static void fit(String operation, Data v, Side side, Factor f, Factor g) {
    Side other = side.other();
    if (f.rows() != v.items(side) || g.rows() != v.items(other) || f.rank() != g.rank()) {
      throw new IllegalArgumentException(
          "%s: V is %d × %d and side %s, but F is %d × %d and G is %d × %d"
              .formatted(
                  operation, v.rows(), v.columns(), side, f.rows(), f.rank(), g.rows(), g.rank()));
    }
  }

  static void layout(String operation, Data v, Data m) {
    boolean fits = v.rows() == m.rows() && v.columns() == m.columns() && v.panels() == m.panels();
    for (int p = 0; fits && p <= v.panels(); p++) {
      fits = v.panelStart(p) == m.panelStart(p);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: V is %d × %d in %d panels, but the weights are %d × %d in %d; they must be laid out alike"
              .formatted(
                  operation, v.rows(), v.columns(), v.panels(), m.rows(), m.columns(), m.panels()));
    }
    boolean alike = v.isSparse() == m.isSparse();
    for (int p = 0; alike && p < v.panels(); p++) {
      alike = v.panel(p).storedEntries() == m.panel(p).storedEntries();
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "%s: V is %s, but the weights are %s; they must store the same entries"
              .formatted(operation, stored(v), stored(m)));
    }
  }

  private static String stored(Data v) {
    return v.isSparse() ? "sparse with %d entries".formatted(v.storedEntries()) : "dense";
  }

  static void same(String operation, Factor f, Factor g) {
    shape(
        f.rows() == g.rows() && f.rank() == g.rank(),
        operation,
        f,
        "the operand",
        g.rows(),
        g.rank());
  }

  static void sharedOrSame(String operation, Factor f, Factor g) {
    shape(
        (f.rows() == g.rows() || g.rows() == 1) && f.rank() == g.rank(),
        operation,
        f,
        "the operand",
        g.rows(),
        g.rank());
  }

  static void rank(String operation, Factor f, int rank) {
    shape(f.rank() == rank, operation, f, "the Gram matrix", rank, rank);
  }

  private static void shape(
      boolean fits, String operation, Factor f, String other, int rows, int columns) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: F is %d × %d, but %s is %d × %d"
              .formatted(operation, f.rows(), f.rank(), other, rows, columns));
    }
  }

  static void penalty(double l1, double l2) {
    if (!(l1 >= 0 && l2 >= 0 && l1 <= Double.MAX_VALUE && l2 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "penalties must be finite and ≥ 0, were l1 = %s, l2 = %s".formatted(l1, l2));
    }
  }

  static void beta(double beta) {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite, was " + beta);
    }
  }

  static void delays(String operation, Factor f, Factor delayed, int items) {
    int taps = delayed.rank() / f.rank();
    shape(
        delayed.rank() == taps * f.rank() && items >= f.rows() && items - f.rows() <= taps - 1,
        operation,
        f,
        "the delayed operand",
        items,
        delayed.rank());
  }

  static void same(String operation, Factor f, Factor g, Factor h) {
    same(operation, f, g);
    same(operation, f, h);
  }

  static void values(String operation, Factor f, DenseMatrix values) {
    boolean fits = values.rows() == f.rows() && values.columns() == f.rank();
    shape(fits, operation, f, "values", values.rows(), values.columns());
  }

  /** A number for each component. */
  static void perComponent(String operation, Factor f, String other, Factor row) {
    boolean fits = row.rows() == 1 && row.rank() == f.rank();
    shape(fits, operation, f, other, row.rows(), row.rank());
  }

  /** Every item, or one that all share. */
  static void items(String operation, Factor f, Factor delayed, int items) {
    boolean fits = delayed.rows() == items || delayed.rows() == 1;
    shape(fits, operation, f, "the operand", delayed.rows(), delayed.rank());
  }

  /** Enough neighbours from item {@code first} on. */
  static void neighbours(String operation, Factor f, Factor held, int first) {
    boolean fits = first >= 0 && f.rows() <= held.rows() - first && held.rank() == f.rank();
    shape(fits, operation, f, "held from item " + first + " on", held.rows(), held.rank());
  }
}
