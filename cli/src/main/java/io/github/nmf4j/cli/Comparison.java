package io.github.nmf4j.cli;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The same factorisation on several backends: measuring one, and comparing two. */
final class Comparison {

  /** W·H is compared at so many rows and columns at most, evenly spread. */
  static final int SAMPLE = 1024;

  /** After the first run the JIT compilers need about this long to come to their end. */
  private static final double WARM_UP_SECONDS = 1.5;

  /** A first run of this length has given them the time. */
  private static final double LONG_RUN_SECONDS = 10;

  /** A measured run is at least as long, over several factorisations where one is shorter. */
  private static final double LEAST_SECONDS = 0.05;

  /** No further run of a backend begins after so long. */
  private static final double MOST_SECONDS = 30;

  /** The property that a backend obeys whose device has a clock of its own. */
  private static final String DEVICE_TIMES = "nmf.opencl.times";

  private Comparison() {}

  /**
   * One backend's part.
   *
   * @param specification as it was asked for
   * @param secondsPerIteration of each run, after the warm-up, in ascending order
   * @param firstRunSeconds the first factorisation of all, with the start of the backend, the way
   *     of V to it and the first use of every kernel
   * @param plan memory besides V
   * @param ceiling operations per second that the device can do at most, if known
   * @param result of the last run; all runs give the same
   * @param deviceTimes what the device did with its time in the first run of all, if that is known
   */
  record Measured(
      String specification,
      List<Double> secondsPerIteration,
      double firstRunSeconds,
      MemoryPlan plan,
      OptionalDouble ceiling,
      NmfResult result,
      Optional<DeviceTimes> deviceTimes) {

    Measured {
      secondsPerIteration = secondsPerIteration.stream().sorted().toList();
    }

    double median() {
      int half = secondsPerIteration.size() / 2;
      return secondsPerIteration.size() % 2 == 1
          ? secondsPerIteration.get(half)
          : (secondsPerIteration.get(half - 1) + secondsPerIteration.get(half)) / 2;
    }

    double least() {
      return secondsPerIteration.getFirst();
    }

    double most() {
      return secondsPerIteration.getLast();
    }
  }

  /**
   * Runs {@code options} on one backend, first once and for {@value #WARM_UP_SECONDS} s to warm up,
   * and then {@code runs} times, or fewer if that takes more than {@value #MOST_SECONDS} s.
   */
  static Measured measure(Matrix v, NmfOptions options, String specification, int runs) {
    NmfOptions on = options.backend(specification);
    Precision precision = on.precision().orElse(v.precision());
    long begin = System.nanoTime();
    NmfResult result = timedByDevice(v, on);
    double firstRun = since(begin);
    Optional<DeviceTimes> deviceTimes = result.run().deviceTimes();
    if (result.stopReason() == StopReason.ZERO_DATA) {
      throw new InvalidDataException("V is zero everywhere: there are no iterations to compare");
    }
    double warmUp = firstRun > LONG_RUN_SECONDS ? 0 : firstRun + WARM_UP_SECONDS;
    while (since(begin) < warmUp) {
      result = Nmf.factorize(v, on);
    }
    var seconds = new ArrayList<Double>();
    do {
      double sum = 0;
      int iterations = 0;
      do {
        result = Nmf.factorize(v, on);
        sum += iterationSeconds(result);
        iterations += result.iterations();
      } while (sum < LEAST_SECONDS);
      seconds.add(sum / iterations);
    } while (seconds.size() < runs && since(begin) < MOST_SECONDS);
    MemoryPlan plan;
    OptionalDouble ceiling;
    try (Backend backend = Backends.select(on.backend(), on.threads()).backend()) {
      plan = backend.plan(ProblemSize.of(v, on.rank(), precision));
      ceiling = backend.measureCeiling(precision);
    }
    return new Measured(specification, seconds, firstRun, plan, ceiling, result, deviceTimes);
  }

  /** A run whose backend takes the time of every command, which itself takes time. */
  private static NmfResult timedByDevice(Matrix v, NmfOptions options) {
    String before = System.setProperty(DEVICE_TIMES, "true");
    try {
      return Nmf.factorize(v, options);
    } finally {
      if (before == null) {
        System.clearProperty(DEVICE_TIMES);
      } else {
        System.setProperty(DEVICE_TIMES, before);
      }
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** All iterations, without the loss of the start, which takes as long as one or two of them. */
  private static double iterationSeconds(NmfResult result) {
    return result.run().iterationSeconds() - result.trace().getFirst().seconds();
  }

  /**
   * Floating-point operations of one iteration, additions and multiplications counted apart: {@code
   * c·e·k + g·(m + n)·k²} with e the stored entries of V. Frobenius: c = 4, g = 4 (two products
   * with V; Gram matrices and their products with the factors). Kullback–Leibler: c = 8, g = 0 (W·H
   * and a product, twice). Other β: c = 12, g = 0, and e = m·n. Empty for solvers whose iterations
   * do more than one sweep per product, which these counts do not describe.
   */
  static OptionalDouble flops(Solver solver, Loss loss, ProblemSize size) {
    return solver == Solver.HALS || solver == Solver.MULTIPLICATIVE
        ? OptionalDouble.of(flops(loss, size))
        : OptionalDouble.empty();
  }

  private static double flops(Loss loss, ProblemSize size) {
    double k = size.rank();
    double entries = size.storedEntries();
    double items = (double) size.rows() + size.columns();
    if (loss.equals(Loss.FROBENIUS)) {
      return 4 * entries * k + 4 * items * k * k;
    }
    if (loss.equals(Loss.KULLBACK_LEIBLER)) {
      return 8 * entries * k;
    }
    return 12.0 * size.rows() * size.columns() * k;
  }

  /**
   * The largest difference between entries of two products W·H, relative to the largest entry of
   * the second.
   */
  static double difference(NmfResult a, NmfResult b) {
    int[] rows = spread(a.w().rows());
    int[] columns = spread(a.h().columns());
    double largest = 0;
    double difference = 0;
    double[][] columnsOfA = columns(a.h(), columns);
    double[][] columnsOfB = columns(b.h(), columns);
    double[] rowOfA = new double[a.w().columns()];
    double[] rowOfB = new double[b.w().columns()];
    for (int row : rows) {
      a.w().copyRow(row, 0, rowOfA.length, rowOfA);
      b.w().copyRow(row, 0, rowOfB.length, rowOfB);
      for (int j = 0; j < columns.length; j++) {
        double ofA = dot(rowOfA, columnsOfA[j]);
        double ofB = dot(rowOfB, columnsOfB[j]);
        largest = Math.max(largest, Math.abs(ofB));
        difference = Math.max(difference, Math.abs(ofA - ofB));
      }
    }
    return relative(difference, largest);
  }

  /** |a − b| relative to |b|. */
  static double relativeDifference(double a, double b) {
    return relative(Math.abs(a - b), Math.abs(b));
  }

  private static double relative(double difference, double scale) {
    return difference == 0 ? 0 : difference / scale;
  }

  private static int[] spread(int size) {
    int count = Math.min(size, SAMPLE);
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) ((long) i * size / count);
    }
    return indices;
  }

  private static double[][] columns(DenseMatrix h, int[] indices) {
    DenseMatrix items = h.transpose();
    double[][] columns = new double[indices.length][items.columns()];
    for (int j = 0; j < indices.length; j++) {
      items.copyRow(indices[j], 0, items.columns(), columns[j]);
    }
    return columns;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
