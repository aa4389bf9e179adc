package io.github.nmf4j.audio;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Progress;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.matrix.DenseMatrix;
import java.util.OptionalDouble;

/**
 * A start for losses that are not convex in either factor (β &lt; 1, such as Itakura–Saito): from a
 * random start they end in a poor minimum more often than not. The factors are first moved for some
 * iterations with each of a row of losses from Kullback–Leibler on, β = 1, 0.9 and so on for
 * Itakura–Saito (Bertin, Févotte and Badeau, "A tempering approach for Itakura-Saito non-negative
 * matrix factorization. With application to music transcription", ICASSP 2009).
 */
final class Tempering {

  /** Losses before the one that is asked for. */
  static final int LOSSES = 10;

  /** The smallest entry of a factor that is handed on, relative to the largest: 0 would stay. */
  private static final double LEAST = 1e-12;

  private Tempering() {}

  /**
   * Whether a loss is one that needs it, the start one that it may replace, and V not silence, of
   * which every factor would be zero.
   */
  static boolean suits(DenseMatrix v, NmfOptions options) {
    return options.loss().beta() < 1
        && v.summary().maximum() > 0
        && options.initialization() instanceof Initialization.Random
        && options.model().columnsPerComponent() == 1
        && !options.constraints().fixesComponents();
  }

  /**
   * Where to start from.
   *
   * @param iterations with each of the losses
   * @return the same options with other starting values
   */
  static NmfOptions start(DenseMatrix v, NmfOptions options, int iterations) {
    double work = 4.0 * v.storedEntries() * options.rank() * LOSSES * iterations;
    String backend = backend(options, work);
    NmfOptions from = options;
    // one clock for all losses, as one count of iterations
    long begin = System.nanoTime();
    for (int step = 0; step < LOSSES; step++) {
      int done = step * iterations;
      double beta = 1 + (options.loss().beta() - 1) * step / LOSSES;
      NmfResult result =
          Nmf.factorize(
              v,
              from.loss(new Loss(beta))
                  .solver(Solver.MULTIPLICATIVE)
                  .penaltyW(Penalty.NONE)
                  .penaltyH(Penalty.NONE)
                  .normalization(Normalization.NONE)
                  .stoppingRule(new StoppingRule.None())
                  .maxIterations(iterations)
                  .backend(backend)
                  // the losses cannot be compared with the one that is asked for
                  .listener(
                      progress ->
                          options
                              .listener()
                              .onIteration(
                                  new Progress(
                                      done + progress.iteration(),
                                      LOSSES * iterations,
                                      OptionalDouble.empty(),
                                      (System.nanoTime() - begin) * 1e-9))));
      raise(result.w());
      raise(result.h());
      from = options.initialization(new Initialization.Custom(result.w(), result.h()));
      if (result.stopReason() == StopReason.INTERRUPTED) {
        break;
      }
    }
    return from;
  }

  /** The backend that auto would take for the work of all losses together. */
  private static String backend(NmfOptions options, double work) {
    if (!options.backend().equals(Backends.AUTO)) {
      return options.backend();
    }
    try (Backend backend = Backends.select(options.backend(), options.threads(), work).backend()) {
      return backend.name();
    }
  }

  private static void raise(DenseMatrix factor) {
    double least = LEAST * factor.summary().maximum();
    for (int i = 0; i < factor.rows(); i++) {
      for (int j = 0; j < factor.columns(); j++) {
        if (factor.get(i, j) < least) {
          factor.set(i, j, least);
        }
      }
    }
  }
}
