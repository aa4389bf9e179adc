package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One in-order queue and the buffers of one factorisation. */
final class OpenClSession extends Session {

  private static final long READ_BYTES = 4 << 20;

  private final Workspace work;
  private final Products products;
  private final Updates updates;
  private final Coordinates coordinates;
  private final Scalars scalars;
  private final Divergences divergences;
  private final Sequences sequences;
  private final PanelMemory panels;
  private final List<SparseRoom> rooms = new ArrayList<>();
  private final Runnable onClose;

  /**
   * @param panels where panels that stay on the host are counted
   * @param onClose runs once, when everything is released
   */
  OpenClSession(Workspace work, PanelMemory panels, Runnable onClose) {
    super(work.precision());
    this.work = work;
    this.products = new Products(work);
    this.updates = new Updates(work, products);
    this.coordinates = new Coordinates(work);
    var results = new PartialResults(work);
    this.scalars = new Scalars(work, products, results);
    this.divergences = new Divergences(work, scalars, results);
    this.sequences = new Sequences(work);
    this.panels = panels;
    this.onClose = onClose;
  }

  private static DeviceFactor device(Factor f) {
    return (DeviceFactor) f;
  }

  private static DeviceGram device(Gram s) {
    return (DeviceGram) s;
  }

  private static DeviceData device(Data v) {
    return (DeviceData) v;
  }

  // ---- memory -------------------------------------------------------------------------------

  @Override
  protected Data doUpload(Matrix v, double scale, int panelColumns) {
    return switch (v) {
      case DenseMatrix dense -> DenseUpload.upload(this, work, dense, scale, panelColumns);
      case SparseMatrix sparse -> SparseUpload.upload(this, work, sparse, scale, panelColumns);
    };
  }

  @Override
  protected Data doStream(ColumnSource v, double scale, int panelColumns) {
    return DenseUpload.stream(this, work, v, scale, panelColumns);
  }

  @Override
  protected Data doStream(SparseMatrix v, double scale, int panelColumns) {
    var room = new SparseRoom(this, work, v, scale, panelColumns, panels);
    rooms.add(room);
    return StreamedData.sparse(this, v, panelColumns, room::load);
  }

  @Override
  protected Factor doNewFactor(int rows, int rank) {
    long bytes = (long) rows * DeviceFactor.stride(rank) * precision().bytes();
    ClBuffer buffer = work.allocate(bytes, "a %d × %d factor".formatted(rows, rank));
    work.queue().zero(buffer, 0, bytes);
    return new DeviceFactor(this, buffer, 0, rows, rank);
  }

  @Override
  protected Gram doNewGram(int rank) {
    long stride = DeviceFactor.stride(rank);
    long bytes = stride * stride * precision().bytes();
    ClBuffer buffer = work.allocate(bytes, "a %d × %d Gram matrix".formatted(rank, rank));
    work.queue().zero(buffer, 0, bytes);
    return new DeviceGram(this, buffer, rank);
  }

  @Override
  protected void doWrite(Factor factor, DenseMatrix values) {
    DeviceFactor f = device(factor);
    int size = precision().bytes();
    double[] item = new double[f.rank()];
    try (var transfer =
        new Transfer(work.queue(), precision(), f.buffer(), f.at() * size, f.extent() * size)) {
      for (int i = 0; i < f.rows(); i++) {
        values.copyRow(i, 0, f.rank(), item);
        transfer.reals(item, f.rank(), 1);
        transfer.zeros(f.stride() - f.rank());
      }
    }
  }

