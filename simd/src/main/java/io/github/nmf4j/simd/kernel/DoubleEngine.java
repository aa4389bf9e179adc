package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

/** The operations in double precision. */
final class DoubleEngine implements Engine {

  private static final Tiles.Format FORMAT = new Tiles.Format(TILE, PAIR, BYTES);

  /** Bytes of the items of a factor that an update takes at a time. */
  private static final long PART_BYTES = 4 << 10;

  private static final double FLOOR = Floors.factor(Precision.DOUBLE);

  private static final double DIVISOR_FLOOR = Floors.coordinate();

  @Override
  public Tiles.Format format() {
    return FORMAT;
  }

  @Override
  public Scratch newScratch(int rank, SegmentAllocator memory) {
    return new DoubleScratch(rank, memory);
  }

  @Override
  public PackRoom newPackRoom() {
    return new DoublePackRoom();
  }

  @Override
  public void packRows(
      PackRoom room,
      DenseMatrix v,
      int firstRow,
      int firstColumn,
      double scale,
      Tiles target,
      int from,
      int to) {
    DoubleTransfers.packRows(
        (DoublePackRoom) room, v, firstRow, firstColumn, scale, target, from, to);
  }

  @Override
  public void setValue(MemorySegment values, long e, double value) {
    DoubleTransfers.setValue(values, e, value);
  }

  @Override
  public void write(DenseMatrix values, Mat F, int from, int to) {
    DoubleTransfers.write(values, F, from, to);
  }

  @Override
  public void read(Mat F, DenseMatrix values, int from, int to) {
    DoubleTransfers.read(F, values, from, to);
  }

