package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Every operation that is not made of others on small operands, which between them launch every
 * kernel, on the first device: a program of its own, to be run with a driver that checks each
 * memory access. One session does it all, since such a driver compiles slowly.
 */
final class EveryKernel implements AutoCloseable {

  private static final double L1 = 0.25;
  private static final double L2 = 0.5;

  private final int m;
  private final int n;
  private final int k;
  private final SplittableRandom random = new SplittableRandom(7);
  private final Backend backend = Backends.select("opencl", 0).backend();
  private final Session session;

  private EveryKernel(Precision precision, boolean brief) {
    this.m = brief ? 9 : 41;
    this.n = brief ? 7 : 23;
    this.k = brief ? 3 : 5;
    this.session = backend.newSession(precision);
  }

  /**
   * Arguments: the precision; then {@code all}, {@code brief} for smaller operands, or {@code
   * unwritten} for one kernel that reads a buffer which nobody wrote.
   */
  public static void main(String[] args) {
    Precision precision = Precision.valueOf(args[0]);
    if (args[1].equals("unwritten")) {
      withWorkspace(precision, (work, _) -> readUnwritten(work));
      return;
    }
    try (var kernels = new EveryKernel(precision, args[1].equals("brief"))) {
      kernels.run();
    }
    withWorkspace(
        precision,
        (work, times) -> {
          var ceilings = new Ceilings(work, times, 1);
          ceilings.flops(1);
          ceilings.bytesRead(1 << 10);
        });
  }

  @Override
  public void close() {
    session.close();
    backend.close();
  }

  private void run() {
    DenseMatrix dense = uniform(m, n, 1);
    SparseMatrix sparse = SparseMatrix.ofDense(uniform(m, n, 0.2));
    for (Matrix v : new Matrix[] {dense, sparse}) {
      Data x = session.upload(v);
      Factor w = factor(m, k);
      Factor h = factor(n, k);
      for (Side side : Side.values()) {
        passes(x, side, side == Side.ROWS ? w : h, side == Side.ROWS ? h : w);
      }
      losses(x, w, h);
      panels(v, w, h);
    }
    longRows();
    factors();
    updates();
    sequences();
  }

