package io.github.nmf4j.simd;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Pass;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out memory and passes each operation on, panel by panel and block by block. */
final class SimdSession extends Session {

  private final NativeMemory memory = new NativeMemory();
  private final Engine engine;
  private final Workers workers;
  private final Passes passes;
  private final Reductions reductions;
  private final Coordinates coordinates;
  private final Runnable onClose;

  SimdSession(Precision precision, Workers workers, Runnable onClose) {
    super(precision);
    this.engine = Engine.of(precision);
    this.workers = workers;
    this.passes = new Passes(engine, workers, memory);
    this.reductions = new Reductions(engine, workers, passes);
    this.coordinates = new Coordinates(engine, workers);
    this.onClose = onClose;
  }

  private static Mat mat(Factor f) {
    return ((SimdFactor) f).mat;
  }

  private static Mat mat(Gram s) {
    return ((SimdGram) s).mat;
  }

  private static List<Panel> panels(Data v) {
    return ((SimdData) v).panels;
  }

  /** The items of {@code f} that belong to panel p, if they are columns of V. */
  private static Mat part(Factor f, Data v, int p, Side side) {
    Mat m = mat(f);
    return side == Side.ROWS || v.panels() == 1 ? m : m.slice(v.panelStart(p), v.panelStart(p + 1));
  }

  private static Side other(Side side) {
    return side == Side.ROWS ? Side.COLUMNS : Side.ROWS;
  }

  // ---- memory -------------------------------------------------------------------------------

  @Override
  protected Data doUpload(Matrix v, double scale, int panelColumns) {
    var upload = new Upload(memory, engine, workers, scale);
    var panels = new ArrayList<Panel>();
    int from = 0;
    do {
      int to = (int) Math.min(v.columns(), (long) from + panelColumns);
      panels.add(
          switch (v) {
            case DenseMatrix dense -> upload.dense(dense, from, to);
            case SparseMatrix sparse -> upload.sparse(sparse, from, to);
          });
      from = to;
    } while (from < v.columns());
    return new SimdData(this, v.rows(), v.columns(), panelColumns, List.copyOf(panels));
  }

  @Override
  protected Data doStream(DenseMatrix v, double scale, int panelColumns) {
    return new StreamedData(this, v, panelColumns, new Upload(memory, engine, workers, scale));
  }

  @Override
  protected Factor doNewFactor(int rows, int rank) {
    return new SimdFactor(this, memory.matrix(rows, rank, engine.bytes(), "a factor"));
  }

  @Override
  protected Gram doNewGram(int rank) {
    return new SimdGram(this, memory.matrix(rank, rank, engine.bytes(), "a Gram matrix"));
  }

  @Override
  protected void doWrite(Factor f, DenseMatrix values) {
    Mat m = mat(f);
    blocks(m, (from, to, worker) -> engine.write(values, m, from, to));
  }

  @Override
  protected void doRead(Factor f, DenseMatrix values) {
    Mat m = mat(f);
    blocks(m, (from, to, worker) -> engine.read(m, values, from, to));
  }

  @Override
  protected double[] doRead(Gram s) {
    int k = s.rank();
    DenseMatrix values = DenseMatrix.allocate(k, k, precision());
    engine.read(mat(s), values, 0, k);
    return values.toArray();
  }

  @Override
  protected void doCopy(Factor f, Factor target) {
    Mat m = mat(f);
    Mat t = mat(target);
    blocks(
        m,
        (from, to, worker) ->
            MemorySegment.copy(
                m.segment(),
                m.offset(from),
                t.segment(),
                t.offset(from),
                (to - from) * m.rowBytes()));
  }

  private void blocks(Mat m, Blocks.Task task) {
    new Blocks(m.rows(), m.stride(), engine.tile()).run(workers, task);
  }

  // ---- products -----------------------------------------------------------------------------

  @Override
  protected void doGram(Factor f, Gram s, boolean add) {
    Mat F = mat(f);
    passes.run(new Pass(Pass.Kind.CROSS, false, F, F, null), mat(s), null, add);
  }

