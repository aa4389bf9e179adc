package io.github.nmf4j;

import java.util.Optional;

/**
 * Mini-batch NMF: the shared factor moves after every batch of lines of V, and what earlier batches
 * said about it is forgotten little by little. An iteration is one pass over all batches, an epoch.
 * For a batch of b of n lines and a forget factor φ, ρ = φ^(b/n) of the past is kept; see {@link
 * io.github.nmf4j.backend.ForgettingStep}.
 *
 * <p>Far fewer epochs are needed than iterations of a whole-matrix algorithm while V is large and
 * the tolerance is not; the objective does not fall monotonically, and the limit is noisier than a
 * minimum.
 *
 * @param batchSize lines of V in a batch, ≥ 1; at most all of them are taken
 * @param forgetFactor φ, what is kept of the past after one epoch: 0 nothing, 1 everything
 * @param lines what a batch consists of
 * @param restarts whether, and how, a batch's own factor is solved for anew each time
 */
public record Online(
    int batchSize, double forgetFactor, Lines lines, Optional<FreshRestarts> restarts) {

  /**
   * A batch's own factor begins, each time, at the constant √(mean / k) of the batch and takes
   * several steps, instead of one from where the last epoch left it; when all is done, it is solved
   * for once more, for all of V. Slower, and independent of what was found in earlier epochs. Steps
   * end early when one changes the factor by at most the tolerance of {@link
   * StoppingRule.BatchCost}, relatively; without that rule none is left out.
   *
   * @param maxIterations steps for a batch at most, ≥ 1; scikit-learn's fresh_restarts_max_iter
   * @param lastMaxIterations steps at the end at most, ≥ 1; scikit-learn's transform_max_iter
   */
  public record FreshRestarts(int maxIterations, int lastMaxIterations) {

    public FreshRestarts {
      if (maxIterations < 1 || lastMaxIterations < 1) {
        throw new IllegalArgumentException(
            "steps of a fresh restart must be at least 1, were %d and %d at the end"
                .formatted(maxIterations, lastMaxIterations));
      }
    }
  }

  /** What a batch consists of. */
  public enum Lines {
    /** Columns of V: each batch has its own columns of H, and W is shared. */
    COLUMNS,
    /** Rows of V: each batch has its own rows of W, and H is shared. */
    ROWS;

    /** What they are in Vᵀ. */
    Lines others() {
      return this == ROWS ? COLUMNS : ROWS;
    }
  }

  /** scikit-learn's parameters: batches of 1024, forget factor 0.7. */
  public static final Online DEFAULT = new Online(1024, 0.7, Lines.COLUMNS);

  /** Batches without fresh restarts. */
  public Online(int batchSize, double forgetFactor, Lines lines) {
    this(batchSize, forgetFactor, lines, Optional.empty());
  }

  public Online {
    if (batchSize < 1) {
      throw new IllegalArgumentException("the batch size must be at least 1, was " + batchSize);
    }
    if (!(forgetFactor >= 0 && forgetFactor <= 1)) {
      throw new IllegalArgumentException(
          "the forget factor must be in [0, 1], was " + forgetFactor);
    }
  }

  /** The same with batches of {@code size} lines. */
  public Online withBatchSize(int size) {
    return new Online(size, forgetFactor, lines, restarts);
  }

  /** The same with another forget factor. */
  public Online withForgetFactor(double factor) {
    return new Online(batchSize, factor, lines, restarts);
  }

  /** The same with batches of rows or of columns. */
  public Online withLines(Lines of) {
    return new Online(batchSize, forgetFactor, of, restarts);
  }

  /** The same with fresh restarts. */
  public Online withFreshRestarts(FreshRestarts fresh) {
    return new Online(batchSize, forgetFactor, lines, Optional.of(fresh));
  }

  /** ρ: what is kept of the past when a batch of {@code size} of {@code all} lines comes in. */
  public double retained(int size, int all) {
    return Math.pow(forgetFactor, (double) Math.min(size, all) / all);
  }

  /** The factor that all batches share. */
  Fixed shared() {
    return lines == Lines.COLUMNS ? Fixed.W : Fixed.H;
  }

  /**
   * Checks that these options have a meaning in batches.
   *
   * @throws IllegalArgumentException if not, saying why
   */
  void check(NmfOptions options) {
    if (!(options.model() instanceof Model.Product)) {
      throw new IllegalArgumentException(
          "online updates are for V ≈ W·H; other models tie neighbouring columns together across"
              + " batches");
    }
    if (options.solver() != Solver.AUTO && options.solver() != Solver.MULTIPLICATIVE) {
      throw new IllegalArgumentException(
          "online updates are multiplicative: use solver mu, not " + options.solver());
    }
    if (options.exponent() != Exponent.MONOTONE) {
      throw new IllegalArgumentException(
          "online updates have the monotone exponent only, not exponent one");
    }
    if (options.fixed() == shared()) {
      throw new IllegalArgumentException(
          ("with a fixed %s nothing is shared between batches, and there is nothing to forget; leave"
                  + " online updates out")
              .formatted(options.fixed()));
    }
    boolean ownIsFixed = options.fixed() != Fixed.NONE; // the shared one is not
    if (restarts.isPresent() && ownIsFixed) {
      throw new IllegalArgumentException(
          "with a fixed %s there is nothing to restart; leave fresh restarts out"
              .formatted(options.fixed()));
    }
    if (options.updateOrder() != firstIn(options.replay())) {
      throw new IllegalArgumentException(
          "online updates bring a batch's own factor up to date before the shared one: the update"
              + " order has no meaning");
    }
    if (options.replay() != Replay.NONE && options.replay() != Replay.SCIKIT_LEARN) {
      throw new IllegalArgumentException("the reference to replay has no online updates");
    }
  }

  private static UpdateOrder firstIn(Replay replay) {
    return replay == Replay.SCIKIT_LEARN ? UpdateOrder.W_THEN_H : UpdateOrder.H_THEN_W;
  }
}
