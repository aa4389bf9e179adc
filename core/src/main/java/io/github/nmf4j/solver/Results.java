package io.github.nmf4j.solver;

import io.github.nmf4j.Constraints;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.init.Start;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes out of a run: factors and losses in the caller's units. */
final class Results {

  private final Task task;
  private final Matrix v;
  private final NmfOptions options;
  private final Precision precision;
  private final Run run;

  Results(Task task, Run run) {
    this.task = task;
    this.v = task.v();
    this.options = task.options();
    this.precision = task.precision();
    this.run = run;
  }

  /**
   * Of iterations that have come to their end.
   *
   * @param factorL the factor of the convex model, null in every other one
   * @param upload seconds until V and the factors were on the device
   */
  NmfResult of(
      Problem problem,
      @Nullable Factor factorL,
      Scaling scaling,
      Start initial,
      AlternatingLoop.Outcome outcome,
      double upload) {
    Session session = problem.session();
    int taps = options.model().columnsPerComponent();
    double baseline = constantModelLoss(problem, scaling);
    DenseMatrix resultW =
        Taps.byComponent(
            factor(session, problem.w(), Taps.byTap(initial.w(), taps), scaling.w(), Fixed.W),
            taps);
    DenseMatrix resultH =
        factor(session, problem.h(), initial.h().transpose(), scaling.h(), Fixed.H).transpose();
    Optional<DenseMatrix> l =
        Optional.ofNullable(factorL).map(f -> values(session, f, scaling.w() / scaling.v()));
    Normalizer.normalize(options.normalization(), resultW, resultH, taps);
    return new NmfResult(
        resultW,
        rowMajor(resultH),
        l,
        outcome.iterations(),
        outcome.reason(),
        outcome.initialLoss(),
        outcome.loss(),
        relative(outcome.loss(), baseline, scaling),
        outcome.objective(),
        outcome.kktW(),
        outcome.kktH(),
        outcome.trace(),
        outcome.restarts(),
        task.solver(),
        precision,
        run.finished(upload, outcome.seconds()));
  }

  /** V = 0 is fitted by zeros, exactly; nothing has to be computed. */
  NmfResult ofZeros(Start initial) {
    Constraints constraints = options.constraints();
    if (options.fixed() != Fixed.W) {
      Holds.keepOnlyFixedW(
          initial.w(), constraints.fixedW(), options.model().columnsPerComponent());
    }
    if (options.fixed() != Fixed.H) {
      Holds.keepOnlyFixedH(initial.h(), constraints.fixedH());
    }
    DenseMatrix w = initial.w().copy(precision, 1);
    DenseMatrix h = initial.h().copy(precision, 1);
    return new NmfResult(
        w,
        h,
        Optional.ofNullable(initial.l())
            .map(_ -> DenseMatrix.allocate(v.columns(), options.rank(), precision)),
        0,
        StopReason.ZERO_DATA,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of(new TracePoint(0, 0, 0, 0)),
        List.of(),
        task.solver(),
        precision,
        run.finished(0, 0));
  }

  /** D(V | mean(V)) in the caller's units, as the divergence from a model of rank one. */
  private double constantModelLoss(Problem problem, Scaling scaling) {
    Session session = problem.session();
    double root = Math.sqrt(task.input().mean() / scaling.v());
    Factor w = session.newFactor(v.rows(), 1);
    Factor h = session.newFactor(v.columns(), 1);
    session.write(w, constant(v.rows(), root));
    session.write(h, constant(v.columns(), root));
    var model =
        new Problem(
            session,
            problem.v(),
            w,
            h,
            problem.beta(),
            0,
            0,
            0,
            0,
            Fixed.NONE,
            problem.weights(),
            null,
            null);
    return model.divergence() * scaling.loss(problem.beta());
  }

  private static DenseMatrix constant(int rows, double value) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, 1, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      matrix.set(i, 0, value);
    }
    return matrix;
  }

  /** Against the constant model, or, if V is constant, against the size of its entries. */
  private double relative(double loss, double baseline, Scaling scaling) {
    double beta = options.loss().beta();
    double size =
        task.input().weightSum()
            / scaling.m()
            * Math.pow(task.input().mean() / scaling.v(), beta)
            * scaling.loss(beta);
    if (size == 0) {
      return loss == 0 ? 0 : 1;
    }
    return baseline > 1e-12 * size ? loss / baseline : loss / size;
  }

  /** The factor in the caller's units; a fixed one is what was given, bit for bit. */
  private DenseMatrix factor(
      Session session, Factor f, DenseMatrix given, double unit, Fixed fixed) {
    if (options.fixed() == fixed) {
      return given.copy(precision, 1);
    }
    return values(session, f, unit);
  }

  private DenseMatrix values(Session session, Factor f, double unit) {
    DenseMatrix values = DenseMatrix.allocate(f.rows(), f.rank(), precision);
    session.read(f, values);
    for (int i = 0; i < values.rows(); i++) {
      for (int c = 0; c < values.columns(); c++) {
        double value = values.get(i, c) * unit;
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
          throw new IllegalStateException(
              "the computation broke down: factor entry (%d, %d) is %s".formatted(i, c, value));
        }
        values.set(i, c, value);
      }
    }
    return values;
  }

  static DenseMatrix rowMajor(DenseMatrix matrix) {
    return matrix.isColumnMajor() ? matrix.copy(matrix.precision(), 1) : matrix;
  }
}
