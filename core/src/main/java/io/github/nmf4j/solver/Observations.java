package io.github.nmf4j.solver;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Missing;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of V are observed, found in one walk that checks them, before any memory is taken;
 * {@link #load} then brings V and its weights into one layout. A hidden entry is 0 in both, so that
 * what V holds there can change no bit of what follows.
 */
final class Observations {

  private static final long ALIGNMENT = 64;

  /** Lines that are read between two releases of mapped pages hold about this many bytes. */
  private static final long RELEASE_BYTES = 64L << 20;

  private final Matrix v;
  private final @Nullable Matrix given;
  private final Missing missing;
  private final boolean sparse;
  private final boolean turned;
  private final boolean releases;
  private long entries;
  private long observed;
  private long zeros;
  private boolean hides;
  private double largestValue;
  private double largestWeight;

  private Observations(Observations other) {
    this.v = other.v;
    this.given = other.given;
    this.missing = other.missing;
    this.sparse = other.sparse;
    this.turned = !other.turned;
    this.releases = other.releases;
    this.entries = other.entries;
    this.observed = other.observed;
    this.zeros = other.zeros;
    this.hides = other.hides;
    this.largestValue = other.largestValue;
    this.largestWeight = other.largestWeight;
  }

  private Observations(Matrix v, Constraints constraints) {
    this.missing = constraints.missing();
    this.sparse = ObservedRows.isSparse(v, constraints.weights(), missing);
    // rows of a column-major matrix are scattered: read its columns
    this.turned = !sparse && v instanceof DenseMatrix dense && dense.isColumnMajor();
    Matrix weights = constraints.weights();
    this.v = turned ? v.transpose() : v;
    this.given = turned && weights != null ? weights.transpose() : weights;
    this.releases = isTooLarge(v) || isTooLarge(weights);
  }

  private static boolean isTooLarge(@Nullable Matrix matrix) {
    return matrix instanceof DenseMatrix dense && HostMemory.isTooSmallFor(dense);
  }

  /**
   * Walks over V and the weights.
   *
   * @throws IllegalArgumentException if the weights are not as large as V
   * @throws InvalidDataException if an observed entry or a weight is NaN, infinite or negative, or
   *     no entry is observed
   */
  static Observations of(Matrix v, Constraints constraints) {
    Matrix weights = constraints.weights();
    if (weights != null && (weights.rows() != v.rows() || weights.columns() != v.columns())) {
      throw new IllegalArgumentException(
          "the weights are %d × %d, but V is %d × %d; they must be equally large"
              .formatted(weights.rows(), weights.columns(), v.rows(), v.columns()));
    }
    var observations = new Observations(v, constraints);
    observations.walk();
    return observations;
  }

  /** The same for Vᵀ. */
  Observations transposed() {
    return new Observations(this);
  }

  /**
   * Why V and its weights cannot be brought in panel by panel; empty if they can.
   *
   * @param v a dense V
   */
  static Optional<String> obstacleToStreaming(DenseMatrix v, NmfOptions options) {
    Matrix weights = options.constraints().weights();
    if (weights instanceof DenseMatrix dense && dense.isColumnMajor() != v.isColumnMajor()) {
      return Optional.of(
          "%s are contiguous in its weights, %s in V; they must lie alike"
              .formatted(lines(dense), lines(v)));
    }
    return options.initialization() instanceof Initialization.Nndsvd
        ? Optional.of(
            "an NNDSVD start fills in what is not observed, in memory; use a random or a custom"
                + " start")
        : Optional.empty();
  }

  private static String lines(DenseMatrix matrix) {
    return matrix.isColumnMajor() ? "columns" : "rows";
  }

  /** Reads V and its weights, line by line as they lie in memory. */
  ObservedRows rows() {
    return new ObservedRows(v, given, missing, turned);
  }

  /** Lines: rows of V, or columns of a V that is column-major. */
  int lines() {
    return v.rows();
  }

  /** Entries of a line. */
  int lineLength() {
    return v.columns();
  }

  Precision valuePrecision() {
    return v.precision();
  }

  /** Lines {@code from ≤ i < to} of mapped files are not needed soon. */
  void release(int from, int to) {
    if (!releases) {
      return;
    }
    if (v instanceof DenseMatrix dense) {
      dense.release(from, to - from);
    }
    if (given instanceof DenseMatrix dense) {
      dense.release(from, to - from);
    }
  }

  /** After line i: gives back what has been read, from time to time. */
  private void releaseAfter(int i) {
    long lineBytes = Math.max(1, (long) v.columns() * (Double.BYTES + Double.BYTES));
    int every = Math.clamp(RELEASE_BYTES / lineBytes, 1, Integer.MAX_VALUE);
    if (!sparse && (i + 1) % every == 0) {
      release(i + 1 - every, i + 1);
    }
  }

  private void walk() {
    ObservedRows row = rows();
    for (int i = 0; i < v.rows(); i++) {
      row.read(i);
      entries += row.size;
      hides |= row.hides;
      for (int e = 0; e < row.size; e++) {
        if (row.weights[e] > 0) {
          observed++;
          zeros += row.values[e] == 0 ? 1 : 0;
          largestValue = Math.max(largestValue, row.values[e]);
          largestWeight = Math.max(largestWeight, row.weights[e]);
        }
      }
      releaseAfter(i);
    }
    if (observed == 0) {
      throw new InvalidDataException(
          "no entry of the %d × %d matrix V is observed: all are missing or have weight 0"
              .formatted(turned ? v.columns() : v.rows(), turned ? v.rows() : v.columns()));
    }
  }

  /** Whether V and its weights are sparse. */
  boolean isSparse() {
    return sparse;
  }

  /** Entries of V, and as many weights, that a session will hold. */
  long entries() {
    return entries;
  }

  /** Whether every entry is observed and none has a weight of its own. */
  boolean isComplete() {
    return given == null && !sparse && !hides;
  }

  /** Whether V can be used as it is. */
  private boolean keepsV() {
    return !sparse && !hides && v instanceof DenseMatrix;
  }

  /** Whether the weights can be used as they are: a backend may want the lines of both alike. */
  private boolean keepsWeights() {
    return !sparse && !hides && given instanceof DenseMatrix dense && !dense.isColumnMajor();
  }

  Precision weightPrecision() {
    return given == null ? Precision.FLOAT : given.precision();
  }

  /** Bytes of an entry and its weight where both are made here. */
  int entryBytes() {
    return v.precision().bytes() + weightPrecision().bytes();
  }

  /** Bytes that {@link #load} takes. */
  long bytes() {
    long structure = sparse ? entries * Integer.BYTES + (v.rows() + 1L) * Long.BYTES : 0;
    long values = keepsV() ? 0 : entries * v.precision().bytes();
    long weights = keepsWeights() ? 0 : entries * weightPrecision().bytes();
    return structure + values + weights;
  }

  /** What there is to know of a dense V before anything is loaded. */
  Input pending() {
    Sums sums = new Sums(largestValue, largestWeight);
    ObservedRows row = rows();
    MatrixSummary summary =
        MatrixSummary.ofLines(
            v.rows(),
            v.columns(),
            turned,
            i -> {
              row.read(i);
              sums.add(row);
              releaseAfter(i);
              return row.values;
            });
    return new Input(
        turned ? v.transpose() : v,
        null,
        summary,
        zeros,
        sums.mean(),
        sums.weightSum(),
        largestWeight,
        this);
  }

  /** V and its weights; what is not the caller's is in memory of {@code arena}. */
  Input load(Arena arena) {
    Sums sums = new Sums(largestValue, largestWeight);
    Pair pair = sparse ? loadSparse(arena, sums) : loadDense(arena, sums);
    Matrix values = turned ? pair.values().transpose() : pair.values();
    Matrix weights = turned ? pair.weights().transpose() : pair.weights();
    return new Input(
        values,
        weights,
        values.summary(),
        zeros,
        sums.mean(),
        sums.weightSum(),
        largestWeight,
        null);
  }

  private record Pair(Matrix values, Matrix weights) {}

  private Pair loadDense(Arena arena, Sums sums) {
    int n = v.columns();
    DenseMatrix values =
        keepsV() ? (DenseMatrix) v : DenseMatrix.allocate(v.rows(), n, v.precision(), arena);
    DenseMatrix weights =
        keepsWeights() && given instanceof DenseMatrix dense
            ? dense
            : DenseMatrix.allocate(v.rows(), n, weightPrecision(), arena);
    ObservedRows row = rows();
    for (int i = 0; i < v.rows(); i++) {
      row.read(i);
      sums.add(row);
      for (int j = 0; !keepsV() && j < n; j++) {
        values.set(i, j, row.values[j]);
      }
      for (int j = 0; !keepsWeights() && j < n; j++) {
        weights.set(i, j, row.weights[j]);
      }
    }
    return new Pair(values, weights);
  }

  private Pair loadSparse(Arena arena, Sums sums) {
    Precision precision = v.precision();
    Precision weightPrecision = weightPrecision();
    MemorySegment starts = arena.allocate((v.rows() + 1L) * Long.BYTES, ALIGNMENT);
    MemorySegment columns = arena.allocate(entries * Integer.BYTES, ALIGNMENT);
    MemorySegment values = arena.allocate(entries * precision.bytes(), ALIGNMENT);
    MemorySegment weights = arena.allocate(entries * weightPrecision.bytes(), ALIGNMENT);
    ObservedRows row = rows();
    long at = 0;
    for (int i = 0; i < v.rows(); i++) {
      row.read(i);
      sums.add(row);
      for (int e = 0; e < row.size; e++) {
        columns.setAtIndex(ValueLayout.JAVA_INT, at, row.columns[e]);
        set(values, precision, at, row.values[e]);
        set(weights, weightPrecision, at, row.weights[e]);
        at++;
      }
      starts.setAtIndex(ValueLayout.JAVA_LONG, i + 1L, at);
    }
    int n = v.columns();
    return new Pair(
        SparseMatrix.wrap(v.rows(), n, precision, starts, columns, values),
        SparseMatrix.wrap(v.rows(), n, weightPrecision, starts, columns, weights));
  }

  private static void set(MemorySegment target, Precision precision, long at, double value) {
    switch (precision) {
      case FLOAT -> target.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) value);
      case DOUBLE -> target.setAtIndex(ValueLayout.JAVA_DOUBLE, at, value);
    }
  }

  /** Σ m and Σ m·v, relative to the largest of each, so that neither overflows. */
  private static final class Sums {
    private final double value;
    private final double weight;
    private double weights;
    private double products;

    Sums(double largestValue, double largestWeight) {
      this.value = largestValue > 0 ? largestValue : 1;
      this.weight = largestWeight;
    }

    void add(ObservedRows row) {
      double rowWeights = 0;
      double rowProducts = 0;
      for (int e = 0; e < row.size; e++) {
        double m = row.weights[e] / weight;
        rowWeights += m;
        rowProducts += m * (row.values[e] / value);
      }
      weights += rowWeights;
      products += rowProducts;
    }

    double weightSum() {
      return weights * weight;
    }

    double mean() {
      return value * (products / weights);
    }
  }
}
