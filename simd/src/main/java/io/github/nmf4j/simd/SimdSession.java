package io.github.nmf4j.simd;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.backend.StreamedData;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out memory and passes each operation on, panel by panel and block by block. */
final class SimdSession extends Session {

  private final NativeMemory memory = new NativeMemory();
  private final Engine engine;
  private final Operation operation;
  private final Passes passes;
  private final UpdatePasses updatePasses;
  private final Reductions reductions;
  private final Coordinates coordinates;
  private final Runnable onClose;

  SimdSession(Precision precision, Workers workers, Runnable onClose) {
    super(precision);
    this.engine = Engine.of(precision);
    this.operation = new Operation(engine, workers, memory, this::isInterruptible);
    this.passes = new Passes(operation, memory);
    this.updatePasses = new UpdatePasses(operation, passes);
    this.reductions = new Reductions(operation);
    this.coordinates = new Coordinates(operation, workers.count());
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

  // ---- memory -------------------------------------------------------------------------------

  @Override
  protected Data doUpload(Matrix v, double scale, int panelColumns) {
    var upload = new Upload(memory, operation, scale);
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
  protected Data doStream(ColumnSource v, double scale, int panelColumns) {
    var upload = new Upload(memory, operation, scale);
    var room = new DenseRoom(this, upload, v.rows(), panelColumns);
    return StreamedData.dense(this, v, panelColumns, room::load);
  }

  @Override
  protected Data doStream(SparseMatrix v, double scale, int panelColumns) {
    var room = new SparseRoom(this, v, memory -> new Upload(memory, operation, scale));
    memory.owns(room);
    return StreamedData.sparse(this, v, panelColumns, room::load);
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
    operation.F = mat(f);
    operation.overRows(operation.F, (o, _, from, to, _) -> o.engine.write(values, o.F, from, to));
  }

  @Override
  protected void doRead(Factor f, DenseMatrix values) {
    operation.F = mat(f);
    operation.overRows(operation.F, (o, _, from, to, _) -> o.engine.read(o.F, values, from, to));
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
    operation.F = mat(f);
    operation.G = mat(target);
    operation.overRowsInPassing(
        operation.F,
        (o, _, from, to, _) ->
            MemorySegment.copy(
                o.F.segment(),
                o.F.offset(from),
                o.G.segment(),
                o.G.offset(from),
                (to - from) * o.F.rowBytes()));
  }

  // ---- products -----------------------------------------------------------------------------

  @Override
  protected void doGram(Factor f, Gram s, boolean add) {
    passes.cross(false, mat(f), mat(f), mat(s), add);
  }

  @Override
  protected void doCross(Data v, Side side, Factor g, Factor r, boolean add) {
    for (int p = 0; p < v.panels(); p++) {
      Mat G = part(g, v, p, side.other());
      Mat R = part(r, v, p, side);
      passes.cross(panels(v).get(p), side, G, R, add || (side == Side.ROWS && p > 0));
    }
  }

  @Override
  protected void doKlCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    double floor = Floors.model(precision(), 1);
    for (int p = 0; p < v.panels(); p++) {
      Mat F = part(f, v, p, side);
      Mat G = part(g, v, p, side.other());
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
      Mat G = part(g, v, p, side.other());
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
      Mat G = part(g, v, p, side.other());
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
    operation.F = mat(f);
    operation.B = mat(delayed);
    operation.overRows(operation.B, (o, _, from, to, _) -> o.engine.delay(o.F, o.B, from, to));
  }

  @Override
  protected void doFoldDelays(Factor delayed, int items, Factor f) {
    operation.B = mat(delayed);
    operation.count = items;
    operation.F = mat(f);
    operation.overRows(
        operation.F, (o, _, from, to, _) -> o.engine.foldDelays(o.B, (int) o.count, o.F, from, to));
  }

  @Override
  protected void doProduct(Factor f, Gram s, Factor out) {
    passes.cross(true, mat(f), mat(s), mat(out), false);
  }

  // ---- updates ------------------------------------------------------------------------------

  @Override
  protected void doMultiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    operation.F = mat(f);
    operation.N = mat(r);
    operation.l1 = l1;
    operation.l2 = l2;
    operation.pass.setCross(true, operation.F, mat(s));
    operation.overTiles(
        f.rows(),
        (o, tile, _, _, worker) ->
            o.engine.multiplyUpdate(
                o.scratch(worker, o.F.columns()), o.pass, tile, o.F, o.N, o.l1, o.l2));
  }

  @Override
  protected void doRatioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    operation.F = mat(f);
    operation.N = mat(numerator);
    operation.D = mat(denominator);
    operation.ratioStep = step;
    operation.overRows(
        operation.F,
        (o, _, from, to, worker) ->
            o.engine.ratioUpdate(
                o.scratch(worker, o.F.columns()), o.F, o.N, o.D, from, to, o.ratioStep));
  }

