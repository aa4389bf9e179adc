package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.MatrixSummary.InvalidEntry;
import io.github.nmf4j.matrix.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A matrix as it was read from a file.
 *
 * @param matrix the entries
 * @param source the file
 * @param format how the file holds them
 * @param mapped whether the matrix is the file itself, mapped into memory, and not a copy
 * @param rowNames one name per row, if the file has them
 * @param columnNames one name per column, if the file has them
 * @param locator where in the file an entry stands
 */
public record LoadedMatrix(
    Matrix matrix,
    Path source,
    MatrixFormat format,
    boolean mapped,
    Optional<List<String>> rowNames,
    Optional<List<String>> columnNames,
    CellLocator locator) {

  /**
   * Where entry {@code (row, column)}, zero-based, stands: {@code "V.csv: line 3, column 2"} for
   * text, {@code "V.npy: index (3, 2)"} otherwise. Lines and columns of text count from one, a
   * column of row names included.
   */
  public String place(int row, int column) {
    return source.getFileName() + ": " + locator.describe(row, column);
  }

  /**
   * Walks once over all entries and refuses what cannot be factorised.
   *
   * @return what is in the matrix
   * @throws InvalidDataException naming place and value of the first entry, row by row, that is
   *     NaN, infinite or negative, and how many there are
   */
  public MatrixSummary requireNonnegative() {
    MatrixSummary summary = matrix.summary();
    summary
        .firstInvalid()
        .ifPresent(
            entry -> {
              throw new InvalidDataException(complaint(entry, summary));
            });
    return summary;
  }

  private String complaint(InvalidEntry entry, MatrixSummary summary) {
    long others = summary.nans() + summary.infinities() + summary.negatives() - 1;
    return "%s: %s; entries must be finite and at least 0%s"
        .formatted(
            place(entry.row(), entry.column()),
            describe(entry.value()),
            others == 0 ? "" : " (and %d more such entries)".formatted(others));
  }

  private String describe(double value) {
    if (Double.isNaN(value)) {
      return "NaN is not a number";
    }
    String digits =
        matrix.precision() == Precision.FLOAT ? Shown.number((float) value) : Shown.number(value);
    return digits + (Double.isInfinite(value) ? " is not finite" : " is negative");
  }
}
