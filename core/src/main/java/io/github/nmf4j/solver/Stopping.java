package io.github.nmf4j.solver;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.StoppingRule;

/** The stopping rule with what it has to remember. */
final class Stopping {

  private final StoppingRule rule;
  private final double initialRoot;
  private double previousRoot;
  private int patienceUsed;
  private double previousObjective;
  private double firstViolation = -1;

  Stopping(NmfOptions options, double initialObjective) {
    this.rule = options.stoppingRule();
    this.initialRoot = root(initialObjective);
    this.previousRoot = initialRoot;
    this.previousObjective = initialObjective;
  }

  /** √(2 · objective): for the Frobenius loss without penalties the norm of the residual. */
  private static double root(double objective) {
    return Math.sqrt(2 * objective);
  }

  boolean isNone() {
    return rule instanceof StoppingRule.None;
  }

  /** The loss is followed for every rule but the empty one, so that the trace has it. */
  boolean needsLoss() {
    return !isNone();
  }

  boolean needsKkt() {
    return rule instanceof StoppingRule.Kkt;
  }

  boolean needsChange() {
    return rule instanceof StoppingRule.ParameterChange;
  }

  boolean needsViolation() {
    return rule instanceof StoppingRule.CoordinateViolation;
  }

  /** Whether the violation is small beside that of the first call. */
  boolean violationMet(double violation) {
    if (firstViolation < 0) {
      firstViolation = violation;
    }
    return rule instanceof StoppingRule.CoordinateViolation coordinates
        && violation <= coordinates.tolerance() * firstViolation;
  }

  boolean lossMet(double objective) {
    if (rule instanceof StoppingRule.AbsoluteLoss absolute) {
      boolean settled = Math.abs(previousObjective - objective) <= absolute.tolerance();
      previousObjective = objective;
      return settled;
    }
    if (!(rule instanceof StoppingRule.RelativeLoss relative)) {
      return false;
    }
    double root = root(objective);
    boolean small = previousRoot - root < relative.tolerance() * initialRoot;
    patienceUsed = small || root == 0 ? patienceUsed + 1 : 0;
    previousRoot = root;
    return patienceUsed >= relative.patience();
  }

  boolean kktMet(double residual) {
    return rule instanceof StoppingRule.Kkt kkt && residual <= kkt.tolerance();
  }

  boolean changeMet(ParameterChange change) {
    return rule instanceof StoppingRule.ParameterChange parameterChange
        && change.isBelow(parameterChange.tolerance(), parameterChange.norm());
  }
}
