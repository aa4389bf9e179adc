package io.github.nmf4j.solver;

import io.github.nmf4j.Missing;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads V and its weights row by row in the layout that a session gets them in: every entry of a
 * row, or only those of a sparse pattern. The value and the weight of an entry that is not observed
 * are 0.
 */
final class ObservedRows {

  private final Matrix v;
  private final @Nullable Matrix given;
  private final Missing missing;
  private final boolean transposed;
  private final double[] vRow;
  private final double[] weightRow;
  private final boolean[] storedInV;

  /** Number of entries of the row that was read. */
  int size;

  /** Their columns. */
  final int[] columns;

  /** Their values, 0 where hidden. */
  final double[] values;

  /** Their weights, 0 where hidden. */
  final double[] weights;

  /** Whether the last row has a hidden entry whose value or whose weight is not 0. */
  boolean hides;

  /**
   * @param transposed whether {@code v} is the transpose of what the caller knows as V; for
   *     messages
   */
  ObservedRows(Matrix v, @Nullable Matrix given, Missing missing, boolean transposed) {
    this.v = v;
    this.given = given;
    this.missing = missing;
    this.transposed = transposed;
    int n = v.columns();
    this.vRow = new double[n];
    this.weightRow = new double[n];
    this.storedInV = new boolean[v instanceof SparseMatrix ? n : 0];
    this.columns = new int[n];
    this.values = new double[n];
    this.weights = new double[n];
  }

  /** Whether V and its weights are stored as sparse matrices of one pattern. */
  static boolean isSparse(Matrix v, @Nullable Matrix given, Missing missing) {
    return given instanceof SparseMatrix || (v instanceof SparseMatrix && missing == Missing.ZEROS);
  }

  /** Reads row i. */
  void read(int i) {
    size = 0;
    hides = false;
    scatterV(i);
    switch (given) {
      case null -> Arrays.fill(weightRow, 1);
      case DenseMatrix dense -> dense.copyRow(i, 0, weightRow.length, weightRow);
      case SparseMatrix _ -> {
        // read entry by entry below
      }
    }
    if (given instanceof SparseMatrix pattern) {
      for (long p = pattern.rowStart(i); p < pattern.rowStart(i + 1); p++) {
        addIfObserved(i, pattern.column(p), pattern.value(p));
      }
    } else if (v instanceof SparseMatrix pattern && missing == Missing.ZEROS) {
      for (long p = pattern.rowStart(i); p < pattern.rowStart(i + 1); p++) {
        addIfObserved(i, pattern.column(p), weightRow[pattern.column(p)]);
      }
    } else {
      for (int j = 0; j < vRow.length; j++) {
        double weight = weight(i, j, weightRow[j]);
        boolean observed = isObserved(j, weight);
        hides |= !observed && (weight != 0 || vRow[j] != 0); // NaN is not 0 either
        add(j, observed ? value(i, j) : 0, observed ? weight : 0);
      }
    }
    clearV(i);
  }

  private void scatterV(int i) {
    switch (v) {
      case DenseMatrix dense -> dense.copyRow(i, 0, vRow.length, vRow);
      case SparseMatrix sparse -> {
        for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
          vRow[sparse.column(p)] = sparse.value(p);
          storedInV[sparse.column(p)] = true;
        }
      }
    }
  }

  private void clearV(int i) {
    if (v instanceof SparseMatrix sparse) {
      for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
        vRow[sparse.column(p)] = 0;
        storedInV[sparse.column(p)] = false;
      }
    }
  }

  private void addIfObserved(int i, int j, double given) {
    double weight = weight(i, j, given);
    if (isObserved(j, weight)) {
      add(j, value(i, j), weight);
    }
  }

  private void add(int j, double value, double weight) {
    columns[size] = j;
    values[size] = value;
    weights[size] = weight;
    size++;
  }

  private boolean isObserved(int j, double weight) {
    if (weight == 0) {
      return false;
    }
    return switch (missing) {
      case NONE -> true;
      case NAN -> !Double.isNaN(vRow[j]);
      case ZEROS -> v instanceof SparseMatrix ? storedInV[j] : vRow[j] != 0;
    };
  }

  private double weight(int i, int j, double weight) {
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw invalid("the weights have", weight, i, j, "weights must be finite and ≥ 0");
    }
    return weight;
  }

  private double value(int i, int j) {
    double value = vRow[j];
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw invalid("V has", value, i, j, "observed entries must be finite and ≥ 0");
    }
    return value;
  }

  private InvalidDataException invalid(String who, double value, int i, int j, String allowed) {
    return new InvalidDataException(
        "%s %s at index (%d, %d); %s"
            .formatted(who, value, transposed ? j : i, transposed ? i : j, allowed));
  }
}