  @Override
  protected void doForgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    operation.F = mat(f);
    operation.N = mat(numerator);
    operation.D = mat(denominator);
    operation.A = mat(pastNumerator);
    operation.B = mat(pastDenominator);
    operation.forgettingStep = step;
    operation.overRows(
        operation.F,
        (o, _, from, to, _) ->
            o.engine.forgettingUpdate(o.F, o.N, o.D, o.A, o.B, from, to, o.forgettingStep));
  }

  @Override
  protected void doSmoothUpdate(
      Factor f,
      Factor held,
      int first,
      Factor numerator,
      Factor denominator,
      Factor scales,
      SmoothStep step) {
    operation.F = mat(f);
    operation.G = mat(held);
    operation.first = first;
    operation.N = mat(numerator);
    operation.D = mat(denominator);
    operation.A = mat(scales);
    operation.smoothStep = step;
    operation.overRows(
        operation.F,
        (o, _, from, to, _) ->
            o.engine.smoothUpdate(o.F, o.G, o.first, o.N, o.D, o.A, from, to, o.smoothStep));
  }

  @Override
  protected void doHalsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    operation.F = mat(f);
    operation.N = mat(r);
    operation.G = mat(s);
    operation.l1 = l1;
    operation.l2 = l2;
    operation.free = free == null ? null : mat(free);
    operation.overTiles(
        f.rows(),
        (o, tile, _, _, worker) ->
            o.engine.halsSweep(
                o.scratch(worker, o.F.columns()), o.F, o.N, o.G, tile, o.l1, o.l2, o.free));
  }

  @Override
  protected void doHold(Factor f, Factor held, Factor free) {
    operation.F = mat(f);
    operation.G = mat(held);
    operation.D = mat(free);
    operation.overRowsInPassing(
        operation.F, (o, _, from, to, _) -> o.engine.hold(o.F, o.G, o.D, from, to));
  }

  @Override
  protected void doCoordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free) {
    for (int p = 0; p < v.panels(); p++) {
      Mat F = part(f, v, p, side);
      Mat S = sums.rows() == 1 ? mat(sums) : part(sums, v, p, side);
      Mat H = free == null ? null : part(free, v, p, side);
      coordinates.sweep(panels(v).get(p), side, F, mat(g), S, step, H);
    }
  }

  @Override
  protected void doExtrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    operation.F = mat(f);
    operation.A = mat(previous);
    operation.weight = weight;
    operation.momentum = momentum;
    operation.G = mat(out);
    operation.overRowsInPassing(
        operation.F,
        (o, _, from, to, _) -> o.engine.extrapolate(o.F, o.A, o.weight, o.momentum, o.G, from, to));
  }

  @Override
  protected void doSubtract(Factor f, Factor g, Factor out) {
    operation.F = mat(f);
    operation.G = mat(g);
    operation.A = mat(out);
    operation.overRowsInPassing(
        operation.F, (o, _, from, to, _) -> o.engine.subtract(o.F, o.G, o.A, from, to));
  }

  // ---- passes that update -------------------------------------------------------------------

  @Override
  protected void doMultiplyPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      Factor r,
      Factor c,
      boolean add) {
    Panel panel = panels(v).getFirst();
    if (v.panels() == 1 && updatePasses.canRun(panel, side, f.rank())) {
      updatePasses.multiply(panel, side, mat(f), mat(g), mat(s), l1, l2, mat(r), mat(c), add);
    } else {
      super.doMultiplyPass(v, side, f, g, s, l1, l2, r, c, add);
    }
  }

  @Override
  protected void doHalsPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      @Nullable Factor free,
      Factor r,
      Factor c,
      boolean add) {
    Panel panel = panels(v).getFirst();
    if (v.panels() == 1 && updatePasses.canRun(panel, side, f.rank())) {
      Mat moves = free == null ? null : mat(free);
      updatePasses.hals(panel, side, mat(f), mat(g), mat(s), l1, l2, moves, mat(r), mat(c), add);
    } else {
      super.doHalsPass(v, side, f, g, s, l1, l2, free, r, c, add);
    }
  }

  @Override
  protected void doKlPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Factor sums,
      RatioStep step,
      Factor n,
      Factor c,
      boolean add) {
    Panel panel = panels(v).getFirst();
    if (v.panels() == 1 && updatePasses.canRun(panel, side, f.rank())) {
      double floor = Floors.model(precision(), 1);
      updatePasses.kl(panel, side, mat(f), mat(g), mat(sums), step, floor, mat(n), mat(c), add);
    } else {
      super.doKlPass(v, side, f, g, sums, step, n, c, add);
    }
  }

  @Override
  protected void doBetaPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      RatioStep step,
      Factor n,
      Factor d,
      Factor c,
      Factor e,
      boolean add) {
    Panel panel = panels(v).getFirst();
    if (v.panels() == 1 && updatePasses.canRun(panel, side, f.rank())) {
      double floor = Floors.model(precision(), beta);
      updatePasses.beta(
          panel, side, mat(f), mat(g), beta, step, floor, mat(n), mat(d), mat(c), mat(e), add);
    } else {
      super.doBetaPass(v, side, f, g, beta, step, n, d, c, e, add);
    }
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
    return reductions.sum(mat(f));
  }

  @Override
  protected double doDot(Factor f, Factor g) {
    return reductions.dot(mat(f), mat(g));
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
