package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Source;
import io.github.nmf4j.simd.kernel.Tiles;
import java.util.Arrays;

/** Operations that end in one number or one row: a partial result per block, added in order. */
final class Reductions {

  /** Between the sums of two blocks: workers that write to one cache line wait for each other. */
  private static final int GAP = 16;

  private final Operation operation;
  private final Grams grams;
  private double[] first = new double[0];
  private double[] second = new double[0];

  Reductions(Operation operation) {
    this.operation = operation;
    this.grams = new Grams(operation);
  }

  /** ΣF. */
  double sum(Mat F) {
    operation.F = F;
    operation.overRows(
        F, (o, block, from, to, _) -> o.partial[block] = o.engine.sum(o.F, from, to));
    return operation.totalOf(operation.blocksOfRows());
  }

  /** ⟨F, G⟩. */
  double dot(Mat F, Mat G) {
    operation.F = F;
    operation.G = G;
    operation.overRows(
        F, (o, block, from, to, _) -> o.partial[block] = o.engine.dot(o.F, o.G, from, to));
    return operation.totalOf(operation.blocksOfRows());
  }

  /** 1ᵀF, in an array that the next sum takes over. */
  double[] columnSums(Mat F) {
    first = columns(F, first);
    return first;
  }

  private double[] columns(Mat F, double[] earlier) {
    operation.F = F;
    needRows(F.columns());
    operation.overRows(
        F,
        (o, block, from, to, _) ->
            o.engine.columnSums(o.F, from, to, o.partial, block * (o.F.columns() + GAP)));
    return total(F.columns(), earlier);
  }

  /** 1ᵀ(F ∘ G), in an array that the next sum takes over. */
  double[] columnDots(Mat F, Mat G) {
    operation.F = F;
    operation.G = G;
    needRows(F.columns());
    operation.overRows(
        F,
        (o, block, from, to, _) ->
            o.engine.columnDots(o.F, o.G, from, to, o.partial, block * (o.F.columns() + GAP)));
    first = total(F.columns(), first);
    return first;
  }

  private void needRows(int width) {
    operation.needPartial(Operation.MOST_BLOCKS * (width + GAP));
  }

  /** Adds the rows of the blocks, in {@code earlier} if it fits. */
  private double[] total(int width, double[] earlier) {
    double[] total = zeros(width, earlier);
    for (int b = 0; b < operation.blocksOfRows(); b++) {
      for (int c = 0; c < width; c++) {
        total[c] += operation.partial[b * (width + GAP) + c];
      }
    }
    return total;
  }

  private static double[] zeros(int length, double[] earlier) {
    if (earlier.length != length) {
      return new double[length];
    }
    Arrays.fill(earlier, 0);
    return earlier;
  }

  /** See {@link io.github.nmf4j.backend.Session#kktResidual}. */
  double kktResidual(Mat F, Mat N, Mat D, double l1, double l2) {
    int width = 2 * F.columns();
    operation.F = F;
    operation.N = N;
    operation.D = D;
    operation.l1 = l1;
    operation.l2 = l2;
    needRows(width);
    operation.overRows(
        F,
        (o, block, from, to, _) ->
            o.engine.maxima(
                o.F, o.D, from, to, o.l1, o.l2, o.partial, block * (2 * o.F.columns() + GAP)));
    operation.row = zeros(width, operation.row);
    for (int b = 0; b < operation.blocksOfRows(); b++) {
      for (int c = 0; c < width; c++) {
        operation.row[c] = Math.max(operation.row[c], operation.partial[b * (width + GAP) + c]);
      }
    }
    operation.overRows(
        F,
        (o, block, from, to, _) ->
            o.partial[block] = o.engine.residual(o.F, o.N, o.D, from, to, o.l1, o.l2, o.row));
    double residual = 0;
    for (int b = 0; b < operation.blocksOfRows(); b++) {
      residual = Math.max(residual, operation.partial[b]);
    }
    return residual;
  }

