package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.testing.Matrices;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activations along diagonals: NMFdiag of the NMF toolbox, and its equations written out. */
final class DiagonalTest {

  private static final int M = 9;
  private static final int N = 14;
  private static final int K = 6;

  private static NmfOptions options(Model model, Initialization start) {
    return NmfOptions.rank(K)
        .loss(Loss.KULLBACK_LEIBLER)
        .model(model)
        .initialization(start)
        .stoppingRule(new StoppingRule.None())
        .backend("reference");
  }

  @Test
  void theToolboxsNumbers() {
    DenseMatrix v = DenseMatrix.of(new double[][] {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}});
    DenseMatrix w = DenseMatrix.of(new double[][] {{0.5, 1}, {1, 0.5}, {1.5, 1}});
    DenseMatrix h = DenseMatrix.of(new double[][] {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}});
    NmfResult result =
        Nmf.factorize(
            v,
            NmfOptions.rank(2)
                .loss(Loss.KULLBACK_LEIBLER)
                .model(Model.diagonal(3).withEvery(1).withPolyphony(1).withApart(1, 3))
                .start(Initialization.custom(w, h), Fixed.W)
                .stoppingRule(new StoppingRule.None())
                .maxIterations(2)
                .backend("reference"));
    WorkedExamplesTest.assertMatrix(
        new double[][] {
          {2, 1.055961802359172, 0, 2.333333333333333}, {0, 1.1328458371689936, 2.4, 0}
        },
        result.h(),
        1e-14);
  }

  /**
   * Iterations of the reference: length, every, polyphony, apart in components and columns. Lengths
   * and neighbourhoods beyond H, too.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, 2, 1, 1, true, false",
    "1, 4, 2, 2, 3, 5, true, false",
    "1, 4, 2, 2, 3, 5, false, false",
    "1, 4, 2, 2, 3, 5, false, true",
    "2, 3, 3, 3, 1, 7, false, false",
    "2, 5, 1, 1, 1, 1, true, true",
    "2, 10, 5, 5, 1, 1, false, false",
    "1, 99, 2, 7, 99, 99, false, false",
    "0, 2, 2, 2, 1, 3, false, false",
    "1, 1, 2, 3, 1, 1, false, false"
  })
  void equations(
      double beta,
      int length,
      int every,
      int polyphony,
      int components,
      int columns,
      boolean fixedW,
      boolean sparse) {
    var random = new SplittableRandom(7);
    DenseMatrix v = uniform(random, M, N);
    if (sparse) {
      for (int e = 0; e < M * N; e += 3) {
        v.set(e / N, e % N, 0);
      }
    }
    DenseMatrix w = uniform(random, M, K);
    DenseMatrix h = uniform(random, K, N);
    var model = new Model.Diagonal(length, every, polyphony, components, columns);
    Matrix data = sparse ? SparseMatrix.ofDense(v) : v;
    NmfOptions asked =
        options(model, Initialization.custom(w, h)).loss(new Loss(beta)).maxIterations(12);
    NmfResult result = Nmf.factorize(data, fixedW ? asked.fixed(Fixed.W) : asked);
    double[][] expectedW = values(w);
    double[][] expectedH = values(h);
    iterate(values(v), expectedW, expectedH, beta, model, 12, fixedW, (c, j) -> true);
    assertClose(expectedH, result.h(), "H");
    assertClose(expectedW, result.w(), "W");
  }

  private static void assertClose(double[][] expected, DenseMatrix actual, String what) {
    double largest = 0;
    for (double[] row : expected) {
      for (double value : row) {
        largest = Math.max(largest, value);
      }
    }
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertEquals(
            expected[i][j], actual.get(i, j), 1e-9 * largest, what + " at " + i + ", " + j);
      }
    }
  }

  /** Where H may be positive. */
  @FunctionalInterface
  private interface Support {
    boolean has(int component, int column);
  }

  private static void hold(double[][] h, Support support) {
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        h[c][j] = support.has(c, j) ? h[c][j] : 0;
      }
    }
  }

  /** All iterations, written out. */
  private static void iterate(
      double[][] v,
      double[][] w,
      double[][] h,
      double beta,
      Model.Diagonal model,
      int iterations,
      boolean fixedW,
      Support support) {
    double[] energies = new double[K];
    for (double[] row : w) {
      for (int c = 0; c < K; c++) {
        energies[c] += row[c] * row[c];
      }
    }
    for (int l = 0; l < iterations; l++) {
      if (l % model.every() == 0) {
        shape(h, energies, model, 1 - (l + 1.0) / iterations);
        hold(h, support);
      }
      double[][] ratios = ratios(v, w, h, beta - 2, true);
      double[][] powers = ratios(v, w, h, beta - 1, false);
      double gamma = beta == 0 ? 0.5 : 1;
      for (int c = 0; c < K; c++) {
        for (int j = 0; j < N; j++) {
          double up = 0;
          double down = 0;
          for (int i = 0; i < M; i++) {
            up += w[i][c] * ratios[i][j];
            down += w[i][c] * powers[i][j];
          }
          h[c][j] *= Math.pow(up / down, gamma);
        }
      }
      if (fixedW) {
        continue;
      }
      ratios = ratios(v, w, h, beta - 2, true);
      powers = ratios(v, w, h, beta - 1, false);
      for (int i = 0; i < M; i++) {
        for (int c = 0; c < K; c++) {
          double up = 0;
          double down = 0;
          for (int j = 0; j < N; j++) {
            up += h[c][j] * ratios[i][j];
            down += h[c][j] * powers[i][j];
          }
          w[i][c] *= down == 0 ? 1 : Math.pow(up / down, gamma);
        }
      }
    }
  }

  /** V ∘ (WH)^power, or the power alone. */
  private static double[][] ratios(
      double[][] v, double[][] w, double[][] h, double power, boolean timesV) {
    double[][] ratios = new double[M][N];
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        double y = 0;
        for (int c = 0; c < K; c++) {
          y += w[i][c] * h[c][j];
        }
        ratios[i][j] = Math.pow(y, power) * (timesV ? v[i][j] : 1);
      }
    }
    return ratios;
  }

  private static void shape(double[][] h, double[] energies, Model.Diagonal model, double f) {
    double[][] apart = new double[K][N];
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        double largest = 0;
        for (int d = 0; d < K; d++) {
          if (2 * Math.abs(d - c) <= model.apartComponents() - 1) {
            largest = Math.max(largest, h[d][j]);
          }
        }
        for (int e = 0; e < N; e++) {
          if (2 * Math.abs(e - j) <= model.apartColumns() - 1) {
            largest = Math.max(largest, h[c][e]);
          }
        }
        apart[c][j] = h[c][j] == largest ? h[c][j] : f * h[c][j];
      }
    }
    for (int j = 0; j < N; j++) {
      int column = j;
      IntStream.range(0, K)
          .boxed()
          .sorted(Comparator.comparingDouble(c -> -apart[c][column] * energies[c]))
          .skip(model.polyphony())
          .forEach(c -> apart[c][column] *= f);
    }
    int centre = (model.length() - 1) / 2;
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        h[c][j] = 0;
        for (int m = 0; m < model.length(); m++) {
          int d = c + centre - m;
          int e = j + centre - m;
          h[c][j] += d >= 0 && d < K && e >= 0 && e < N ? apart[d][e] : 0;
        }
      }
    }
  }

  /** Frames of a sound in another order: they are found, and stretches of them stay together. */
  @Test
  void findsStretchesOfTheTemplates() {
    int frames = 40;
    var random = new SplittableRandom(3);
    DenseMatrix w = uniform(random, 60, frames);
    int[] order = new int[48];
    DenseMatrix v = DenseMatrix.allocate(60, order.length, Precision.DOUBLE);
    int[] starts = {20, 4, 27, 12};
    for (int j = 0; j < order.length; j++) {
      order[j] = starts[j / 12] + j % 12;
      for (int i = 0; i < 60; i++) {
        v.set(i, j, w.get(i, order[j]) * (0.7 + 0.6 * random.nextDouble()));
      }
    }
    NmfResult result =
        Nmf.factorize(
            v,
            NmfOptions.rank(frames)
                .loss(Loss.KULLBACK_LEIBLER)
                .model(Model.diagonal(7).withPolyphony(3))
                .start(Initialization.custom(w, uniform(random, frames, order.length)), Fixed.W)
                .stoppingRule(new StoppingRule.None())
                .maxIterations(50)
                .backend("reference"));
    for (int j = 0; j < order.length; j++) {
      int column = j;
      int best =
          IntStream.range(0, frames)
              .boxed()
              .max(Comparator.comparingDouble(c -> result.h().get(c, column)))
              .orElseThrow();
      assertEquals(order[j], best, "column " + j);
    }
  }

  /** Entries that are held at zero are not filled by their neighbours, not even for a moment. */
  @Test
  void supportsStay() {
    Support allowed = (c, j) -> (c + j) % 3 > 0; // changes along diagonals
    var random = new SplittableRandom(5);
    DenseMatrix v = uniform(random, M, N);
    DenseMatrix w = uniform(random, M, K);
    DenseMatrix h = uniform(random, K, N);
    DenseMatrix support = DenseMatrix.allocate(K, N, Precision.DOUBLE);
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        support.set(c, j, allowed.has(c, j) ? 1 : 0);
      }
    }
    Model.Diagonal model = Model.diagonal(4).withEvery(2).withPolyphony(2);
    NmfResult result =
        Nmf.factorize(
            v, options(model, Initialization.custom(w, h)).supportH(support).maxIterations(7));
    double[][] expectedW = values(w);
    double[][] expectedH = values(h);
    hold(expectedH, allowed);
    iterate(values(v), expectedW, expectedH, 1, model, 7, false, allowed);
    assertClose(expectedH, result.h(), "H");
    assertClose(expectedW, result.w(), "W");
  }

  /** Of components with the same energy the first ones stay. */
  @Test
  void theFirstOfEqualsStay() {
    DenseMatrix w = DenseMatrix.allocate(M, K, Precision.DOUBLE);
    for (int c = 0; c < K; c++) {
      w.set(c, c, 1);
    }
    DenseMatrix h = DenseMatrix.allocate(K, N, Precision.DOUBLE);
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        h.set(c, j, 1);
      }
    }
    NmfResult result =
        Nmf.factorize(
            uniform(new SplittableRandom(1), M, N),
            options(Model.diagonal(1).withPolyphony(2), Initialization.custom(w, h))
                .fixed(Fixed.W)
                .maxIterations(1));
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < N; j++) {
        assertEquals(c < 2, result.h().get(c, j) > 0, c + ", " + j);
      }
    }
  }

  /** Panels of columns, as of a V that does not fit: H is changed as a whole. */
  @Test
  void streamsColumns() {
    var random = new SplittableRandom(6);
    DenseMatrix v = uniform(random, N, M).transpose(); // columns are contiguous
    NmfOptions options = options(Model.diagonal(4), Initialization.random()).maxIterations(11);
    NmfResult whole = Nmf.factorize(v, options);
    NmfResult streamed = Nmf.factorize(v, options.memoryLimit(3L * M * Double.BYTES));
    assertEquals(0, Matrices.distance(whole.h(), streamed.h()), 1e-12);
    assertEquals(0, Matrices.distance(whole.w(), streamed.w()), 1e-12);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    NmfOptions good = options(Model.diagonal(4), Initialization.random());
    assertRefused("solver", good.solver(Solver.COORDINATE_DESCENT));
    assertRefused("exponent", good.loss(Loss.ITAKURA_SAITO).exponent(Exponent.ONE_GUARDED));
    assertRefused(
        "use the stopping rule none", good.stoppingRule(new StoppingRule.AbsoluteLoss(0)));
    assertRefused("h-w", good.updateOrder(UpdateOrder.W_THEN_H));
    assertRefused("leave the replay out", good.replay(Replay.NMF_TOOLBOX));
    assertRefused(
        "other models", good.online(Online.DEFAULT).stoppingRule(new StoppingRule.None()));
    DenseMatrix h = uniform(new SplittableRandom(1), K, N);
    assertRefused("fixed", good.start(new Initialization.Custom(null, h), Fixed.H));
    assertThrows(IllegalArgumentException.class, () -> Model.diagonal(0));
    assertThrows(IllegalArgumentException.class, () -> Model.diagonal(2).withApart(2, 1));
    assertThrows(IllegalArgumentException.class, () -> Model.diagonal(2).withApart(1, 4));
    assertThrows(IllegalArgumentException.class, () -> Model.diagonal(2).withPolyphony(0));
    assertThrows(IllegalArgumentException.class, () -> Model.diagonal(2).withEvery(0));
  }

  private static void assertRefused(String reason, NmfOptions options) {
    DenseMatrix v = uniform(new SplittableRandom(2), M, N);
    var refusal = assertThrows(IllegalArgumentException.class, () -> Nmf.factorize(v, options));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.05 + random.nextDouble());
      }
    }
    return matrix;
  }

  private static double[][] values(DenseMatrix matrix) {
    double[][] values = new double[matrix.rows()][matrix.columns()];
    for (int i = 0; i < values.length; i++) {
      matrix.copyRow(i, 0, values[i].length, values[i]);
    }
    return values;
  }
}
