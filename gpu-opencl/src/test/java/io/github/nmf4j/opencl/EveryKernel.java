package io.github.nmf4j.opencl;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Small factorisations that between them launch every kernel, on the first device: a program of its
 * own, to be run with a driver that checks each memory access.
 */
final class EveryKernel {

  private static final int M = 41;
  private static final int N = 23;
  private static final int K = 5;

  private EveryKernel() {}

  /** Argument: the precision. */
  public static void main(String[] args) {
    Precision precision = Precision.valueOf(args[0]);
    var random = new SplittableRandom(7);
    DenseMatrix dense = uniform(random, M, N, 1);
    Matrix sparse = SparseMatrix.ofDense(uniform(random, M, N, 0.2));
    Matrix longRows = SparseMatrix.ofDense(uniform(random, 3, 700, 1));
    NmfOptions base =
        NmfOptions.rank(K)
            .backend("opencl")
            .precision(precision)
            .maxIterations(2)
            .checkEvery(1)
            .stoppingRule(new StoppingRule.Kkt(0));
    for (Matrix v : new Matrix[] {dense, sparse}) {
      products(v, base);
      ratios(v, base);
    }
    Nmf.factorize(dense, base.loss(Loss.ITAKURA_SAITO));
    Nmf.factorize(longRows, base.loss(Loss.KULLBACK_LEIBLER));
    Nmf.factorize(longRows, base.solver(Solver.HALS));
    delays(precision);
    ceilings(precision);
  }

  private static void ceilings(Precision precision) {
    ClDevice device = ClDevice.all().getFirst();
    DeviceLimits limits = DeviceLimits.of(device, Settings.fromSystem());
    try (Arena arena = Arena.ofShared()) {
      ClContext context = ClContext.create(device, arena);
      var times = new ClTimes();
      var programs = new ProgramCache(context, new BinaryCache(Optional.empty()), times, arena);
      var memory = new DeviceMemory(device.name(), limits);
      var work =
          new Workspace(
              context, programs, memory, limits, precision, false, times, Arena.ofShared());
      var ceilings = new Ceilings(work, times);
      ceilings.flops(1);
      ceilings.bytesRead(1 << 10);
      work.close();
    }
  }

  private static void products(Matrix v, NmfOptions base) {
    Nmf.factorize(v, base.solver(Solver.HALS));
    Nmf.factorize(v, base.solver(Solver.EXTRAPOLATED_HALS));
    Nmf.factorize(v, base.solver(Solver.MULTIPLICATIVE));
    Nmf.factorize(v, base.online(new Online(17, 0.5, Online.Lines.COLUMNS)));
    var change = new StoppingRule.ParameterChange(0, StoppingRule.Norm.FROBENIUS);
    Nmf.factorize(v, base.solver(Solver.MULTIPLICATIVE).stoppingRule(change));
  }

  private static void ratios(Matrix v, NmfOptions base) {
    for (double beta : new double[] {0.5, 1}) {
      NmfOptions multiplicative = base.loss(new Loss(beta)).solver(Solver.MULTIPLICATIVE);
      Nmf.factorize(v, multiplicative.penaltyH(new Penalty(0.1, 0.1)));
      Nmf.factorize(v, multiplicative.weights(uniform(new SplittableRandom(3), M, N, 0.8)));
    }
    NmfOptions kl = base.loss(Loss.KULLBACK_LEIBLER);
    Nmf.factorize(v, kl.solver(Solver.COORDINATE_DESCENT));
    Nmf.factorize(v, kl.solver(Solver.SCALAR_NEWTON));
    Nmf.factorize(v, kl.model(Model.smooth(0.1)));
    DenseMatrix w = uniform(new SplittableRandom(4), M, K, 1);
    DenseMatrix h = uniform(new SplittableRandom(5), K, N, 1);
    Nmf.factorize(
        v,
        kl.solver(Solver.MULTIPLICATIVE)
            .initialization(new Initialization.Custom(w, h))
            .fixedComponents(Set.of(1), Set.of(0, 2)));
  }

  private static void delays(Precision precision) {
    int taps = 3;
    try (Backend backend = Backends.select("opencl", 0).backend();
        Session session = backend.newSession(precision)) {
      Factor f = session.newFactor(N, K);
      session.write(f, uniform(new SplittableRandom(6), N, K, 1));
      Factor delayed = session.newFactor(N, K * taps);
      session.delay(f, delayed);
      session.foldDelays(delayed, N, f);
    }
  }

  private static DenseMatrix uniform(SplittableRandom random, int rows, int columns, double share) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, random.nextDouble() < share ? 0.1 + random.nextDouble() : 0);
      }
    }
    return matrix;
  }
}
