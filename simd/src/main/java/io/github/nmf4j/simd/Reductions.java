package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Source;
import io.github.nmf4j.simd.kernel.Tiles;
import java.lang.foreign.MemorySegment;

/** Operations that end in one number or one row: a partial result per block, added in order. */
final class Reductions {

  /** A sum over rows {@code from ≤ i < to}. */
  interface PartialSum {
    /** The sum. */
    double of(int from, int to);
  }

  /** Sums per component over rows {@code from ≤ i < to}. */
  private interface PartialRow {
    /** Puts them into {@code sums} from {@code at} on. */
    void put(int from, int to, double[] sums, int at);
  }

  /** Between the sums of two blocks: workers that write to one cache line wait for each other. */
  private static final int GAP = 16;

  private final Engine engine;
  private final Workers workers;
  private final Passes passes;
  private final Grams grams;
  private double[] partial = new double[Blocks.MOST];

  Reductions(Engine engine, Workers workers, Passes passes) {
    this.engine = engine;
    this.workers = workers;
    this.passes = passes;
    this.grams = new Grams(engine, workers, passes);
  }

  private double[] partial(int length) {
    if (partial.length < length) {
      partial = new double[length];
    }
    return partial;
  }

  private Blocks blocks(Mat F) {
    return new Blocks(F.rows(), F.stride(), engine.tile());
  }

  /** A sum over all rows of F. */
  double sum(Mat F, PartialSum term) {
    Blocks blocks = blocks(F);
    double[] sums = partial(blocks.count());
    workers.run(blocks.count(), (b, worker) -> sums[b] = term.of(blocks.from(b), blocks.to(b)));
    return total(sums, blocks.count());
  }

  private static double total(double[] sums, int count) {
    double sum = 0;
    for (int b = 0; b < count; b++) {
      sum += sums[b];
    }
    return sum;
  }

  /** 1ᵀF. */
  double[] columnSums(Mat F) {
    return columns(F, (from, to, sums, at) -> engine.columnSums(F, from, to, sums, at));
  }

  /** 1ᵀ(F ∘ G). */
  double[] columnDots(Mat F, Mat G) {
    return columns(F, (from, to, sums, at) -> engine.columnDots(F, G, from, to, sums, at));
  }

  private double[] columns(Mat F, PartialRow term) {
    int k = F.columns();
    Blocks blocks = blocks(F);
    int distance = k + GAP;
    double[] sums = partial(blocks.count() * distance);
    workers.run(
        blocks.count(), (b, worker) -> term.put(blocks.from(b), blocks.to(b), sums, b * distance));
    double[] result = new double[k];
    for (int b = 0; b < blocks.count(); b++) {
      for (int c = 0; c < k; c++) {
        result[c] += sums[b * distance + c];
      }
    }
    return result;
  }

  /** See {@link io.github.nmf4j.backend.Session#kktResidual}. */
  double kktResidual(Mat F, Mat N, Mat D, double l1, double l2) {
    int width = 2 * F.columns();
    Blocks blocks = blocks(F);
    double[] perBlock = partial(blocks.count() * (width + 1));
    workers.run(
        blocks.count(),
        (b, worker) ->
            engine.maxima(F, D, blocks.from(b), blocks.to(b), l1, l2, perBlock, b * width));
    double[] maxima = new double[width];
    for (int b = 0; b < blocks.count(); b++) {
      for (int c = 0; c < width; c++) {
        maxima[c] = Math.max(maxima[c], perBlock[b * width + c]);
      }
    }
    workers.run(
        blocks.count(),
        (b, worker) ->
            perBlock[b] = engine.residual(F, N, D, blocks.from(b), blocks.to(b), l1, l2, maxima));
    double residual = 0;
    for (int b = 0; b < blocks.count(); b++) {
      residual = Math.max(residual, perBlock[b]);
    }
    return residual;
  }

