package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * On a device as small as any: 32 KiB of local memory, buffers of 1 MiB, no double for sums. V then
 * lies in several slabs or blocks, sums are cut into splits, rows of sparse V into segments. Each
 * operation is compared with the reference backend on the same operands.
 */
final class SmallDeviceTest {

  private static final long SEED = Long.getLong("nmf.test.seed", 20261121);
  private static final int M = 1030;
  private static final int N = 620;
  private static final int K = 11;

  /** All results of one backend, in a fixed order. */
  private record Results(List<String> names, List<double[]> values) {

    void add(String name, double... value) {
      names.add(name);
      values.add(value);
    }

    void add(String name, Session session, Factor f) {
      DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
      session.read(f, values);
      add(name, values.toArray());
    }
  }

  private static double[][] uniform(SplittableRandom random, int rows, int columns, double low) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) (low + (1 - low) * random.nextDouble());
      }
    }
    return a;
  }

  private static Factor factor(Session session, double[][] items) {
    Factor f = session.newFactor(items.length, items[0].length);
    session.write(f, DenseMatrix.of(items));
    return f;
  }

  /** Runs every operation on V, uploaded in panels of {@code panelColumns}. */
  private static Results run(
      Backend backend, Matrix v, double[][] w, double[][] h, int panelColumns, double[] betas) {
    var results = new Results(new ArrayList<>(), new ArrayList<>());
    try (Session session = backend.newSession(Precision.FLOAT)) {
      Data data = session.upload(v, 2, panelColumns);
      Factor W = factor(session, w);
      Factor H = factor(session, h);
      Gram s = session.newGram(K);
      session.gram(W, s);
      results.add("gram", session.read(s));
      results.add("dot of Gram matrices", session.dot(s, s));
      results.add("squaredNorm", session.squaredNorm(data));
      results.add("sum", session.sum(W));
      results.add("dot", session.dot(H, H));
      Factor sums = session.newFactor(1, K);
      session.columnSums(W, sums);
      results.add("columnSums", session, sums);
      for (double beta : betas) {
        results.add("divergence " + beta, session.divergence(data, W, H, beta));
      }
      for (Side side : Side.values()) {
        Factor f = side == Side.ROWS ? W : H;
        Factor g = side == Side.ROWS ? H : W;
        Factor n = session.newFactor(f.rows(), K);
        Factor d = session.newFactor(f.rows(), K);
        session.klCross(data, side, f, g, n);
        results.add("klCross " + side, session, n);
        for (double beta : betas) {
          session.betaCross(data, side, f, g, beta, n, d);
          results.add("numerator %s %s".formatted(side, beta), session, n);
          results.add("denominator %s %s".formatted(side, beta), session, d);
        }
        results.add("kktResidual " + side, session.kktResidual(f, n, d, 0.1, 0.2));
        session.ratioUpdate(f, n, d, RatioStep.monotone(0.5, 0.1, 0.2));
        results.add("ratioUpdate " + side, session, f);
        session.gram(g, s);
        session.cross(data, side, g, n);
        results.add("cross " + side, session, n);
        session.multiplyUpdate(f, n, s, 0.1, 0.2);
        results.add("multiplyUpdate " + side, session, f);
        session.write(W, DenseMatrix.of(w));
        session.write(H, DenseMatrix.of(h));
        session.halsSweep(f, n, s, 0.1, 0.2);
        results.add("halsSweep " + side, session, f);
        session.write(W, DenseMatrix.of(w));
        session.write(H, DenseMatrix.of(h));
      }
    }
    return results;
  }

  private static void compare(Matrix v, int panelColumns, double... betas) {
    compare(TestDevice.SMALL, v, panelColumns, betas);
  }

  private static void compare(Settings settings, Matrix v, int panelColumns, double... betas) {
    var random = new SplittableRandom(SEED);
    double[][] w = uniform(random, M, K, 0.1);
    double[][] h = uniform(random, N, K, 0.1);
    try (Backend small = TestDevice.open(settings);
        Backend reference = Backends.select("reference", 1).backend()) {
      Results expected = run(reference, v, w, h, panelColumns, betas);
      Results actual = run(small, v, w, h, panelColumns, betas);
      assertEquals(expected.names(), actual.names());
      for (int r = 0; r < expected.names().size(); r++) {
        assertClose(expected.names().get(r), expected.values().get(r), actual.values().get(r));
      }
    }
  }

  /**
   * Entries agree to 2⁻¹³ of the largest: a wrong index or a lost term is far outside that, and the
   * rounding of sums of a thousand floats far inside.
   */
  private static void assertClose(String name, double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length, name);
    double largest = 0;
    for (double x : expected) {
      largest = Math.max(largest, Math.abs(x));
    }
    for (int i = 0; i < expected.length; i++) {
      int at = i;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= 0x1p-13 * largest,
          () ->
              "%s[%d]: expected %s, was %s (seed %d)"
                  .formatted(name, at, expected[at], actual[at], SEED));
    }
  }

  private static DenseMatrix dense() {
    return DenseMatrix.of(uniform(new SplittableRandom(SEED + 1), M, N, 0.1))
        .copy(Precision.FLOAT, 1);
  }

  @Test
  void groupsOf128() {
    compare(TestDevice.SMALLEST, dense(), N, 1, 0.5);
    compare(TestDevice.SMALLEST, SparseMatrix.ofDense(dense()), N, 1, 2);
  }

  @Test
  void denseInSlabsOfRows() {
    compare(dense(), N, 0.5, 1, 2);
  }

  @Test
  void denseInSlabsOfColumnsWithPanels() {
    DenseMatrix transposed =
        DenseMatrix.of(uniform(new SplittableRandom(SEED + 1), N, M, 0.1))
            .copy(Precision.FLOAT, 1)
            .transpose();
    assertTrue(transposed.isColumnMajor());
    compare(transposed, 230, 0, 3);
  }

  @Test
  void sparseWithRowsOfManySegments() {
    // so many entries that one buffer cannot hold them
    compare(SparseMatrix.ofDense(dense()), N, 0.5, 1, 2);
  }

  @Test
  void sparseWithEmptyRowsAndPanels() {
    var random = new SplittableRandom(SEED + 2);
    double[][] a = uniform(random, M, N, 0.1);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        boolean kept = i == 500 || j == 300 || (i % 3 == 0 && random.nextInt(50) == 0);
        a[i][j] = kept ? a[i][j] : 0;
      }
    }
    compare(SparseMatrix.ofDense(DenseMatrix.of(a).copy(Precision.FLOAT, 1)), 250, 0.5, 1, 1.5, 2);
  }
}
