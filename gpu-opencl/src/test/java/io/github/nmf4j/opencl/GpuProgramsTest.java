package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The products as a GPU's compiler gets them: for one loss each, unrolled, in the tiles of their
 * rank. The contract suite has no time for so many programs; here each is compared with the
 * reference backend.
 */
final class GpuProgramsTest {

  private static final long SEED = Long.getLong("nmf.test.seed", 20261129);
  private static final int M = 301; // more than two tiles of items, and part of one
  private static final int N = 270;

  @ParameterizedTest
  @CsvSource({
    "32, 1, false",
    "40, 1, false",
    "64, 1, false",
    "90, 1, false",
    "128, 1, false",
    "150, 1, false",
    "7, 0, false",
    "32, 0, false",
    "32, 0.5, false",
    "5, 1, true",
    "40, 1, true",
    "150, 1, true"
  })
  void agreeWithTheReference(int rank, double beta, boolean sparse) {
    List<double[]> expected;
    List<double[]> actual;
    try (Backend reference = Backends.select("reference", 1).backend();
        Backend gpu = TestDevice.open(TestDevice.GPU)) {
      expected = run(reference, rank, beta, sparse);
      actual = run(gpu, rank, beta, sparse);
    }
    assertEquals(expected.size(), actual.size());
    for (int r = 0; r < expected.size(); r++) {
      double[] e = expected.get(r);
      double[] a = actual.get(r);
      for (int i = 0; i < e.length; i++) {
        // 300 float terms of one sign
        assertEquals(
            e[i], a[i], 0x1p-16 * e[i], "result %d, entry %d, seed %d".formatted(r, i, SEED));
      }
    }
  }

  private static List<double[]> run(Backend backend, int rank, double beta, boolean sparse) {
    var random = new SplittableRandom(SEED);
    Matrix v = DenseMatrix.of(uniform(random, M, N)).copy(Precision.FLOAT, 1);
    if (sparse) {
      v = SparseMatrix.ofDense((DenseMatrix) v);
    }
    var results = new ArrayList<double[]>();
    try (Session session = backend.newSession(Precision.FLOAT)) {
      Data data = session.upload(v, 1, N);
      Factor w = factor(session, uniform(random, M, rank));
      Factor h = factor(session, uniform(random, N, rank));
      for (Side side : Side.values()) {
        Factor f = side == Side.ROWS ? w : h;
        Factor g = side == Side.ROWS ? h : w;
        Factor n = session.newFactor(f.rows(), rank);
        Factor d = session.newFactor(f.rows(), rank);
        if (beta == 1) {
          session.cross(data, side, g, n);
          results.add(read(session, n));
          session.klCross(data, side, f, g, n);
          results.add(read(session, n));
        } else {
          session.betaCross(data, side, f, g, beta, n, d);
          results.add(read(session, n));
          results.add(read(session, d));
        }
      }
    }
    return results;
  }

  private static double[] read(Session session, Factor f) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
    session.read(f, values);
    return values.toArray();
  }

  private static Factor factor(Session session, double[][] items) {
    Factor f = session.newFactor(items.length, items[0].length);
    session.write(f, DenseMatrix.of(items));
    return f;
  }

  private static double[][] uniform(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) (0.1 + random.nextDouble());
      }
    }
    return a;
  }
}
