package io.github.nmf4j;

import io.github.nmf4j.matrix.Precision;
import java.util.Optional;

/** The options on their way from one immutable value to the next. */
final class OptionsDraft {

  int rank;
  Model model;
  Loss loss;
  Solver solver;
  Optional<Online> online;
  Initialization initialization;
  RandomSource randomSource;
  long seed;
  Penalty penaltyW;
  Penalty penaltyH;
  Fixed fixed;
  Constraints constraints;
  UpdateOrder updateOrder;
  Exponent exponent;
  Replay replay;
  int maxIterations;
  StoppingRule stoppingRule;
  int checkEvery;
  Normalization normalization;
  Optional<Precision> precision;
  long memoryLimit;
  String backend;
  int threads;
  ProgressListener listener;

  OptionsDraft(NmfOptions options) {
    rank = options.rank();
    model = options.model();
    loss = options.loss();
    solver = options.solver();
    online = options.online();
    initialization = options.initialization();
    randomSource = options.randomSource();
    seed = options.seed();
    penaltyW = options.penaltyW();
    penaltyH = options.penaltyH();
    fixed = options.fixed();
    constraints = options.constraints();
    updateOrder = options.updateOrder();
    exponent = options.exponent();
    replay = options.replay();
    maxIterations = options.maxIterations();
    stoppingRule = options.stoppingRule();
    checkEvery = options.checkEvery();
    normalization = options.normalization();
    precision = options.precision();
    memoryLimit = options.memoryLimit();
    backend = options.backend();
    threads = options.threads();
    listener = options.listener();
  }

  NmfOptions options() {
    return new NmfOptions(
        rank,
        model,
        loss,
        solver,
        online,
        initialization,
        randomSource,
        seed,
        penaltyW,
        penaltyH,
        fixed,
        constraints,
        updateOrder,
        exponent,
        replay,
        maxIterations,
        stoppingRule,
        checkEvery,
        normalization,
        precision,
        memoryLimit,
        backend,
        threads,
        listener);
  }
}
