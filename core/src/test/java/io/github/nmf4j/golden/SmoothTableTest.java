package io.github.nmf4j.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.testing.Matrices;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every number of the table of single steps on the 3 × 4 toy, weight 0.1, and the trajectories of
 * other schedules than the engine's. Steps that the engine does not take are worked out here; what
 * they lead to is checked with its objective.
 */
final class SmoothTableTest {

  private static final double WEIGHT = 0.1;
  private static final double[][] V = {{1, 2, 3, 4}, {2, 1, 2, 1}, {3, 3, 1, 2}};
  private static final double[][] W0 = {{0.5, 1}, {1, 0.5}, {1.5, 1}};
  private static final double[][] H0 = {{1, 0.5, 1, 1.5}, {0.5, 1, 1.5, 0.5}};
  private static final double[][] L0 = {{.2, .1}, {.1, .3}, {.3, .2}, {.1, .4}};
  private static final double[] LAMBDA = {3, 2.5};
  private static final double[] SIGMA = {4, 3.5};
  private static final double[] SQUARES = {0.75, 1.5};

  private static NmfOptions options(Model model, int iterations) {
    return NmfOptions.rank(2)
        .model(model)
        .loss(Loss.KULLBACK_LEIBLER)
        .maxIterations(iterations)
        .stoppingRule(new StoppingRule.None())
        .backend("reference");
  }

