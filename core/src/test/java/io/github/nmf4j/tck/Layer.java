package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import org.junit.jupiter.api.TestInstance;

/** What the layers share: sessions, transfers, comparisons. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Layer {

  abstract BackendContract contract();

  final Session session(Precision precision) {
    assumeTrue(
        precision == Precision.FLOAT || contract().backend().device().doublePrecision(),
        () -> contract().backend().device().name() + " has no double precision");
    return contract().backend().newSession(precision);
  }

  /** A factor with these items. */
  static Factor factor(Session session, double[][] items) {
    Factor f = session.newFactor(items.length, items[0].length);
    session.write(f, DenseMatrix.of(items));
    return f;
  }

  /** A factor full of NaN, for an output that must not be read. */
  static Factor poisoned(Session session, int rows, int rank) {
    double[][] items = new double[rows][rank];
    for (double[] item : items) {
      java.util.Arrays.fill(item, Double.NaN);
    }
    return factor(session, items);
  }

  /** The Gram matrix of a factor with these items. */
  static Gram gram(Session session, double[][] items) {
    Gram s = session.newGram(items[0].length);
    session.gram(factor(session, items), s);
    return s;
  }

  static double[][] read(Session session, Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), session.precision());
    session.read(f, values);
    double[][] items = new double[f.rows()][f.rank()];
    for (int i = 0; i < f.rows(); i++) {
      values.copyRow(i, 0, f.rank(), items[i]);
    }
    return items;
  }

  static void assertSame(double[][] expected, double[][] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      for (int c = 0; c < expected[i].length; c++) {
        int row = i;
        int component = c;
        assertEquals(
            expected[i][c],
            actual[i][c],
            0.0,
            () -> "%s at item %d, component %d".formatted(what, row, component));
      }
    }
  }

  /** |actual − expected| ≤ bound, entry by entry. */
  static void assertWithin(double[][] bound, double[][] expected, double[][] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      for (int c = 0; c < expected[i].length; c++) {
        double error = Math.abs(actual[i][c] - expected[i][c]);
        if (!(error <= bound[i][c])) {
          throw new AssertionError(
              "%s at item %d, component %d: expected %s, was %s, error %.3g exceeds %.3g"
                  .formatted(what, i, c, expected[i][c], actual[i][c], error, bound[i][c]));
        }
      }
    }
  }

  /** |actual − expected| ≤ relative · |expected|. */
  static void assertClose(double relative, double expected, double actual, String what) {
    if (!(Math.abs(actual - expected) <= relative * Math.abs(expected))) {
      throw new AssertionError(
          "%s: expected %s, was %s, relative error %.3g exceeds %.3g"
              .formatted(
                  what,
                  expected,
                  actual,
                  Math.abs(actual - expected) / Math.abs(expected),
                  relative));
    }
  }
}
