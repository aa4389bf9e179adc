package io.github.nmf4j.matrix;

import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What one walk over a matrix finds.
 *
 * @param rows number of rows m
 * @param columns number of columns n
 * @param storedEntries entries held in memory
 * @param nonzeros entries that are not zero
 * @param minimum the smallest entry, implicit zeros of a sparse matrix included; NaN if m · n = 0
 * @param maximum the largest entry, likewise
 * @param sum sum of all finite entries
 * @param sumOfSquares sum of the squares of all finite entries
 * @param zeroRows rows without a nonzero entry
 * @param zeroColumns columns without a nonzero entry
 * @param nans entries that are NaN
 * @param infinities entries that are +∞ or −∞
 * @param negatives finite entries below zero
 * @param firstInvalid the first entry, row by row, that is NaN, infinite or negative
 */
public record MatrixSummary(
    int rows,
    int columns,
    long storedEntries,
    long nonzeros,
    double minimum,
    double maximum,
    double sum,
    double sumOfSquares,
    int zeroRows,
    int zeroColumns,
    long nans,
    long infinities,
    long negatives,
    Optional<InvalidEntry> firstInvalid) {

  /** An entry that a nonnegative matrix must not have; indices are zero-based. */
  public record InvalidEntry(int row, int column, double value) {}

  /** Rows that are read between two releases of mapped pages hold about this many bytes. */
  private static final long RELEASE_BYTES = 32L << 20;

  /** Walks once over all entries of {@code matrix}. */
  public static MatrixSummary of(Matrix matrix) {
    return switch (matrix) {
      case DenseMatrix dense -> ofDense(dense);
      case SparseMatrix sparse -> ofSparse(sparse);
    };
  }

  /** The summary of the transpose. */
  public MatrixSummary transposed() {
    return new MatrixSummary(
        columns,
        rows,
        storedEntries,
        nonzeros,
        minimum,
        maximum,
        sum,
        sumOfSquares,
        zeroColumns,
        zeroRows,
        nans,
        infinities,
        negatives,
        firstInvalid.map(e -> new InvalidEntry(e.column(), e.row(), e.value())));
  }

  /** Mean over all m · n entries; 0 of an empty matrix. */
  public double mean() {
    double size = (double) rows * columns;
    return size == 0 ? 0 : sum / size;
  }

  /** Share of the m · n entries that are not zero. */
  public double density() {
    double size = (double) rows * columns;
    return size == 0 ? 0 : nonzeros / size;
  }

  /** Whether the matrix has an entry that is zero, stored or implicit. */
  public boolean hasZeros() {
    return nonzeros < (long) rows * columns;
  }

  private static MatrixSummary ofDense(DenseMatrix matrix) {
    // lines are what is contiguous in memory: rows, or the columns of a column-major matrix
    boolean transposed = matrix.isColumnMajor();
    DenseMatrix lines = transposed ? matrix.transpose() : matrix;
    double[] line = new double[lines.columns()];
    long lineBytes = Math.max(1, (long) lines.columns() * lines.type().bytes());
    int every = Math.clamp(RELEASE_BYTES / lineBytes, 1, Integer.MAX_VALUE);
    return ofLines(
        lines.rows(),
        lines.columns(),
        transposed,
        i -> {
          lines.copyRow(i, 0, line.length, line);
          if ((i + 1) % every == 0) {
            lines.release(i + 1 - every, every);
          }
          return line;
        });
  }

  /**
   * The summary of a dense matrix that is read line by line.
   *
   * @param transposed whether the lines are columns
   * @param line gives the entries of a line
   */
  public static MatrixSummary ofLines(
      int lines, int length, boolean transposed, IntFunction<double[]> line) {
    var tally = new Tally(lines, length, transposed);
    for (int i = 0; i < lines; i++) {
      tally.line(i, line.apply(i));
    }
    long entries = (long) lines * length;
    return tally.summary(transposed ? length : lines, transposed ? lines : length, entries, 0);
  }

  private static MatrixSummary ofSparse(SparseMatrix matrix) {
    var tally = new Tally(matrix.rows(), matrix.columns(), false);
    for (int i = 0; i < matrix.rows(); i++) {
      long end = matrix.rowStart(i + 1);
      for (long p = matrix.rowStart(i); p < end; p++) {
        tally.entry(i, matrix.column(p), matrix.value(p));
      }
    }
    long implicit = (long) matrix.rows() * matrix.columns() - matrix.storedEntries();
    return tally.summary(matrix.rows(), matrix.columns(), matrix.storedEntries(), implicit);
  }

  /** Running counts of one walk. */
  private static final class Tally {
    private final boolean transposed;
    private final boolean[] lineHasNonzero;
    private final boolean[] crossHasNonzero;
    private long nonzeros;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;
    private double sum;
    private double sumOfSquares;
    private long nans;
    private long infinities;
    private long negatives;
    private int invalidRow = Integer.MAX_VALUE;
    private int invalidColumn = Integer.MAX_VALUE;
    private double invalidValue;

    Tally(int lines, int length, boolean transposed) {
      this.transposed = transposed;
      this.lineHasNonzero = new boolean[lines];
      this.crossHasNonzero = new boolean[length];
    }

    /** Entries of one line; the sum of a line is taken apart, so that long sums stay accurate. */
    void line(int i, double[] values) {
      double lineSum = 0;
      double lineSquares = 0;
      double low = minimum;
      double high = maximum;
      int count = 0;
      for (int j = 0; j < values.length; j++) {
        double value = values[j];
        if (value != 0) {
          crossHasNonzero[j] = true;
          count++;
        }
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
          invalid(i, j, value);
          if (!Double.isFinite(value)) {
            continue;
          }
        }
        lineSum += value;
        lineSquares += value * value;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      minimum = low;
      maximum = high;
      sum += lineSum;
      sumOfSquares += lineSquares;
      nonzeros += count;
      lineHasNonzero[i] |= count > 0;
    }

    void entry(int i, int j, double value) {
      if (value != 0) {
        nonzeros++;
        lineHasNonzero[i] = true;
        crossHasNonzero[j] = true;
      }
      if (!(value >= 0 && value <= Double.MAX_VALUE)) {
        invalid(i, j, value);
        if (!Double.isFinite(value)) {
          return;
        }
      }
      sum += value;
      sumOfSquares += value * value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }

    private void invalid(int line, int cross, double value) {
      if (Double.isNaN(value)) {
        nans++;
      } else if (Double.isInfinite(value)) {
        infinities++;
      } else {
        negatives++;
      }
      int row = transposed ? cross : line;
      int column = transposed ? line : cross;
      if (row < invalidRow || (row == invalidRow && column < invalidColumn)) {
        invalidRow = row;
        invalidColumn = column;
        invalidValue = value;
      }
    }

    MatrixSummary summary(int rows, int columns, long stored, long implicitZeros) {
      if (implicitZeros > 0) {
        minimum = Math.min(minimum, 0);
        maximum = Math.max(maximum, 0);
      }
      boolean empty = minimum > maximum;
      int zeroLines = countFalse(lineHasNonzero);
      int zeroCrosses = countFalse(crossHasNonzero);
      return new MatrixSummary(
          rows,
          columns,
          stored,
          nonzeros,
          empty ? Double.NaN : minimum,
          empty ? Double.NaN : maximum,
          sum,
          sumOfSquares,
          transposed ? zeroCrosses : zeroLines,
          transposed ? zeroLines : zeroCrosses,
          nans,
          infinities,
          negatives,
          invalidRow == Integer.MAX_VALUE
              ? Optional.empty()
              : Optional.of(new InvalidEntry(invalidRow, invalidColumn, invalidValue)));
    }

    private static int countFalse(boolean[] flags) {
      int count = 0;
      for (boolean flag : flags) {
        if (!flag) {
          count++;
        }
      }
      return count;
    }
  }
}
