package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The penalised objective never rises: every algorithm with every loss that it minimises, under
 * every constraint that it takes, in both precisions, iteration by iteration and half-step by
 * half-step, the models' and those with held entries, too. Shapes (up to 230 rows), density, scale,
 * penalties over six decades, weights over many, and supports are drawn; the seed is in the test's
 * name.
 */
abstract class MonotoneLayer extends Layer {

  private static final double[] BETAS = {-1, 0, 0.5, 1, 1.5, 2, 3};
  private static final int ITERATIONS = 8;
  private static final long SEED = Integer.getInteger("nmf.test.seed", 7000);

  enum Constraint {
    NONE,
    PENALTIES,
    HELD,
    WEIGHTS,
    ALL
  }

  /** An algorithm with a loss. */
  private record Method(Solver solver, Exponent exponent, Model model, double beta) {

    boolean takes(Constraint constraint) {
      return switch (constraint) {
        case NONE -> true;
        case PENALTIES, HELD -> true;
        case WEIGHTS, ALL ->
            !(model instanceof Model.Smooth smooth && (smooth.convex() || smooth.unitSum()));
      };
    }

    /** What of a penalty on W the model takes. */
    Penalty ofW(Penalty penalty) {
      if (!(model instanceof Model.Smooth smooth)) {
        return penalty;
      }
      return smooth.unitSum()
          ? Penalty.NONE
          : smooth.convex() ? new Penalty(penalty.l1(), 0) : penalty;
    }

    /** Whether a half-step begins beside the last iterate, not at it. */
    boolean extrapolates() {
      return solver == Solver.EXTRAPOLATED_HALS || solver == Solver.EXTRAPOLATED_MULTIPLICATIVE;
    }

    /** Whether components can be fixed in both factors. */
    boolean startsFromFactors() {
      return !(model instanceof Model.Smooth);
    }

    @Override
    public String toString() {
      return "%s%s %s beta=%s"
          .formatted(solver, exponent == Exponent.MONOTONE ? "" : " exponent one", model, beta);
    }
  }

  private static List<Method> methods() {
    var methods = new ArrayList<Method>();
    Model product = Model.product();
    for (double beta : BETAS) {
      for (Solver solver : Solver.values()) {
        if (solver != Solver.AUTO
            && solver.refusal(new Loss(beta)).isEmpty()
            && (solver != Solver.COORDINATE_DESCENT || beta == 1)) {
          methods.add(new Method(solver, Exponent.MONOTONE, product, beta));
        }
      }
      if (beta < 1 || beta > 2) {
        methods.add(new Method(Solver.MULTIPLICATIVE, Exponent.ONE_GUARDED, product, beta));
      }
      methods.add(new Method(Solver.MULTIPLICATIVE, Exponent.MONOTONE, Model.convolutive(3), beta));
    }
    for (Model model :
        new Model[] {
          Model.smooth(0.3).withSparsity(0.1),
          Model.smooth(30).withUnitSum(),
          Model.smooth(0.003).withConvex().withBatchSize(7)
        }) {
      methods.add(new Method(Solver.MULTIPLICATIVE, Exponent.MONOTONE, model, 1));
    }
    return methods;
  }

