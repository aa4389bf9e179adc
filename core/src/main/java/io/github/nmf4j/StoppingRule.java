package io.github.nmf4j;

/**
 * When to stop before the largest number of iterations. Rules are looked at every {@link
 * NmfOptions#checkEvery()} iterations.
 */
public sealed interface StoppingRule {

  /** Runs all iterations. */
  record None() implements StoppingRule {}

  /**
   * Stops when e = √(2 · (loss + penalties)) has fallen by less than {@code tolerance} times its
   * initial value since the last look, {@code patience} looks in a row. For the Frobenius loss
   * without penalties e is the norm of V − WH; with patience 1 and a look every 10 iterations this
   * is scikit-learn's rule for multiplicative updates.
   */
  record RelativeLoss(double tolerance, int patience) implements StoppingRule {
    public RelativeLoss {
      check(tolerance);
      if (patience < 1) {
        throw new IllegalArgumentException("patience must be at least 1, was " + patience);
      }
    }
  }

  /**
   * Stops when the KKT residual of every factor that is not fixed is at most {@code tolerance}.
   * Each look costs one more pass over V.
   */
  record Kkt(double tolerance) implements StoppingRule {
    public Kkt {
      check(tolerance);
    }
  }

  /**
   * Stops when the last iteration changed each of W and H by less than {@code tolerance} in the
   * given norm: the rule of Müller's FMP notebooks, whose code takes the spectral norm and whose
   * text the Frobenius norm. It depends on the scale of the data.
   */
  record ParameterChange(double tolerance, Norm norm) implements StoppingRule {
    public ParameterChange {
      check(tolerance);
    }
  }

  /**
   * Stops when the objective differs by at most {@code tolerance} from that of the last look: the
   * rule of the package scnmf. It depends on the scale of the data.
   */
  record AbsoluteLoss(double tolerance) implements StoppingRule {
    public AbsoluteLoss {
      check(tolerance);
    }
  }

  /**
   * Stops when the violation of an iteration is at most {@code tolerance} times that of the first
   * one: scikit-learn's rule for coordinate descent. The violation is the sum over all entries of
   * the free factors of the size of the projected gradient that the sweep of {@link Solver#HALS}
   * finds when it comes to the entry. Each look reads both factors back to the host.
   */
  record CoordinateViolation(double tolerance) implements StoppingRule {
    public CoordinateViolation {
      check(tolerance);
    }
  }

  /**
   * scikit-learn's rule for mini-batches, for {@link NmfOptions#online} alone. It is asked after
   * every batch, and stops when that moved the shared factor by at most {@code tolerance} times its
   * norm, or when the averaged cost of the batches has not fallen below its lowest value for {@code
   * patience} batches in a row.
   */
  record BatchCost(double tolerance, int patience) implements StoppingRule {

    /** scikit-learn's numbers. */
    public static final BatchCost DEFAULT = new BatchCost(1e-4, 10);

    public BatchCost {
      check(tolerance);
      if (patience < 1) {
        throw new IllegalArgumentException("patience must be at least 1, was " + patience);
      }
    }
  }

  /** A matrix norm. */
  enum Norm {
    /** Square root of the sum of squares. */
    FROBENIUS,
    /** Largest singular value. */
    SPECTRAL
  }

  private static void check(double tolerance) {
    if (!(tolerance >= 0 && tolerance <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("tolerance must be finite and ≥ 0, was " + tolerance);
    }
  }
}
