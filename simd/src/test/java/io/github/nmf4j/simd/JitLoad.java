package io.github.nmf4j.simd;

import com.sun.management.ThreadMXBean;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Every operation on one thread, over and over: for each the best GFLOP/s (or GB/s where it says
 * so) and the bytes that a call allocates once it is compiled. Arguments: m n k, iterations, and a
 * precision. {@link JitCheck} runs it in fresh JVMs.
 */
final class JitLoad {

  private record Timed(double work, Runnable operation) {}

  private JitLoad() {}

  /** Prints a line per operation. */
  public static void main(String[] arguments) {
    int m = number(arguments, 0, 700);
    int n = number(arguments, 1, 500);
    int k = number(arguments, 2, 32);
    int iterations = number(arguments, 3, 60);
    for (Precision precision : Precision.values()) {
      if (arguments.length <= 4 || precision.name().equalsIgnoreCase(arguments[4])) {
        run(m, n, k, iterations, precision);
      }
    }
  }

  private static int number(String[] arguments, int at, int otherwise) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
  }

  private static void run(int m, int n, int k, int iterations, Precision precision) {
    var random = new SplittableRandom(1);
    try (var backend = new SimdProvider().open(new BackendOptions(1, ""));
        Session session = backend.newSession(precision)) {
      DenseMatrix v = uniform(random, m, n, 0.1);
      DenseMatrix thin = uniform(random, m, n, 0.1);
      long entries = 0;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          boolean kept = random.nextInt(20) == 0;
          entries += kept ? 1 : 0;
          thin.set(i, j, kept ? thin.get(i, j) : 0);
        }
      }
      var dense = session.upload(v);
      var sparse = session.upload(SparseMatrix.ofDense(thin));
      Factor W = factor(session, uniform(random, m, k, 0.1));
      Factor H = factor(session, uniform(random, n, k, 0.1));
      Factor R = session.newFactor(m, k);
      Factor N = session.newFactor(n, k);
      Factor D = session.newFactor(n, k);
      Factor sums = session.newFactor(1, k);
      var S = session.newGram(k);
      double product = 2.0 * m * n * k;
      double few = 2.0 * entries * k;
      Map<String, Timed> all = new LinkedHashMap<>();
      all.put("cross ROWS", new Timed(product, () -> session.cross(dense, Side.ROWS, H, R)));
      all.put("cross COLUMNS", new Timed(product, () -> session.cross(dense, Side.COLUMNS, W, N)));
      all.put("kl ROWS", new Timed(2 * product, () -> session.klCross(dense, Side.ROWS, W, H, R)));
      all.put(
          "kl COLUMNS",
          new Timed(2 * product, () -> session.klCross(dense, Side.COLUMNS, H, W, N)));
      for (double beta : new double[] {-1, 0, 0.5, 0.7, 1.5, 3}) {
        all.put(
            "beta " + beta,
            new Timed(3 * product, () -> session.betaCross(dense, Side.COLUMNS, H, W, beta, N, D)));
      }
      for (double beta : new double[] {1, 2}) {
        all.put(
            "weighted " + beta,
            new Timed(
                3 * product,
                () -> session.weightedCross(dense, dense, Side.COLUMNS, H, W, beta, N, D)));
        all.put(
            "sparse weighted " + beta,
            new Timed(
                3 * few,
                () -> session.weightedCross(sparse, sparse, Side.COLUMNS, H, W, beta, N, D)));
        all.put(
            "weighted loss " + beta,
            new Timed(product, () -> session.weightedDivergence(dense, dense, W, H, beta)));
        all.put(
            "sparse w. loss " + beta,
            new Timed(few, () -> session.weightedDivergence(sparse, sparse, W, H, beta)));
      }
      all.put("sparse cross", new Timed(few, () -> session.cross(sparse, Side.ROWS, H, R)));
      all.put("sparse kl", new Timed(2 * few, () -> session.klCross(sparse, Side.ROWS, W, H, R)));
      all.put("gram", new Timed(2.0 * m * k * k, () -> session.gram(W, S)));
      all.put("product", new Timed(2.0 * m * k * k, () -> session.product(W, S, R)));
      Factor F = factor(session, uniform(random, n, k, 0.1));
      all.put(
          "multiplyUpdate",
          new Timed(2.0 * n * k * k, () -> session.multiplyUpdate(F, N, S, 0.1, 0.1)));
      all.put("halsSweep", new Timed(2.0 * n * k * k, () -> session.halsSweep(F, N, S, 0.1, 0.1)));
      all.put(
          "halsSweep of free",
          new Timed(2.0 * n * k * k, () -> session.halsSweep(F, N, S, 0.1, 0.1, H)));
      all.put("hold", new Timed(1.0 * n * k, () -> session.hold(F, N, H)));
      for (double beta : new double[] {0, 1, 3.5}) {
        all.put(
            "ratioUpdate " + beta,
            new Timed(
                4.0 * n * k, () -> session.ratioUpdate(F, N, D, RatioStep.monotone(beta, 0.1, 0))));
      }
      all.put("columnSums", new Timed(1.0 * m * k, () -> session.columnSums(W, sums)));
      all.put("dot", new Timed(2.0 * m * k, () -> session.dot(W, W)));
      all.put("kkt", new Timed(8.0 * n * k, () -> session.kktResidual(H, N, D, 0.1, 0.1)));
      for (double beta : new double[] {0, 1, 1.5, 2}) {
        all.put(
            "divergence " + beta, new Timed(product, () -> session.divergence(dense, W, H, beta)));
      }
      all.put("sparse divergence", new Timed(few, () -> session.divergence(sparse, W, H, 1)));
      all.forEach((name, timed) -> measure(precision, name, timed, iterations));
    }
  }

  private static void measure(Precision precision, String name, Timed timed, int iterations) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    long allocated = 0;
    for (int i = 0; i < iterations; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      timed.operation().run();
      best = Math.min(best, (double) (System.nanoTime() - start));
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    System.out.printf(
        Locale.ROOT,
        "%-6s %-18s %8.2f GFLOP/s %9.3f ms %8d B%n",
        precision,
        name,
        timed.work() / best,
        best / 1e6,
        allocated);
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns, double low) {
    DenseMatrix a = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        a.set(i, j, low + random.nextDouble());
      }
    }
    return a;
  }

  private static Factor factor(Session session, DenseMatrix values) {
    Factor f = session.newFactor(values.rows(), values.columns());
    session.write(f, values);
    return f;
  }
}