  /** Everything that reads V, which stands for its own weights too; one side adds. */
  private void passes(Data x, Side side, Factor f, Factor g) {
    Factor num = factor(f.rows(), k);
    Factor den = factor(f.rows(), k);
    Factor sums = session.newFactor(1, k);
    session.columnSums(g, sums);
    if (side == Side.ROWS) {
      session.cross(x, side, g, num);
      session.addKlCross(x, side, f, g, num);
      session.addBetaCross(x, side, f, g, 0.5, num, den);
      session.addWeightedCross(x, x, side, f, g, 2, num, den);
      var damped = new CoordinateStep(CoordinateStep.Rule.DAMPED, 1, L1, L2);
      session.coordinateSweep(x, side, copy(f), g, sums, damped, null);
    } else {
      session.addCross(x, side, g, num);
      session.klCross(x, side, f, g, num);
      session.betaCross(x, side, f, g, 1.5, num, den);
      session.weightedCross(x, x, side, f, g, 1, num, den);
      var secant = new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0);
      session.coordinateSweep(x, side, copy(f), g, den, secant, free(f.rows()));
      session.coordinateSweep(x, side, copy(f), g, num, new LeastSquaresStep(1, L1, L2), null);
    }
  }

  private void losses(Data x, Factor w, Factor h) {
    for (double beta : new double[] {2, 1, 0.5}) {
      session.divergence(x, w, h, beta);
    }
    session.weightedDivergence(x, x, w, h, 1);
    session.squaredNorm(x);
  }

  /** Windows on V and on a factor. */
  private void panels(Matrix v, Factor w, Factor h) {
    Data x = session.upload(v, 0.5, n / 2);
    Factor r = factor(m, k);
    Factor num = factor(n, k);
    for (int p = 0; p < x.panels(); p++) {
      Factor part = h.rows(x.panelStart(p), x.panelStart(p + 1));
      session.addCross(x.panel(p), Side.ROWS, part, r);
      Factor target = num.rows(x.panelStart(p), x.panelStart(p + 1));
      session.klCross(x.panel(p), Side.COLUMNS, part, w, target);
    }
  }

  /** Sums that are cut into parts. */
  private void longRows() {
    Matrix v = SparseMatrix.ofDense(uniform(3, 300, 1));
    Data x = session.upload(v);
    Factor w = factor(3, k);
    Factor h = factor(300, k);
    Factor r = factor(3, k);
    Factor d = factor(3, k);
    session.cross(x, Side.ROWS, h, r);
    session.klCross(x, Side.ROWS, w, h, r);
    session.betaCross(x, Side.ROWS, w, h, 0.5, r, d);
    session.divergence(x, w, h, 1);
    session.gram(h, session.newGram(k));
    Factor sums = session.newFactor(1, k);
    session.columnSums(h, sums);
    session.sum(h);
    session.dot(h, h);
    session.kktResidual(h, copy(h), copy(h), L1, L2);
  }

  private void factors() {
    Factor f = factor(m, k);
    Factor g = factor(m, k);
    Gram s = session.newGram(k);
    session.gram(f, s);
    session.addGram(g, s);
    session.read(s);
    Factor out = session.newFactor(m, k);
    session.product(f, s, out);
    Factor sums = session.newFactor(1, k);
    session.columnSums(f, sums);
    session.addColumnSums(g, sums);
    session.columnDots(f, g, sums);
    session.addColumnDots(f, f, sums);
    session.subtract(f, g, out);
    session.sum(f);
    session.dot(f, g);
    session.dot(s, s);
    session.kktResidual(f, g, out, L1, L2);
  }

  private void updates() {
    Factor f = factor(m, k);
    Factor num = factor(m, k);
    Factor den = factor(m, k);
    Gram s = session.newGram(k);
    session.gram(num, s);
    session.multiplyUpdate(f, num, s, L1, L2);
    session.ratioUpdate(f, num, den, RatioStep.monotone(0.5, L1, L2));
    session.ratioUpdate(f, num, den, RatioStep.monotone(1, L1, L2));
    session.forgettingUpdate(
        f, num, den, factor(m, k), factor(m, k), ForgettingStep.of(0.5, 0.5, L1, L2));
    Factor free = free(m);
    session.halsSweep(f, num, s, L1, L2);
    session.halsSweep(f, num, s, 0, 0, free);
    session.hold(f, num, free);
    for (Momentum momentum : Momentum.values()) {
      session.extrapolate(f, num, 0.5, momentum, den);
    }
  }

  private void sequences() {
    int taps = 3;
    Factor f = factor(n, k);
    Factor delayed = session.newFactor(n, k * taps);
    session.delay(f, delayed);
    session.foldDelays(delayed, n, f);
    Factor scales = factor(1, k);
    Factor held = copy(f);
    var step = new SmoothStep(0.1, 0.1, L1, L2);
    session.smoothUpdate(f.rows(1, n - 1), held, 1, factor(n - 2, k), scales, scales, step);
    session.smoothUpdate(f, held, 0, factor(n, k), factor(n, k), scales, step);
  }

  private Factor factor(int rows, int rank) {
    Factor f = session.newFactor(rows, rank);
    session.write(f, uniform(rows, rank, 1));
    return f;
  }

  private Factor copy(Factor f) {
    Factor copy = session.newFactor(f.rows(), f.rank());
    session.copy(f, copy);
    return copy;
  }

  /** A mask that holds every third entry. */
  private Factor free(int rows) {
    DenseMatrix mask = DenseMatrix.allocate(rows, k, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < k; c++) {
        mask.set(i, c, (i + c) % 3 == 0 ? 0 : 1);
      }
    }
    Factor free = session.newFactor(rows, k);
    session.write(free, mask);
    return free;
  }

  private DenseMatrix uniform(int rows, int columns, double share) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, random.nextDouble() < share ? 0.1 + random.nextDouble() : 0);
      }
    }
    return matrix;
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
      var programs = new ProgramCache(context, new BinaryCache(Optional.empty()), arena);
      var memory = new DeviceMemory(device.name(), limits);
      var work =
          new Workspace(
              context, programs, memory, limits, precision, false, times, Arena.ofShared());
      body.accept(work, times);
      work.close();
    }
  }
}