  @Override
  protected void doCross(Data v, Side side, Factor g, Factor r, boolean add) {
    for (int p = 0; p < v.panels(); p++) {
      Mat G = part(g, v, p, other(side));
      Mat R = part(r, v, p, side);
      passes.cross(panels(v).get(p), side, G, R, add || (side == Side.ROWS && p > 0));
    }
  }

  @Override
  protected void doKlCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    double floor = Floors.model(precision(), 1);
    for (int p = 0; p < v.panels(); p++) {
      Mat F = part(f, v, p, side);
      Mat G = part(g, v, p, other(side));
      Mat N = part(numerator, v, p, side);
      boolean adds = add || (side == Side.ROWS && p > 0);
      passes.klCross(panels(v).get(p), side, F, G, floor, N, adds);
    }
  }

  @Override
  protected void doBetaCross(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    double floor = Floors.model(precision(), beta);
    for (int p = 0; p < v.panels(); p++) {
      Mat F = part(f, v, p, side);
      Mat G = part(g, v, p, other(side));
      Mat N = part(numerator, v, p, side);
      Mat D = part(denominator, v, p, side);
      boolean adds = add || (side == Side.ROWS && p > 0);
      passes.betaCross(panels(v).get(p), side, F, G, beta, floor, N, D, adds);
    }
  }

  @Override
  protected void doWeightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    double floor = Floors.model(precision(), beta);
    for (int p = 0; p < v.panels(); p++) {
      Panel panel = panels(v).get(p);
      Panel weights = panels(m).get(p);
      Mat F = part(f, v, p, side);
      Mat G = part(g, v, p, other(side));
      Mat N = part(numerator, v, p, side);
      Mat D = part(denominator, v, p, side);
      boolean adds = add || (side == Side.ROWS && p > 0);
      passes.weightedCross(panel, weights, side, F, G, beta, floor, N, D, adds);
    }
  }

  @Override
  protected void doColumnSums(Factor f, Factor sums, boolean add) {
    engine.storeRow(reductions.columnSums(mat(f)), mat(sums), add);
  }

  @Override
  protected void doColumnDots(Factor f, Factor g, Factor sums, boolean add) {
    engine.storeRow(reductions.columnDots(mat(f), mat(g)), mat(sums), add);
  }

  @Override
  protected void doDelay(Factor f, Factor delayed) {
    Mat F = mat(f);
    Mat B = mat(delayed);
    blocks(B, (from, to, worker) -> engine.delay(F, B, from, to));
  }

  @Override
  protected void doFoldDelays(Factor delayed, int items, Factor f) {
    Mat B = mat(delayed);
    Mat F = mat(f);
    blocks(F, (from, to, worker) -> engine.foldDelays(B, items, F, from, to));
  }

  @Override
  protected void doProduct(Factor f, Gram s, Factor out) {
    passes.run(new Pass(Pass.Kind.CROSS, true, mat(f), mat(s), null), mat(out), null, false);
  }

  // ---- updates ------------------------------------------------------------------------------

  @Override
  protected void doMultiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    Mat F = mat(f);
    Mat R = mat(r);
    var product = new Pass(Pass.Kind.CROSS, true, F, mat(s), null);
    passes.tiles(
        F.rows(),
        f.rank(),
        (tile, scratch) -> engine.multiplyUpdate(scratch, product, tile, F, R, l1, l2));
  }

  @Override
  protected void doRatioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    Mat F = mat(f);
    Mat N = mat(numerator);
    Mat D = mat(denominator);
    blocks(
        F,
        (from, to, worker) ->
            engine.ratioUpdate(passes.scratch(worker, f.rank()), F, N, D, from, to, step));
  }

  @Override
  protected void doForgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    Mat F = mat(f);
    Mat N = mat(numerator);
    Mat D = mat(denominator);
    Mat A = mat(pastNumerator);
    Mat B = mat(pastDenominator);
    blocks(F, (from, to, worker) -> engine.forgettingUpdate(F, N, D, A, B, from, to, step));
  }

  @Override
  protected void doSmoothUpdate(
      Factor f, Factor held, int first, Factor numerator, Factor scales, SmoothStep step) {
    Mat F = mat(f);
    Mat H = mat(held);
    Mat N = mat(numerator);
    Mat S = mat(scales);
    blocks(F, (from, to, worker) -> engine.smoothUpdate(F, H, first, N, S, from, to, step));
  }

  @Override
  protected void doHalsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    Mat moves = free == null ? null : mat(free);
    Mat F = mat(f);
    Mat R = mat(r);
    Mat S = mat(s);
    passes.tiles(
        F.rows(),
        f.rank(),
        (tile, scratch) -> engine.halsSweep(scratch, F, R, S, tile, l1, l2, moves));
  }

  @Override
  protected void doHold(Factor f, Factor held, Factor free) {
    Mat F = mat(f);
    Mat H = mat(held);
    Mat M = mat(free);
    blocks(F, (from, to, worker) -> engine.hold(F, H, M, from, to));
  }

  @Override
  protected void doCoordinateSweep(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Factor sums,
      CoordinateStep step,
      @Nullable Factor free) {
    for (int p = 0; p < v.panels(); p++) {
      Mat F = part(f, v, p, side);
      Mat H = free == null ? null : part(free, v, p, side);
      coordinates.sweep(panels(v).get(p), side, F, mat(g), mat(sums), step, H);
    }
  }

  @Override
  protected void doExtrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    Mat F = mat(f);
    Mat P = mat(previous);
    Mat O = mat(out);
    blocks(F, (from, to, worker) -> engine.extrapolate(F, P, weight, momentum, O, from, to));
  }

  @Override
  protected void doSubtract(Factor f, Factor g, Factor out) {
    Mat F = mat(f);
    Mat G = mat(g);
    Mat O = mat(out);
    blocks(F, (from, to, worker) -> engine.subtract(F, G, O, from, to));
  }

  // ---- numbers ------------------------------------------------------------------------------

  @Override
  protected double doDivergence(Data v, Factor w, Factor h, double beta) {
    double floor = beta < 2 ? Floors.model(precision(), beta) : 0;
    double sum = 0;
    for (int p = 0; p < v.panels(); p++) {
      Mat H = part(h, v, p, Side.COLUMNS);
      sum += reductions.divergence(panels(v).get(p), mat(w), H, beta, floor);
    }
    return sum;
  }

  @Override
  protected double doWeightedDivergence(Data v, Data m, Factor w, Factor h, double beta) {
    double floor = beta < 2 ? Floors.model(precision(), beta) : 0;
    double sum = 0;
    for (int p = 0; p < v.panels(); p++) {
      Mat H = part(h, v, p, Side.COLUMNS);
      sum +=
          reductions.weightedDivergence(panels(v).get(p), panels(m).get(p), mat(w), H, beta, floor);
    }
    return sum;
  }

  @Override
  protected double doSquaredNorm(Data v) {
    double sum = 0;
    for (Panel panel : panels(v)) {
      sum += reductions.squaredNorm(panel);
    }
    return sum;
  }

  @Override
  protected double doSum(Factor f) {
    Mat F = mat(f);
    return reductions.sum(F, (from, to) -> engine.sum(F, from, to));
  }

  @Override
  protected double doDot(Factor f, Factor g) {
    Mat F = mat(f);
    Mat G = mat(g);
    return reductions.sum(F, (from, to) -> engine.dot(F, G, from, to));
  }

  @Override
  protected double doDot(Gram s, Gram t) {
    return engine.dot(mat(s), mat(t), 0, s.rank());
  }

  @Override
  protected double doKktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    return reductions.kktResidual(mat(f), mat(numerator), mat(denominator), l1, l2);
  }

  @Override
  protected void doClose() {
    memory.close();
    onClose.run();
  }
}
