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
import java.util.function.BiConsumer;

/**
 * Small factorisations that between them launch every kernel, on the first device: a program of its
 * own, to be run with a driver that checks each memory access.
 */
final class EveryKernel {

  private final Precision precision;
  private final int m;
  private final int n;
  private final int k;
  private final boolean brief;
  private final NmfOptions base;

  private EveryKernel(Precision precision, boolean brief) {
    this.precision = precision;
    this.brief = brief;
    this.m = brief ? 9 : 41;
    this.n = brief ? 7 : 23;
    this.k = brief ? 3 : 5;
    NmfOptions options = NmfOptions.rank(k).backend("opencl").precision(precision).checkEvery(1);
    this.base =
        brief
            ? options.maxIterations(1).stoppingRule(new StoppingRule.None())
            : options.maxIterations(2).stoppingRule(new StoppingRule.Kkt(0));
  }

  /**
   * Arguments: the precision; then {@code all}, {@code brief} for smaller ones with fewer
   * iterations, or {@code unwritten} for one kernel that reads a buffer which nobody wrote.
   */
  public static void main(String[] args) {
    Precision precision = Precision.valueOf(args[0]);
    if (args[1].equals("unwritten")) {
      withWorkspace(precision, (work, _) -> readUnwritten(work));
      return;
    }
    new EveryKernel(precision, args[1].equals("brief")).run();
  }

  private void run() {
    var random = new SplittableRandom(7);
    DenseMatrix dense = uniform(random, m, n, 1);
    Matrix sparse = SparseMatrix.ofDense(uniform(random, m, n, 0.2));
    Matrix longRows = SparseMatrix.ofDense(uniform(random, 3, 300, 1));
    for (Matrix v : new Matrix[] {dense, sparse}) {
      products(v);
      ratios(v);
    }
    Nmf.factorize(dense, base.loss(Loss.ITAKURA_SAITO));
    NmfOptions kl = base.loss(Loss.KULLBACK_LEIBLER);
    // coordinate descent over three hundred items takes an interpreter minutes
    Nmf.factorize(longRows, brief ? kl.solver(Solver.MULTIPLICATIVE) : kl);
    Nmf.factorize(longRows, base.solver(Solver.HALS));
    delays();
    withWorkspace(
        precision,
        (work, times) -> {
          var ceilings = new Ceilings(work, times);
          ceilings.flops(1);
          ceilings.bytesRead(1 << 10);
        });
  }

  private static void readUnwritten(Workspace work) {
    ClBuffer numbers = work.allocate(64 * 4, "numbers");
    ClBuffer sums = work.allocate(16, "sums");
    work.launcher()
        .kernel("scalars", "sum_entries", "-DGROUP=64")
        .buffer(numbers)
        .wide(0)
        .wide(64)
        .buffer(sums)
        .run(1, 64);
  }

  private static void withWorkspace(Precision precision, BiConsumer<Workspace, ClTimes> body) {
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
      body.accept(work, times);
      work.close();
    }
  }

  private void products(Matrix v) {
    Nmf.factorize(v, base.solver(Solver.HALS));
    // nothing is carried on beyond the first step
    Nmf.factorize(v, base.solver(Solver.EXTRAPOLATED_HALS).maxIterations(2));
    NmfOptions weighted = base.weights(uniform(new SplittableRandom(3), m, n, 0.8));
    Nmf.factorize(v, weighted.solver(Solver.HALS));
    Nmf.factorize(v, weighted.loss(Loss.KULLBACK_LEIBLER).solver(Solver.COORDINATE_DESCENT));
    Nmf.factorize(v, base.solver(Solver.MULTIPLICATIVE));
    Nmf.factorize(v, base.online(new Online(17, 0.5, Online.Lines.COLUMNS)));
    var change = new StoppingRule.ParameterChange(0, StoppingRule.Norm.FROBENIUS);
    Nmf.factorize(v, base.solver(Solver.MULTIPLICATIVE).stoppingRule(change));
  }

  private void ratios(Matrix v) {
    for (double beta : new double[] {0.5, 1}) {
      NmfOptions multiplicative = base.loss(new Loss(beta)).solver(Solver.MULTIPLICATIVE);
      Nmf.factorize(v, multiplicative.penaltyH(new Penalty(0.1, 0.1)));
      Nmf.factorize(v, multiplicative.weights(uniform(new SplittableRandom(3), m, n, 0.8)));
    }
    NmfOptions kl = base.loss(Loss.KULLBACK_LEIBLER);
    Nmf.factorize(v, kl.solver(Solver.COORDINATE_DESCENT));
    Nmf.factorize(v, kl.solver(Solver.SCALAR_NEWTON));
    Nmf.factorize(v, kl.model(Model.smooth(0.1)));
    DenseMatrix w = uniform(new SplittableRandom(4), m, k, 1);
    DenseMatrix h = uniform(new SplittableRandom(5), k, n, 1);
    Nmf.factorize(
        v,
        kl.solver(Solver.MULTIPLICATIVE)
            .initialization(new Initialization.Custom(w, h))
            .fixedComponents(Set.of(1), Set.of(0, 2)));
  }

  private void delays() {
    int taps = 3;
    try (Backend backend = Backends.select("opencl", 0).backend();
        Session session = backend.newSession(precision)) {
      Factor f = session.newFactor(n, k);
      session.write(f, uniform(new SplittableRandom(6), n, k, 1));
      Factor delayed = session.newFactor(n, k * taps);
      session.delay(f, delayed);
      session.foldDelays(delayed, n, f);
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