  static Stream<Arguments> product() {
    var cases = new ArrayList<Arguments>();
    for (Method method : methods()) {
      for (Constraint constraint : Constraint.values()) {
        for (Precision precision : Precision.values()) {
          if (method.takes(constraint)) {
            cases.add(Arguments.of(method, constraint, precision, SEED + cases.size()));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2} seed={3}")
  @MethodSource("product")
  void neverRises(Object algorithm, Constraint constraint, Precision precision, long seed) {
    session(precision).close(); // skips where the device has no such precision
    Method method = (Method) algorithm;
    var random = new SplittableRandom(seed);
    int m = random.nextInt(3) == 0 ? 200 + random.nextInt(31) : 5 + random.nextInt(40);
    int n = 5 + random.nextInt(40);
    int k = 3 + random.nextInt(5);
    boolean sparse = method.beta() > 0 && random.nextBoolean();
    double scale = Math.pow(10, random.nextInt(-6, 7));
    double[][] v = data(random, m, n, method.beta() > 0 ? (sparse ? 0.3 : 0.9) : 1, scale);
    Matrix matrix = matrix(v, precision, sparse);
    double level = Math.sqrt(scale);
    int columns = k * method.model().columnsPerComponent();
    DenseMatrix w = DenseMatrix.of(uniform(random, m, columns, level));
    DenseMatrix h = DenseMatrix.of(uniform(random, k, n, level));
    NmfOptions options = options(method, k, seed, precision);
    boolean holds = constraint == Constraint.HELD || constraint == Constraint.ALL;
    boolean convex = method.model() instanceof Model.Smooth smooth && smooth.convex();
    if (holds) {
      options = options.supportH(support(random, k, n));
      options = convex ? options : options.supportW(support(random, m, columns));
    }
    if (method.startsFromFactors()) {
      options = options.initialization(Initialization.custom(w, h));
      options = holds ? options.fixedComponents(Set.of(1), Set.of(2)) : options;
    }
    if (constraint == Constraint.PENALTIES || constraint == Constraint.ALL) {
      double unit = Math.pow(scale, method.beta());
      options = options.penaltyW(method.ofW(penalty(random, unit, level)));
      options = options.penaltyH(penalty(random, unit, level));
    }
    double[][] weights = null;
    if (constraint == Constraint.WEIGHTS || constraint == Constraint.ALL) {
      weights = data(random, m, n, 0.6, 1);
      if (sparse) {
        matrix = Inputs.layer(v, weights, true, precision);
      }
      options = options.weights(Inputs.layer(weights, weights, sparse, precision));
    }
    double size = magnitude(v, weights, method.beta());
    String what = "%s %s %s seed %d".formatted(method, constraint, precision, seed);
    var check = new Check(matrix, precision, size, what);
    NmfResult whole = check.of(options.maxIterations(ITERATIONS));
    // a residual of exactly 0 ends a run, as where penalties have emptied both factors
    assertTrue(whole.trace().size() == ITERATIONS + 1 || whole.kkt() == 0, what);
    if (method.extrapolates()) {
      fixedSteps(check, options, w, h);
    } else {
      halfSteps(check, options, method, whole);
    }
  }

  /**
   * Between two iterates lies (W_t, H_t+1): no higher than the one before it, and no lower than the
   * one after.
   */
  private static void halfSteps(Check check, NmfOptions options, Method method, NmfResult whole) {
    List<TracePoint> trace = whole.trace();
    NmfResult before = check.of(options.maxIterations(0));
    for (int t = 0; t < 2 && t + 1 < trace.size(); t++) {
      NmfResult after = check.of(options.maxIterations(t + 1));
      if (after.h().summary().maximum() == 0 || before.w().summary().maximum() == 0) {
        return; // cannot be given as a start
      }
      Initialization between =
          before.l().isPresent()
              ? new Initialization.Convex(before.l().get(), after.h())
              : Initialization.custom(before.w(), after.h());
      double middle =
          check.of(options.initialization(between).maxIterations(0)).trace().getFirst().objective();
      check.ordered(trace.get(t).objective(), middle, "H of iteration " + (t + 1));
      // both of its steps lower one majoriser, and the first may lower the objective further
      if (method.solver() != Solver.JOINT_MULTIPLICATIVE) {
        check.ordered(middle, trace.get(t + 1).objective(), "W of iteration " + (t + 1));
      }
      before = after;
    }
  }

  /** One factor fixed, whatever of the other one is held. */
  private static void fixedSteps(Check check, NmfOptions options, DenseMatrix w0, DenseMatrix h0) {
    DenseMatrix w = w0;
    DenseMatrix h = h0;
    Constraints all = options.constraints();
    NmfOptions one = options.maxIterations(1);
    var forH =
        new Constraints(all.weights(), all.missing(), null, all.supportH(), Set.of(), all.fixedH());
    var forW =
        new Constraints(all.weights(), all.missing(), all.supportW(), null, all.fixedW(), Set.of());
    for (int t = 0; t < 2 && h.summary().maximum() > 0 && w.summary().maximum() > 0; t++) {
      NmfOptions free = one.constraints(Constraints.NONE);
      h = check.of(free.start(Initialization.custom(w, h), Fixed.W).constraints(forH)).h();
      if (h.summary().maximum() > 0) {
        w = check.of(free.start(Initialization.custom(w, h), Fixed.H).constraints(forW)).w();
      }
    }
  }

  private static NmfOptions options(Method method, int k, long seed, Precision precision) {
    return NmfOptions.rank(k)
        .loss(new Loss(method.beta()))
        .model(method.model())
        .solver(method.solver())
        .exponent(method.exponent())
        .seed(seed)
        .precision(precision)
        .checkEvery(1)
        // a rule that is never met: the trace then has every iteration
        .stoppingRule(new StoppingRule.Kkt(0));
  }

  /** Runs a factorisation and looks at every iteration of it. */
  private final class Check {
    private final Matrix v;
    private final double slack;
    private final double magnitude;
    private final String what;
    private double size;

    Check(Matrix v, Precision precision, double magnitude, String what) {
      this.v = v;
      this.slack = precision == Precision.DOUBLE ? 1e-12 : 1e-5;
      this.magnitude = magnitude;
      this.what = what;
    }

    NmfResult of(NmfOptions options) {
      String name = contract().provider().name();
      String device = contract().device().isEmpty() ? "" : ":" + contract().device();
      NmfResult result = Nmf.factorize(v, options.backend(name + device));
      // rounding counts with the size of the terms that the objective is made of
      size = Math.max(size, result.trace().getFirst().objective() + magnitude);
      double before = Double.POSITIVE_INFINITY;
      for (TracePoint point : result.trace()) {
        double last = before;
        assertTrue(
            point.objective() <= last + slack * size,
            () ->
                "%s, %s: from %s to %s in iteration %d"
                    .formatted(what, v, last, point.objective(), point.iteration()));
        before = point.objective();
      }
      return result;
    }

    void ordered(double before, double after, String step) {
      assertTrue(
          after <= before + slack * size,
          () -> "%s, %s: from %s to %s by %s".formatted(what, v, before, after, step));
    }
  }

  /** Log-normal over decades; some entries zero, and where there may be zeros a whole row. */
  private static double[][] data(
      SplittableRandom random, int rows, int columns, double density, double scale) {
    double[][] a = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        boolean zero = density < 1 && (i == 2 || random.nextDouble() >= density);
        a[i][j] = zero ? 0 : scale * Math.exp(2 * random.nextGaussian());
      }
    }
    a[0][0] = scale;
    return a;
  }

  private static Matrix matrix(double[][] a, Precision precision, boolean sparse) {
    DenseMatrix dense = DenseMatrix.of(a).copy(precision, 1);
    return sparse ? SparseMatrix.ofDense(dense) : dense;
  }

  private static double[][] uniform(SplittableRandom random, int rows, int columns, double scale) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = scale * (0.01 + random.nextDouble());
      }
    }
    return a;
  }

  private static DenseMatrix support(SplittableRandom random, int rows, int columns) {
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextInt(4) == 0 ? 0 : 1;
      }
    }
    return DenseMatrix.of(a);
  }

  /** None, or six decades of each weight, in units in which they matter. */
  private static Penalty penalty(SplittableRandom random, double unit, double factor) {
    double l1 = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextInt(-3, 4));
    double l2 = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextInt(-3, 4));
    return new Penalty(l1 * unit / factor, l2 * unit / (factor * factor));
  }

  private static double magnitude(double[][] v, double[][] weights, double beta) {
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[i].length; j++) {
        double weight = weights == null ? 1 : weights[i][j];
        sum += v[i][j] == 0 || weight == 0 ? 0 : weight * Math.pow(v[i][j], beta);
      }
    }
    return sum;
  }
}