  /** Σ v². */
  double squaredNorm(Panel panel) {
    return switch (panel) {
      case Panel.Dense dense -> {
        Tiles tiles = dense.tiles();
        yield elements(tiles.segment().byteSize() / tiles.elementBytes(), tiles.segment());
      }
      case Panel.Sparse sparse -> {
        Csr rows = sparse.rows();
        yield elements(rows.start(rows.rows()), rows.values());
      }
    };
  }

  private double elements(long count, MemorySegment values) {
    int blocks = Blocks.MOST;
    double[] sums = partial(blocks);
    workers.run(
        blocks,
        (b, worker) ->
            sums[b] = engine.sumOfSquares(values, count * b / blocks, count * (b + 1) / blocks));
    return total(sums, blocks);
  }

  /** The divergence of a panel from W·Hᵀ. */
  double divergence(Panel panel, Mat W, Mat H, double beta, double floor) {
    return switch (panel) {
      case Panel.Dense dense ->
          dense.transposed()
              ? everyEntry(dense.tiles(), H, W, beta, floor)
              : everyEntry(dense.tiles(), W, H, beta, floor);
      case Panel.Sparse sparse when beta == 1 || beta == 2 ->
          storedEntries(sparse, W, H, beta, floor);
      case Panel.Sparse sparse -> everyEntry(sparse.rows(), W, H, beta, floor);
    };
  }

  private double everyEntry(Source X, Mat P, Mat Q, double beta, double floor) {
    int tileRows = Math.ceilDiv(X.rows(), engine.tile());
    double[] sums = partial(tileRows);
    passes.tiles(
        X.rows(),
        P.columns(),
        (I, scratch) -> sums[I] = engine.divergence(scratch, X, P, Q, beta, floor, I));
    return Math.max(0, total(sums, tileRows));
  }

  /** Σ m·d of two panels that are stored alike. */
  double weightedDivergence(Panel panel, Panel weights, Mat W, Mat H, double beta, double floor) {
    if (panel instanceof Panel.Dense x && weights instanceof Panel.Dense m) {
      Mat P = x.transposed() ? H : W;
      Mat Q = x.transposed() ? W : H;
      int tileRows = x.tiles().tileRows();
      double[] sums = partial(tileRows);
      passes.tiles(
          x.tiles().rows(),
          P.columns(),
          (I, scratch) ->
              sums[I] =
                  engine.weightedDivergence(scratch, x.tiles(), m.tiles(), P, Q, beta, floor, I));
      return Math.max(0, total(sums, tileRows));
    }
    if (panel instanceof Panel.Sparse x && weights instanceof Panel.Sparse m) {
      EntryBlocks blocks = x.blocks(Side.ROWS);
      int count = blocks.count();
      double[] sums = partial(count);
      MemorySegment values = m.rows().values();
      workers.run(
          count,
          (b, worker) ->
              sums[b] =
                  engine.sparseWeightedDivergence(
                      passes.scratch(worker, W.columns()),
                      x.rows(),
                      values,
                      W,
                      H,
                      beta,
                      floor,
                      blocks.from(b),
                      blocks.to(b)));
      return Math.max(0, total(sums, count));
    }
    throw new AssertionError("V and its weights are stored alike");
  }

  /** Entries that are not stored count through ⟨WᵀW, HᵀH⟩ or ⟨1ᵀW, 1ᵀH⟩. */
  private double storedEntries(Panel.Sparse panel, Mat W, Mat H, double beta, double floor) {
    EntryBlocks blocks = panel.blocks(Side.ROWS);
    int count = blocks.count();
    double[] sums = partial(count);
    workers.run(
        count,
        (b, worker) ->
            sums[b] =
                engine.sparseDivergence(
                    passes.scratch(worker, W.columns()),
                    panel.rows(),
                    W,
                    H,
                    beta,
                    floor,
                    blocks.from(b),
                    blocks.to(b)));
    double sum = total(sums, count);
    if (beta == 2) {
      return Math.max(0, (sum + grams.product(W, H)) / 2);
    }
    double[] w = columnSums(W);
    double[] h = columnSums(H);
    for (int c = 0; c < w.length; c++) {
      sum += w[c] * h[c];
    }
    return Math.max(0, sum);
  }
}
