package io.github.nmf4j.solver;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Progress;
import io.github.nmf4j.Replay;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.backend.OperationInterruptedException;
import io.github.nmf4j.backend.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Iterates, looks at the stopping rule and keeps the trace. The iterates are those of the textbook
 * ("H, then W", or the other way round, each with the other's newest values), whatever the number
 * of panels.
 */
final class AlternatingLoop {

  private final Problem problem;
  private final Updates updates;
  private final NmfOptions options;
  private final double lossUnit;
  private final List<TracePoint> trace = new ArrayList<>();
  private final List<Integer> restarts = new ArrayList<>();
  private final ParameterChange change;
  private final CoordinateViolation violation;
  private OptionalDouble seenLoss = OptionalDouble.empty();
  private boolean statisticsTaken;
  private boolean settled = true;
  private @Nullable Side passSide;

  AlternatingLoop(Problem problem, Updates updates, NmfOptions options, Scaling scaling) {
    this.problem = problem;
    this.updates = updates;
    this.options = options;
    this.lossUnit = scaling.loss(problem.beta());
    this.change = new ParameterChange(problem, scaling);
    this.violation = new CoordinateViolation(problem.session(), scaling);
  }

  /** How the loop ended. */
  record Outcome(
      int iterations,
      StopReason reason,
      double initialLoss,
      double loss,
      double objective,
      double kktW,
      double kktH,
      List<TracePoint> trace,
      List<Integer> restarts,
      double seconds) {}

  Outcome run() {
    long start = System.nanoTime();
    TracePoint initial = look(0, updates.divergence(problem), start);
    var stopping = new Stopping(options, followed(initial));
    if (stopping.needsViolation()) {
      updates.watch(violation);
    }
    StopReason reason = null;
    int iteration = 0;
    if (!tell(0, OptionalDouble.of(initial.loss()), start)) {
      reason = StopReason.INTERRUPTED;
    }
    updates.start(initial.objective() / lossUnit);
    passSide = passSide();
    if (reason == null && options.maxIterations() > 0) {
      prepare();
    }
    var rollback = new Rollback(problem, updates);
    while (reason == null && iteration < options.maxIterations()) {
      iteration++;
      try {
        rollback.begin();
        boolean converged = advance(iteration, stopping, start);
        rollback.end();
        boolean goesOn = tell(iteration, seenLoss, start);
        if (converged) {
          reason = StopReason.CONVERGED;
        } else if (!goesOn) {
          reason = StopReason.INTERRUPTED;
        }
      } catch (OperationInterruptedException e) {
        iteration--;
        takeBack(iteration, rollback);
        reason = StopReason.INTERRUPTED;
      }
    }
    if (reason == null) {
      reason = stopping.isNone() ? StopReason.COMPLETED : StopReason.MAX_ITERATIONS;
    }
    if (!settled) {
      settle(iteration, true);
    }
    if (iteration > 0) {
      updates.finish();
    }
    // a number from the newest factors: a device that queues has done its work when it is there
    double unused = problem.session().sum(problem.w()) + problem.session().sum(problem.h());
    assert !Double.isNaN(unused) : "NaN in a factor";
    double seconds = (System.nanoTime() - start) * 1e-9;
    return certify(iteration, reason, initial, seconds);
  }

  /**
   * One iteration, and a look at the factors if it is time for one.
   *
   * @return whether a stopping rule is met
   */
  private boolean advance(int iteration, Stopping stopping, long start) {
    boolean looks = iteration % options.checkEvery() == 0 || iteration == options.maxIterations();
    boolean watchesChange = looks && stopping.needsChange();
    if (watchesChange) {
      change.remember();
    }
    boolean watchesViolation = stopping.needsViolation() && (looks || iteration == 1);
    if (watchesViolation) {
      violation.begin();
    }
    iterate(iteration, looks);
    settled = looks;
    seenLoss = OptionalDouble.empty();
    boolean converged = false;
    if (looks && stopping.needsLoss()) {
      TracePoint point = look(iteration, updates.loss(), start);
      seenLoss = OptionalDouble.of(point.loss());
      converged = stopping.lossMet(followed(point));
    }
    converged |= updates.isSettled();
    if (looks && stopping.needsKkt()) {
      converged |= stopping.kktMet(Math.max(kktW(), kktH()));
    }
    if (watchesViolation) {
      converged |= stopping.violationMet(violation.end()) && looks;
    }
    if (watchesChange) {
      converged |= stopping.changeMet(change);
    }
    return converged;
  }

  /** As if the iterations after {@code last} had not been. */
  private void takeBack(int last, Rollback rollback) {
    rollback.restore();
    statisticsTaken = false;
    settled = true;
    trace.removeIf(point -> point.iteration() > last);
    restarts.removeIf(iteration -> iteration > last);
  }

  /** What the rule for the loss follows: scikit-learn leaves penalties out. */
  private double followed(TracePoint point) {
    return options.replay() == Replay.SCIKIT_LEARN ? point.loss() : point.objective();
  }

  /** The certificate: the loss entry by entry, and how far from a stationary point we are. */
  private Outcome certify(int iterations, StopReason reason, TracePoint initial, double seconds) {
    double loss = iterations == 0 ? initial.loss() / lossUnit : updates.divergence(problem);
    double objective = loss + updates.penalty(problem);
    var last = new TracePoint(iterations, loss * lossUnit, objective * lossUnit, seconds);
    if (iterations > 0) {
      if (trace.getLast().iteration() == iterations) {
        trace.removeLast();
      }
      trace.add(last);
    }
    return new Outcome(
        iterations,
        reason,
        initial.loss(),
        last.loss(),
        last.objective(),
        kktW(),
        kktH(),
        List.copyOf(trace),
        List.copyOf(restarts),
        seconds);
  }

  /**
   * Whose items are updated in a pass that also takes what the other side needs: the more numerous
   * ones, of which a backend finds most often a few with their part of V in a cache. Null if there
   * is no such pass.
   */
  private @Nullable Side passSide() {
    if (!problem.wIsFree() || !problem.hIsFree() || !updates.passes()) {
      return null;
    }
    boolean rows = problem.v().panels() == 1 && problem.w().rows() > problem.h().rows();
    return rows ? Side.ROWS : Side.COLUMNS;
  }

  /** What the first update needs besides V and the factors. */
  private void prepare() {
    boolean statisticsFirst = options.updateOrder() == UpdateOrder.W_THEN_H && problem.wIsFree();
    if (statisticsFirst && passSide != Side.ROWS) {
      takeStatistics();
    }
  }

  private void iterate(int iteration, boolean looks) {
    halfSteps();
    settle(iteration, looks);
  }

  /** Where the iteration led to something worse, another one from the last good factors. */
  private void settle(int iteration, boolean looks) {
    if (!updates.accept(looks)) {
      restarts.add(iteration);
      prepare();
      halfSteps();
      updates.accept(looks);
    }
  }

  private void halfSteps() {
    boolean statisticsLast = options.updateOrder() == UpdateOrder.W_THEN_H;
    if (statisticsLast && problem.wIsFree()) {
      updateW();
    }
    passOverV();
    if (!statisticsLast && problem.wIsFree()) {
      updateW();
    }
  }

  private void updateW() {
    if (passSide == Side.ROWS) {
      updates.passW();
      return;
    }
    updates.updateW();
    if (updates.statisticsDependOnW()) {
      statisticsTaken = false;
    }
  }

  /** One pass over V: each panel updates its items of H and adds to the statistics for W. */
  private void passOverV() {
    if (passSide == Side.ROWS) {
      updates.beginH();
      updates.updateH(0); // what it needs of V may have been taken with W's last update
      statisticsTaken = false;
      return;
    }
    boolean takes =
        problem.wIsFree() && (problem.hIsFree() || !statisticsTaken || updates.updatesWByPanel());
    if (!problem.hIsFree() && !takes) {
      return;
    }
    if (problem.hIsFree()) {
      updates.beginH();
    }
    if (takes) {
      updates.beginStatistics();
    }
    for (int p = 0; p < problem.v().panels(); p++) {
      if (passSide == Side.COLUMNS) {
        updates.passH(p);
        continue;
      }
      if (problem.hIsFree()) {
        updates.updateH(p);
      }
      if (takes) {
        updates.addStatistics(p);
      }
    }
    statisticsTaken |= takes;
  }

  private void takeStatistics() {
    updates.beginStatistics();
    for (int p = 0; p < problem.v().panels(); p++) {
      updates.addStatistics(p);
    }
    statisticsTaken = true;
  }

  private double kktW() {
    if (!problem.wIsFree()) {
      return 0;
    }
    if (!statisticsTaken && !updates.statisticsDependOnW()) {
      takeStatistics();
    }
    double residual = updates.kktW();
    statisticsTaken = true; // taken with the current W and H, where they depend on W
    return residual;
  }

  private double kktH() {
    return problem.hIsFree() ? updates.kktH() : 0;
  }

  private TracePoint look(int iteration, double loss, long start) {
    double objective = loss + updates.penalty(problem);
    var point =
        new TracePoint(
            iteration, loss * lossUnit, objective * lossUnit, (System.nanoTime() - start) * 1e-9);
    trace.add(point);
    return point;
  }

  private boolean tell(int iteration, OptionalDouble loss, long start) {
    var progress =
        new Progress(iteration, options.maxIterations(), loss, (System.nanoTime() - start) * 1e-9);
    return options.listener().onIteration(progress) && !Thread.currentThread().isInterrupted();
  }
}