  /** Σ v². */
  double squaredNorm(Panel panel) {
    switch (panel) {
      case Panel.Dense dense -> {
        Tiles tiles = dense.tiles();
        operation.segment = tiles.segment();
        operation.count = tiles.segment().byteSize() / tiles.elementBytes();
      }
      case Panel.Sparse sparse -> {
        Csr rows = sparse.rows();
        operation.segment = rows.values();
        operation.count = rows.start(rows.rows());
      }
    }
    operation.overBlocks(
        Operation.MOST_BLOCKS,
        (o, block, from, to, _) ->
            o.partial[block] =
                o.engine.sumOfSquares(
                    o.segment,
                    o.count * from / Operation.MOST_BLOCKS,
                    o.count * to / Operation.MOST_BLOCKS));
    return operation.totalOf(Operation.MOST_BLOCKS);
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
    int tileRows = begin(X, P, Q, beta, floor);
    operation.overTiles(
        X.rows(),
        (o, tile, _, _, worker) ->
            o.partial[tile] =
                o.engine.divergence(
                    o.scratch(worker, o.F.columns()), o.source, o.F, o.G, o.beta, o.floor, tile));
    return Math.max(0, operation.totalOf(tileRows));
  }

  /** Sets the operands of a divergence and gives the number of rows of tiles. */
  private int begin(Source X, Mat P, Mat Q, double beta, double floor) {
    operation.source = X;
    operation.F = P;
    operation.G = Q;
    operation.beta = beta;
    operation.floor = floor;
    int tileRows = Math.ceilDiv(X.rows(), operation.engine.tile());
    operation.needPartial(tileRows);
    return tileRows;
  }

  /** Σ m·d of two panels that are stored alike. */
  double weightedDivergence(Panel panel, Panel weights, Mat W, Mat H, double beta, double floor) {
    if (panel instanceof Panel.Dense x && weights instanceof Panel.Dense m) {
      int tileRows = begin(x.tiles(), x.transposed() ? H : W, x.transposed() ? W : H, beta, floor);
      operation.weights = m.tiles();
      operation.overTiles(
          x.tiles().rows(),
          (o, tile, _, _, worker) ->
              o.partial[tile] =
                  o.engine.weightedDivergence(
                      o.scratch(worker, o.F.columns()),
                      o.source,
                      o.weights,
                      o.F,
                      o.G,
                      o.beta,
                      o.floor,
                      tile));
      return Math.max(0, operation.totalOf(tileRows));
    }
    if (panel instanceof Panel.Sparse x && weights instanceof Panel.Sparse m) {
      EntryBlocks blocks = begin(x, W, H, beta, floor);
      operation.segment = m.rows().values();
      operation.overEntries(
          blocks,
          (o, block, from, to, worker) ->
              o.partial[block] =
                  o.engine.sparseWeightedDivergence(
                      o.scratch(worker, o.F.columns()),
                      o.X,
                      o.segment,
                      o.F,
                      o.G,
                      o.beta,
                      o.floor,
                      from,
                      to));
      return Math.max(0, operation.totalOf(blocks.count()));
    }
    throw new AssertionError("V and its weights are stored alike");
  }

  private EntryBlocks begin(Panel.Sparse panel, Mat W, Mat H, double beta, double floor) {
    operation.X = panel.rows();
    operation.F = W;
    operation.G = H;
    operation.beta = beta;
    operation.floor = floor;
    EntryBlocks blocks = panel.blocks(Side.ROWS);
    operation.needPartial(blocks.count());
    return blocks;
  }

  /** Entries that are not stored count through ⟨WᵀW, HᵀH⟩ or ⟨1ᵀW, 1ᵀH⟩. */
  private double storedEntries(Panel.Sparse panel, Mat W, Mat H, double beta, double floor) {
    EntryBlocks blocks = begin(panel, W, H, beta, floor);
    operation.overEntries(
        blocks,
        (o, block, from, to, worker) ->
            o.partial[block] =
                o.engine.sparseDivergence(
                    o.scratch(worker, o.F.columns()), o.X, o.F, o.G, o.beta, o.floor, from, to));
    double sum = operation.totalOf(blocks.count());
    if (beta == 2) {
      return Math.max(0, (sum + grams.product(W, H)) / 2);
    }
    first = columns(W, first);
    second = columns(H, second);
    for (int c = 0; c < first.length; c++) {
      sum += first[c] * second[c];
    }
    return Math.max(0, sum);
  }
}