  @Override
  public void lanePack(Scratch scratch, Mat Q, int tile, MemorySegment packs) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePacks.lanePack(Q, tile * TILE, itemsOf(Q, tile), s.h, s.turned);
    storePack(s.h, Q, tile, packs);
  }

  @Override
  public void groupPack(Scratch scratch, Mat P, int tile, MemorySegment packs) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePacks.groupPack(P, tile * TILE, itemsOf(P, tile), s.g, s.turned);
    storePack(s.g, P, tile, packs);
  }

  private static int itemsOf(Mat F, int tile) {
    return Math.min(TILE, F.rows() - tile * TILE);
  }

  private static void storePack(double[] pack, Mat F, int tile, MemorySegment packs) {
    int size = TILE * F.columns();
    DoublePacks.copyBack(pack, 0, packs, (long) tile * size * BYTES, size);
  }

  @Override
  public long packBytes(int rows, int rank) {
    return (long) Math.ceilDiv(rows, TILE) * TILE * rank * BYTES;
  }

  @Override
  public void pass(
      Scratch scratch, Pass pass, int itemTile, Mat out, @Nullable Mat second, boolean add) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePasses.run(s, pass, itemTile, 0, Math.ceilDiv(pass.terms(), TILE));
    store(s, s.n, pass, itemTile, out, add);
    if (second != null) {
      store(s, s.d, pass, itemTile, second, add);
    }
  }

  /** Rows of output of one tile of items, from where a pass leaves them. */
  private static void store(
      DoubleScratch s, double[] n, Pass pass, int itemTile, Mat out, boolean add) {
    int row = itemTile * TILE;
    int items = Math.min(TILE, pass.items() - row);
    double[] rows = n;
    if (!pass.byRows()) {
      DoubleTurns.turn(n, items, out.stride(), s.turned);
      rows = s.turned;
    }
    if (add) {
      DoublePacks.addBack(rows, 0, out.segment(), out.offset(row), items * out.stride());
    } else {
      DoublePacks.copyBack(rows, 0, out.segment(), out.offset(row), items * out.stride());
    }
  }

  @Override
  public long partBytes(Pass pass) {
    return (long) TILE * pass.fixed().stride() * BYTES;
  }

  @Override
  public void partialPass(
      Scratch scratch,
      Pass pass,
      int itemTile,
      int from,
      int to,
      MemorySegment parts,
      @Nullable MemorySegment secondParts,
      long offset) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePasses.run(s, pass, itemTile, from, to);
    int size = TILE * pass.fixed().stride();
    DoublePacks.copyBack(s.n, 0, parts, offset, size);
    if (secondParts != null) {
      DoublePacks.copyBack(s.d, 0, secondParts, offset, size);
    }
  }

  @Override
  public void clearSums(Scratch scratch, Pass pass) {
    ((DoubleScratch) scratch).clearSums(sums(pass), pass.kind() == Pass.Kind.BETA);
  }

  @Override
  public void spread(Scratch scratch, Pass pass, int termTile) {
    DoublePasses.spread((DoubleScratch) scratch, pass, termTile);
  }

  @Override
  public void storeSums(
      Scratch scratch,
      Pass pass,
      MemorySegment parts,
      @Nullable MemorySegment secondParts,
      int part,
      int count) {
    DoubleScratch s = (DoubleScratch) scratch;
    int size = TILE * pass.fixed().stride();
    for (int at = 0; at < sums(pass); at += size) {
      long offset = ((long) at * count + (long) part * size) * BYTES;
      DoublePacks.copyBack(s.sums, at, parts, offset, size);
      if (secondParts != null) {
        DoublePacks.copyBack(s.secondSums, at, secondParts, offset, size);
      }
    }
  }

  /** Elements of the sums over all items. */
  private static int sums(Pass pass) {
    return Math.ceilDiv(pass.items(), TILE) * TILE * pass.fixed().stride();
  }

  @Override
  public void combine(
      Scratch scratch,
      Pass pass,
      int itemTile,
      MemorySegment parts,
      long offset,
      long distance,
      int count,
      Mat out,
      boolean add) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePacks.sum(parts, offset, distance, count, s.n, TILE * pass.fixed().stride());
    store(s, s.n, pass, itemTile, out, add);
  }

  @Override
  public void sparseCross(Scratch scratch, Csr X, Mat G, int from, int to, Mat out, boolean add) {
    DoubleSparse.cross((DoubleScratch) scratch, X, G, from, to, out, add);
  }

  @Override
  public void sparseKl(
      Scratch scratch, Csr X, Mat F, Mat G, double floor, int from, int to, Mat out, boolean add) {
    DoubleSparseKl.kl((DoubleScratch) scratch, X, F, G, floor, from, to, out, add);
  }

  @Override
  public void sparseWeighted(
      Scratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      int from,
      int to,
      Mat N,
      Mat D,
      boolean add) {
    DoubleWeightedSparse.cross(
        (DoubleScratch) scratch, X, weights, F, G, beta, floor, from, to, N, D, add);
  }

  @Override
  public void multiplyUpdate(
      Scratch scratch, Pass product, int tile, Mat F, Mat R, double l1, double l2) {
    DoubleScratch s = (DoubleScratch) scratch;
    DoublePasses.run(s, product, tile, 0, Math.ceilDiv(product.terms(), TILE));
    int first = tile * TILE;
    int count = Math.min(TILE, F.rows() - first) * F.stride();
    DoubleUpdates.multiply(
        F.segment(), F.offset(first), R.segment(), R.offset(first), s.n, count, l1, l2, FLOOR);
  }

  /**
   * Items that an update takes at a time: whole register tiles, few enough that they, their
   * numerator and denominator and what else is computed from them fit the first-level cache.
   */
  private static int itemsAtOnce(Mat F) {
    int few = (int) (PART_BYTES / F.rowBytes());
    return Math.clamp(few - few % Tiles.ROW_GROUP, Tiles.ROW_GROUP, TILE);
  }

  @Override
  public void ratioUpdate(Scratch scratch, Mat F, Mat N, Mat D, int from, int to, RatioStep step) {
    if (step.needsRoot()) {
      DoubleUpdates.ratioExact(F, N, D, from, to, step, FLOOR);
      return;
    }
    double[] d = ((DoubleScratch) scratch).d;
    double[] t = ((DoubleScratch) scratch).n;
    boolean shared = D.rows() == 1;
    int atOnce = itemsAtOnce(F);
    for (int first = from; first < to; first += atOnce) {
      int items = Math.min(atOnce, to - first);
      int count = items * F.stride();
      if (shared) {
        DoublePacks.repeat(D.segment(), D.offset(0), F.stride(), d, items);
      } else {
        DoublePacks.copy(D.segment(), D.offset(first), d, 0, count);
      }
      DoubleUpdates.ratio(
          F.segment(), F.offset(first), N.segment(), N.offset(first), d, t, count, step, FLOOR);
    }
  }

  @Override
  public void forgettingUpdate(
      Mat F, Mat N, Mat D, Mat A, Mat B, int from, int to, ForgettingStep step) {
    DoubleUpdates.forget(F, N, D, A, B, from, to, step, FLOOR);
  }

  @Override
  public void halsSweep(
      Scratch scratch, Mat F, Mat R, Mat S, int tile, double l1, double l2, @Nullable Mat free) {
    int first = tile * TILE;
    int items = Math.min(TILE, F.rows() - first);
    DoubleHals.sweep((DoubleScratch) scratch, F, R, S, first, items, l1, l2, FLOOR, free);
  }

  @Override
  public void hold(Mat F, Mat H, Mat free, int from, int to) {
    DoubleUpdates.hold(
        F.segment(),
        F.offset(from),
        H.segment(),
        H.offset(from),
        free.segment(),
        free.offset(from),
        (to - from) * F.stride());
  }

  @Override
  public void extrapolate(
      Mat F, Mat P, double weight, Momentum momentum, Mat out, int from, int to) {
    DoubleUpdates.extrapolate(
        F.segment(),
        F.offset(from),
        P.segment(),
        P.offset(from),
        out.segment(),
        out.offset(from),
        (to - from) * F.stride(),
        weight,
        momentum == Momentum.UPWARD,
        FLOOR);
  }

  @Override
  public void smoothUpdate(
      Mat F, Mat held, int first, Mat N, Mat D, Mat scales, int from, int to, SmoothStep step) {
    DoubleSmooth.update(F, held, first, N, D, scales, from, to, step, FLOOR);
  }

  @Override
  public void delay(Mat F, Mat B, int from, int to) {
    DoubleDelays.delay(F, B, from, to);
  }

  @Override
  public void foldDelays(Mat B, int items, Mat F, int from, int to) {
    DoubleDelays.fold(B, items, F, from, to);
  }

  @Override
  public void subtract(Mat F, Mat G, Mat out, int from, int to) {
    DoubleUpdates.subtract(
        F.segment(),
        F.offset(from),
        G.segment(),
        G.offset(from),
        out.segment(),
        out.offset(from),
        (to - from) * F.stride());
  }

  @Override
  public int itemGroup() {
    return LANES;
  }

  @Override
  public ItemScratch newItems(int length, int rank, boolean withG, SegmentAllocator memory) {
    return new DoubleItems(length, rank, withG, memory);
  }

  @Override
  public void transposeRows(Mat G, int from, int to, ItemScratch target) {
    DoubleCoordinates.transpose(G, from, to, ((DoubleItems) target).g);
  }

  @Override
  public void updateItems(
      ItemScratch scratch,
      Tiles X,
      boolean byRows,
      ItemScratch G,
      Mat F,
      int from,
      int to,
      Mat sums,
      ItemStep step,
      @Nullable Mat free) {
    DoubleItems s = (DoubleItems) scratch;
    if (byRows) {
      DoubleCoordinates.loadRows(X, from, to, s.x);
    } else {
      DoubleCoordinates.loadColumns(X, from, to, s.x);
    }
    double[] g = ((DoubleItems) G).g;
    int stride = DoubleItems.stride(byRows ? X.columns() : X.rows());
    for (int i = from; i < to; i++) {
      update(s, (i - from) * stride, g, stride, F, i, i == from, sums, step, free);
    }
  }

  @Override
  public void updateItems(
      ItemScratch scratch,
      Csr X,
      Mat G,
      Mat F,
      int from,
      int to,
      Mat sums,
      ItemStep step,
      @Nullable Mat free) {
    DoubleItems s = (DoubleItems) scratch;
    for (int i = from; i < to; i++) {
      int entries = DoubleCoordinates.gather(X, i, G, s);
      update(s, 0, s.g, entries, F, i, i == from, sums, step, free);
    }
  }

  private static void update(
      DoubleItems s,
      int at,
      double[] g,
      int stride,
      Mat F,
      int i,
      boolean first,
      Mat sums,
      ItemStep step,
      @Nullable Mat free) {
    boolean shared = sums.rows() == 1;
    if (first || !shared) {
      int row = shared ? 0 : i;
      DoubleTransfers.toDoubles(sums, row, row + 1, s.sums);
    }
    switch (step) {
      case CoordinateStep newton ->
          DoubleCoordinates.update(s, at, g, stride, F, i, newton, free, DIVISOR_FLOOR, FLOOR);
      case LeastSquaresStep exact ->
          DoubleLeastSquares.update(s, at, g, stride, F, i, exact, free, FLOOR);
    }
  }

  @Override
  public double sum(Mat F, int from, int to) {
    return DoubleReductions.sum(F.segment(), F.offset(from), (to - from) * F.stride());
  }

  @Override
  public double dot(Mat F, Mat G, int from, int to) {
    return DoubleReductions.dot(
        F.segment(), F.offset(from), G.segment(), G.offset(from), (to - from) * F.stride());
  }

  @Override
  public void columnSums(Mat F, int from, int to, double[] sums, int at) {
    DoubleReductions.columnSums(F, from, to, sums, at);
  }

  @Override
  public void columnDots(Mat F, Mat G, int from, int to, double[] sums, int at) {
    DoubleReductions.columnDots(F, G, from, to, sums, at);
  }

  @Override
  public void addGram(Scratch scratch, Mat F, int from, int to, double[] gram) {
    DoubleReductions.addGram((DoubleScratch) scratch, F, from, to, gram);
  }

  @Override
  public void storeRow(double[] values, Mat target, boolean add) {
    DoubleReductions.storeRow(values, target, add);
  }

  @Override
  public void maxima(
      Mat F, Mat D, int from, int to, double l1, double l2, double[] maxima, int at) {
    DoubleReductions.maxima(F, D, from, to, l1, l2, maxima, at);
  }

  @Override
  public double residual(
      Mat F, Mat N, Mat D, int from, int to, double l1, double l2, double[] maxima) {
    return DoubleReductions.residual(F, N, D, from, to, l1, l2, maxima);
  }

  @Override
  public double divergence(
      Scratch scratch, Source X, Mat P, Mat Q, double beta, double floor, int I) {
    return divergence((DoubleScratch) scratch, X, null, P, Q, beta, floor, I);
  }

  @Override
  public double weightedDivergence(
      Scratch scratch, Source X, Source M, Mat P, Mat Q, double beta, double floor, int I) {
    return divergence((DoubleScratch) scratch, X, M, P, Q, beta, floor, I);
  }

  private static double divergence(
      DoubleScratch s,
      Source X,
      @Nullable Source M,
      Mat P,
      Mat Q,
      double beta,
      double floor,
      int I) {
    Divergence divergence = s.divergence();
    int k = P.columns();
    int rows = Math.min(TILE, X.rows() - I * TILE);
    DoubleTransfers.toDoubleGroups(P, I * TILE, I * TILE + rows, divergence.a);
    double sum = 0;
    for (int J = 0; J * TILE < X.columns(); J++) {
      DoubleTile x = s.x(X, I, J);
      DoubleTile m = M == null ? null : s.m(M, I, J);
      int width = Math.min(TILE, X.columns() - J * TILE);
      for (int left = 0; left < width; left += Divergence.WIDTH) {
        int right = Math.min(width, left + Divergence.WIDTH);
        DoubleTransfers.toDoubleLanes(Q, J * TILE + left, J * TILE + right, divergence.h);
        DoubleTransfers.tileToDoubles(x, rows, left, right, divergence.x, Divergence.WIDTH);
        if (m == null) {
          sum += divergence.sum(rows, right - left, k, beta, floor);
        } else {
          DoubleTransfers.tileToDoubles(m, rows, left, right, divergence.m, Divergence.WIDTH);
          sum += divergence.weightedSum(rows, right - left, k, beta, floor);
        }
      }
    }
    return sum;
  }

  @Override
  public double sparseWeightedDivergence(
      Scratch scratch,
      Csr X,
      MemorySegment weights,
      Mat P,
      Mat Q,
      double beta,
      double floor,
      int from,
      int to) {
    return DoubleWeightedSparse.divergence(
        (DoubleScratch) scratch, X, weights, P, Q, beta, floor, from, to);
  }

  @Override
  public double sparseDivergence(
      Scratch scratch, Csr X, Mat P, Mat Q, double beta, double floor, int from, int to) {
    return DoubleSparseDivergence.divergence(
        (DoubleScratch) scratch, X, P, Q, beta, floor, from, to);
  }

  @Override
  public double sumOfSquares(MemorySegment values, long from, long to) {
    return DoubleSparseDivergence.sumOfSquares(values, from, to);
  }

  @Override
  public double peak(int trips) {
    return DoublePeak.run(trips);
  }

  @Override
  public int peakFlops() {
    return DoublePeak.FLOPS;
  }
}