  @Override
  protected void doRead(Factor factor, DenseMatrix values) {
    DeviceFactor f = device(factor);
    long itemBytes = (long) f.stride() * precision().bytes();
    int step = Math.clamp(READ_BYTES / itemBytes, 1, Math.max(1, f.rows()));
    try (Arena local = Arena.ofConfined()) {
      MemorySegment host = local.allocate(step * itemBytes, 64);
      for (int first = 0; first < f.rows(); first += step) {
        int count = Math.min(step, f.rows() - first);
        work.queue()
            .read(
                f.buffer(), f.at(first) * precision().bytes(), host.asSlice(0, count * itemBytes));
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < f.rank(); c++) {
            values.set(first + i, c, number(host, (long) i * f.stride() + c));
          }
        }
      }
    }
  }

  @Override
  protected double[] doRead(Gram gram) {
    DeviceGram s = device(gram);
    int k = s.rank();
    double[] numbers = new double[Math.multiplyExact(k, k)];
    try (Arena local = Arena.ofConfined()) {
      MemorySegment host = local.allocate(s.extent() * precision().bytes(), 64);
      work.queue().read(s.buffer(), 0, host);
      for (int a = 0; a < k; a++) {
        for (int b = 0; b < k; b++) {
          numbers[a * k + b] = number(host, (long) a * s.stride() + b);
        }
      }
    }
    return numbers;
  }

  private double number(MemorySegment host, long index) {
    return precision() == Precision.FLOAT
        ? host.getAtIndex(JAVA_FLOAT, index)
        : host.getAtIndex(JAVA_DOUBLE, index);
  }

  @Override
  protected void doCopy(Factor factor, Factor targetFactor) {
    DeviceFactor f = device(factor);
    DeviceFactor target = device(targetFactor);
    boolean itself = f.buffer() == target.buffer() && f.at() == target.at();
    if (f.rows() > 0 && !itself) {
      int size = precision().bytes();
      work.queue()
          .copy(f.buffer(), f.at() * size, target.buffer(), target.at() * size, f.extent() * size);
    }
  }

  // ---- products -----------------------------------------------------------------------------

  @Override
  protected void doGram(Factor f, Gram s, boolean add) {
    products.gram(device(f), device(s), add);
  }

  @Override
  protected void doCross(Data v, Side side, Factor g, Factor r, boolean add) {
    products.cross(device(v), side, device(g), device(r), add);
  }

  @Override
  protected void doKlCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    products.klCross(device(v), side, device(f), device(g), device(numerator), add);
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
    products.betaCross(
        device(v), side, device(f), device(g), beta, device(numerator), device(denominator), add);
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
    products.weightedCross(
        device(v),
        device(m),
        side,
        device(f),
        device(g),
        beta,
        device(numerator),
        device(denominator),
        add);
  }

  @Override
  protected void doColumnSums(Factor f, Factor sums, boolean add) {
    scalars.columnSums(device(f), device(sums), add);
  }

  @Override
  protected void doColumnDots(Factor f, Factor g, Factor sums, boolean add) {
    scalars.columnDots(device(f), device(g), device(sums), add);
  }

  @Override
  protected void doDelay(Factor f, Factor delayed) {
    sequences.delay(device(f), device(delayed));
  }

  @Override
  protected void doFoldDelays(Factor delayed, int items, Factor f) {
    sequences.foldDelays(device(delayed), items, device(f));
  }

  @Override
  protected void doProduct(Factor f, Gram s, Factor out) {
    products.product(device(f), device(s), device(out));
  }

  // ---- updates ------------------------------------------------------------------------------

  @Override
  protected void doMultiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    updates.multiply(device(f), device(r), device(s), l1, l2);
  }

  @Override
  protected void doRatioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    updates.ratio(device(f), device(numerator), device(denominator), step);
  }

  @Override
  protected void doForgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    updates.forget(
        device(f),
        device(numerator),
        device(denominator),
        device(pastNumerator),
        device(pastDenominator),
        step);
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
    sequences.smoothUpdate(
        device(f),
        device(held),
        first,
        device(numerator),
        device(denominator),
        device(scales),
        step);
  }

  @Override
  protected void doHalsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    updates.halsSweep(device(f), device(r), device(s), l1, l2, free == null ? null : device(free));
  }

  @Override
  protected void doHold(Factor f, Factor held, Factor free) {
    updates.hold(device(f), device(held), device(free));
  }

  @Override
  protected void doCoordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free) {
    coordinates.sweep(
        device(v),
        side,
        device(f),
        device(g),
        device(sums),
        step,
        free == null ? null : device(free));
  }

  @Override
  protected void doExtrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    updates.extrapolate(device(f), device(previous), weight, momentum, device(out));
  }

  @Override
  protected void doSubtract(Factor f, Factor g, Factor out) {
    updates.subtract(device(f), device(g), device(out));
  }

  // ---- scalars ------------------------------------------------------------------------------

  @Override
  protected double doDivergence(Data v, Factor w, Factor h, double beta) {
    return divergences.divergence(device(v), device(w), device(h), beta);
  }

  @Override
  protected double doWeightedDivergence(Data v, Data m, Factor w, Factor h, double beta) {
    return divergences.weightedDivergence(device(v), device(m), device(w), device(h), beta);
  }

  @Override
  protected double doSquaredNorm(Data v) {
    return scalars.squaredNorm(device(v));
  }

  @Override
  protected double doSum(Factor f) {
    return scalars.sum(device(f));
  }

  @Override
  protected double doDot(Factor f, Factor g) {
    return scalars.dot(device(f), device(g));
  }

  @Override
  protected double doDot(Gram s, Gram t) {
    return scalars.dot(device(s), device(t));
  }

  @Override
  protected double doKktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    return scalars.kktResidual(device(f), device(numerator), device(denominator), l1, l2);
  }

  @Override
  protected void doClose() {
    try {
      work.close();
    } finally {
      rooms.forEach(SparseRoom::close);
      onClose.run();
    }
  }
}