  private static double objective(double[][] w, double[][] h) {
    return Nmf.factorize(
            DenseMatrix.of(V),
            options(Model.smooth(WEIGHT), 0)
                .initialization(Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h))))
        .objective();
  }

  private static double convexObjective(double[][] l) {
    return Nmf.factorize(
            DenseMatrix.of(V),
            options(Model.smooth(WEIGHT).withConvex(), 0)
                .initialization(new Initialization.Convex(DenseMatrix.of(l), DenseMatrix.of(H0))))
        .objective();
  }

  private static void assertTable(double[][] expected, double[][] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], 6e-13, "row " + i);
    }
  }

  private static double[][] rows(DenseMatrix a) {
    double[][] rows = new double[a.rows()][a.columns()];
    for (int i = 0; i < a.rows(); i++) {
      a.copyRow(i, 0, a.columns(), rows[i]);
    }
    return rows;
  }

  /** H, item by item, in a session of the reference backend, with ψ's numerators of the start. */
  private static double[][] steps(double[][] w, double[][] h, Schedule schedule) {
    try (Backend backend = Backends.select("reference", 0).backend();
        Session session = backend.newSession(Precision.DOUBLE)) {
      Data v = session.upload(DenseMatrix.of(V));
      Factor W = session.newFactor(3, 2);
      Factor H = session.newFactor(4, 2);
      Factor scales = session.newFactor(1, 2);
      Factor numerator = session.newFactor(4, 2);
      session.write(W, DenseMatrix.of(w));
      session.write(H, DenseMatrix.of(h).transpose());
      session.columnSums(W, scales);
      session.klCross(v, Side.COLUMNS, H, W, numerator);
      schedule.run(session, H, numerator, scales);
      DenseMatrix result = DenseMatrix.allocate(4, 2, Precision.DOUBLE);
      session.read(H, result);
      return rows(result.transpose());
    }
  }

  private interface Schedule {
    void run(Session session, Factor h, Factor numerator, Factor scales);
  }

  /**
   * One item after the other, in this order; {@code fresh} says before which ones H is looked at.
   */
  private static Schedule inOrder(int[] items, boolean... fresh) {
    return (session, h, numerator, scales) -> {
      Factor held = session.newFactor(4, 2);
      for (int t = 0; t < items.length; t++) {
        if (fresh[t]) {
          session.copy(h, held);
        }
        int n = items[t];
        session.smoothUpdate(
            h.rows(n, n + 1),
            held,
            n,
            numerator.rows(n, n + 1),
            scales,
            scales,
            new SmoothStep(WEIGHT, 0));
      }
    };
  }

  private static final Schedule JACOBI = inOrder(new int[] {0, 1, 2, 3}, true, false, false, false);
  private static final Schedule GAUSS_SEIDEL =
      inOrder(new int[] {0, 1, 2, 3}, true, true, true, true);
  private static final Schedule RED_BLACK =
      inOrder(new int[] {0, 2, 1, 3}, true, false, true, false);

  /** λ, σ, s, ψ, φ, both parts of the objective. */
  @Test
  void whatTheStepsAreMadeOf() {
    double[][] psi = {
      {4.35, 2.185714285714, 2.392857142857, 4.893506493506},
      {1.65, 3.814285714286, 3.607142857143, 2.106493506494}
    };
    double[][] phi = {{4.05, 5.95}, {4.1, 1.9}, {5.672077922078, 3.327922077922}};
    assertTable(psi, psi());
    assertTable(phi, phi());
    assertEquals(5.110575153461157, objective(W0, H0), 1e-14);
    double penalty = 0;
    for (int c = 0; c < 2; c++) {
      double lambda = 0;
      double sigma = 0;
      double squares = 0;
      for (double[] row : W0) {
        lambda += row[c];
      }
      for (int n = 0; n < 4; n++) {
        sigma += H0[c][n];
        squares += n == 0 ? 0 : Math.pow(H0[c][n] - H0[c][n - 1], 2);
      }
      assertEquals(LAMBDA[c], lambda);
      assertEquals(SIGMA[c], sigma);
      assertEquals(SQUARES[c], squares);
      penalty += WEIGHT / 2 * lambda * lambda * squares;
    }
    assertEquals(0.80625, penalty, 1e-15);
    assertEquals(4.304325153461157, objective(W0, H0) - penalty, 1e-14);
  }

  private static double[][] psi() {
    double[][] numerator =
        steps(W0, H0, (session, h, n, _) -> session.copy(n, h)); // what klCross gives
    double[][] psi = new double[2][4];
    for (int c = 0; c < 2; c++) {
      for (int n = 0; n < 4; n++) {
        psi[c][n] = H0[c][n] * numerator[c][n];
      }
    }
    return psi;
  }

  private static double[][] phi() {
    double[][] phi = new double[3][2];
    try (Backend backend = Backends.select("reference", 0).backend();
        Session session = backend.newSession(Precision.DOUBLE)) {
      Factor W = session.newFactor(3, 2);
      Factor H = session.newFactor(4, 2);
      Factor numerator = session.newFactor(3, 2);
      session.write(W, DenseMatrix.of(W0));
      session.write(H, DenseMatrix.of(H0).transpose());
      session.klCross(session.upload(DenseMatrix.of(V)), Side.ROWS, W, H, numerator);
      DenseMatrix values = DenseMatrix.allocate(3, 2, Precision.DOUBLE);
      session.read(numerator, values);
      for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 2; c++) {
          phi[i][c] = W0[i][c] * values.get(i, c);
        }
      }
    }
    return phi;
  }

  @Test
  void schedulesOfH() {
    double[][] jacobi = {
      {1.198725804413, 0.817925467023, 0.866865062965, 1.440696090669},
      {0.71133443875, 1.316983371258, 1.185066099819, 0.97101094333}
    };
    double[][] gaussSeidel = {
      {1.198725804413, 0.854216345896, 0.93389880887, 1.422600595414},
      {0.71133443875, 1.355993711302, 1.245293454228, 0.91774839125}
    };
    double[][] redBlack = {
      {1.198725804413, 0.829682846333, 0.866865062965, 1.404586152366},
      {0.71133443875, 1.298380606448, 1.185066099819, 0.905832171508}
    };
    assertStep(jacobi, 3.4132428131462618, steps(W0, H0, JACOBI));
    assertStep(gaussSeidel, 3.4206251402844567, steps(W0, H0, GAUSS_SEIDEL));
    assertStep(redBlack, 3.4400799214873254, steps(W0, H0, RED_BLACK));
  }

  private static void assertStep(double[][] expected, double objective, double[][] h) {
    assertTable(expected, h);
    assertEquals(objective, objective(W0, h), 1e-13);
  }

  /** A majoriser that separates neighbours as well: a = 2dA, and b sees the old value, too. */
  @Test
  void theSeparableMajoriserOfH() {
    double[][] psi = psi();
    double[][] h = new double[2][4];
    for (int c = 0; c < 2; c++) {
      double weight = WEIGHT * LAMBDA[c] * LAMBDA[c];
      for (int n = 0; n < 4; n++) {
        int neighbours = n == 0 || n == 3 ? 1 : 2;
        double sum = (n == 0 ? 0 : H0[c][n - 1]) + (n == 3 ? 0 : H0[c][n + 1]);
        h[c][n] =
            root(
                2 * neighbours * weight,
                LAMBDA[c] - weight * (neighbours * H0[c][n] + sum),
                psi[c][n]);
      }
    }
    double[][] expected = {
      {1.162387528231, 0.738640303861, 0.902861846643, 1.45359852339},
      {0.682908635953, 1.235198075498, 1.265314779115, 0.891112793843}
    };
    assertStep(expected, 3.538501403484216, h);
  }

  private static double root(double a, double b, double psi) {
    return (Math.sqrt(b * b + 4 * a * psi) - b) / (2 * a);
  }

  @Test
  void stepsOfW() {
    double[][] exact = {
      {0.954232307618, 1.515163982427},
      {0.966012953391, 0.483833876741},
      {1.336414815944, 0.847453389713}
    };
    assertW(exact, 3.810562678638685, exactW(W0, H0));
    double[][] jensen = {
      {0.917746005339, 1.468840194583},
      {0.971870103259, 0.491162688575},
      {1.34970554122, 0.86977954478}
    };
    double[][] phi = phi();
    double[][] w = new double[3][2];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 2; c++) {
        double p = phi[i][c] / W0[i][c];
        double slope =
            SIGMA[c] + Math.sqrt(SIGMA[c] * SIGMA[c] + 4 * WEIGHT * SQUARES[c] * LAMBDA[c] * p);
        w[i][c] = W0[i][c] * 2 * p / slope;
      }
    }
    assertW(jensen, 3.8231670717923296, w);
    double[][] simultaneous = {
      {0.95096707387, 1.505986736251},
      {0.970915478324, 0.490502903994},
      {1.346179450135, 0.863384473945}
    };
    assertW(simultaneous, 3.8112376533049, rows(first(Model.smooth(WEIGHT), Replay.SCNMF).w()));
  }

  private static void assertW(double[][] expected, double objective, double[][] w) {
    assertTable(expected, w);
    assertEquals(objective, objective(w, H0), 1e-13);
  }

  private static double[][] exactW(double[][] w, double[][] h) {
    return rows(
        Nmf.factorize(
                DenseMatrix.of(V),
                options(Model.smooth(WEIGHT), 1)
                    .start(Initialization.custom(DenseMatrix.of(w), DenseMatrix.of(h)), Fixed.H))
            .w());
  }

  /** One iteration that begins with W or L. */
  private static NmfResult first(Model.Smooth model, Replay replay) {
    NmfOptions options =
        replay == Replay.NONE
            ? options(model, 1)
            : replay
                .options(2, Loss.KULLBACK_LEIBLER, Solver.AUTO)
                .model(model)
                .backend("reference");
    return Nmf.factorize(
        DenseMatrix.of(V),
        options
            .maxIterations(1)
            .stoppingRule(new StoppingRule.None())
            .updateOrder(UpdateOrder.W_THEN_H)
            .initialization(
                model.convex()
                    ? new Initialization.Convex(DenseMatrix.of(L0), DenseMatrix.of(H0))
                    : Initialization.custom(DenseMatrix.of(W0), DenseMatrix.of(H0))));
  }

  @Test
  void stepsOfL() {
    assertEquals(9.726987464050415, convexObjective(L0), 1e-13);
    double[][] exact = {
      {0.129720431913, 0.054848968281},
      {0.064814996005, 0.160958406704},
      {0.18774370669, 0.104200654227},
      {0.063343477188, 0.206859751053}
    };
    Model.Smooth convex = Model.smooth(WEIGHT).withConvex();
    assertL(exact, 3.9828294225860756, rows(first(convex, Replay.NONE).l().orElseThrow()));
    double[][] faulty = {
      {0.110989601984, 0.049787286125},
      {0.056284159027, 0.146649980803},
      {0.164244315865, 0.096752466226},
      {0.056259801096, 0.191756446787}
    };
    assertL(faulty, 4.196177001478792, rows(first(convex, Replay.SCNMF).l().orElseThrow()));
    double[][] coordinates = {
      {0.127166857646, 0.049760444546},
      {0.063299173272, 0.14908552956},
      {0.184868229858, 0.095589235269},
      {0.06191211575, 0.195177649875}
    };
    assertL(coordinates, 3.963505103441583, coordinateL());
  }

  private static void assertL(double[][] expected, double objective, double[][] l) {
    assertTable(expected, l);
    assertEquals(objective, convexObjective(l), 1e-13);
  }

  /** Each entry of L at the root of its own quadratic, all others at their old values. */
  private static double[][] coordinateL() {
    double[][] y = rows(Matrices.multiply(wOfL(), DenseMatrix.of(H0)));
    double[] delta = new double[4];
    double[] lambda = new double[2];
    for (int m = 0; m < 4; m++) {
      for (double[] row : V) {
        delta[m] += row[m];
      }
      lambda[0] += delta[m] * L0[m][0];
      lambda[1] += delta[m] * L0[m][1];
    }
    double[][] l = new double[4][2];
    for (int m = 0; m < 4; m++) {
      for (int c = 0; c < 2; c++) {
        double numerator = 0;
        for (int f = 0; f < 3; f++) {
          for (int n = 0; n < 4; n++) {
            numerator += V[f][m] * H0[c][n] * V[f][n] / y[f][n];
          }
        }
        double others = lambda[c] - delta[m] * L0[m][c];
        l[m][c] =
            root(
                WEIGHT * SQUARES[c] * delta[m] * delta[m],
                delta[m] * (SIGMA[c] + WEIGHT * SQUARES[c] * others),
                L0[m][c] * numerator);
      }
    }
    return l;
  }

  private static DenseMatrix wOfL() {
    return Matrices.multiply(DenseMatrix.of(V), DenseMatrix.of(L0));
  }

  /** Other schedules of H than the engine's, each with the exact step of W. */
  @ParameterizedTest
  @CsvSource({
    "false, 2.4146807643, 1.0927698585, 0.8664051545, 0.8628713231",
    "true, 2.4007549432, 1.0883429792, 0.8660266004, 0.8628713231"
  })
  void trajectories(boolean redBlack, double one, double ten, double hundred, double thousand) {
    UnaryOperator<double[][][]> iterate =
        wh -> {
          double[][] h = steps(wh[0], wh[1], redBlack ? RED_BLACK : GAUSS_SEIDEL);
          return new double[][][] {exactW(wh[0], h), h};
        };
    double[][][] wh = {W0, H0};
    for (int t = 1; t <= 1000; t++) {
      wh = iterate.apply(wh);
      double expected =
          switch (t) {
            case 1 -> one;
            case 10 -> ten;
            case 100 -> hundred;
            case 1000 -> thousand;
            default -> Double.NaN;
          };
      if (!Double.isNaN(expected)) {
        assertEquals(expected, objective(wh[0], wh[1]), 6e-11, t + " iterations");
      }
    }
  }
}
