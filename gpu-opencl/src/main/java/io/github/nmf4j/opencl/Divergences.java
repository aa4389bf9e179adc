package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.opencl.SparseData.Compressed;
import org.jspecify.annotations.Nullable;

/** The β-divergence of V from W·H, over all entries or over those that are stored. */
final class Divergences {

  private final Workspace work;
  private final Scalars scalars;
  private final PartialResults results;

  Divergences(Workspace work, Scalars scalars, PartialResults results) {
    this.work = work;
    this.scalars = scalars;
    this.results = results;
  }

  /** See {@link io.github.nmf4j.backend.Session#divergence}. */
  double divergence(DeviceData v, DeviceFactor w, DeviceFactor h, double beta) {
    if (v.rows() == 0 || v.columns() == 0) {
      return 0;
    }
    double sum = 0;
    switch (v) {
      case DenseData dense -> {
        for (DenseData.DenseBlock block : dense.blocks()) {
          sum += allEntries(block, null, w, h, beta);
        }
      }
      case SparseData sparse -> {
        boolean storedOnly = beta == 1 || beta == 2;
        for (SparseData.SparseBlock block : sparse.blocks()) {
          sum +=
              storedOnly
                  ? storedEntries(block, null, w, h, beta)
                  : allEntries(block, null, w, h, beta);
        }
        if (beta == 1) {
          sum += dot(scalars.exactColumnSums(w), scalars.exactColumnSums(h));
        } else if (beta == 2) {
          sum += dot(scalars.exactGram(w), scalars.exactGram(h)) / 2;
        }
      }
    }
    return sum < 0 ? 0 : sum; // rounding; but NaN stays
  }

  /**
   * Σ m·d.
   *
   * @param m the weights, laid out like V
   */
  double weightedDivergence(
      DeviceData v, DeviceData m, DeviceFactor w, DeviceFactor h, double beta) {
    if (v.rows() == 0 || v.columns() == 0) {
      return 0;
    }
    double sum = 0;
    for (WeightedBlock pair : WeightedBlock.of(v, m)) {
      sum +=
          switch (pair) {
            case WeightedBlock.Dense(var block, var weights) ->
                allEntries(block, weights, w, h, beta);
            case WeightedBlock.Sparse(var block, var weights) ->
                storedEntries(block, weights, w, h, beta);
          };
    }
    return sum < 0 ? 0 : sum; // rounding; but NaN stays
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /**
   * A divergence over all entries of a rectangle, the unstored zeros of a sparse one included.
   *
   * @param weights of a dense rectangle; null if every entry weighs 1
   */
  private double allEntries(
      DeviceData.Block block,
      DenseData.@Nullable DenseBlock weights,
      DeviceFactor w,
      DeviceFactor h,
      double beta) {
    int p = block.items(Side.ROWS);
    int q = block.items(Side.COLUMNS);
    if (p == 0 || q == 0) {
      return 0;
    }
    boolean spread = block instanceof SparseData.SparseBlock || isMixed(block, weights);
    DenseTiles tiles =
        spread
            ? ScoreTiles.of(work.precision(), work.limits())
            : DenseTiles.forScores(w.stride(), work.precision(), work.limits());
    long across = Math.ceilDiv(p, tiles.items());
    Splits splits =
        Splits.of(across, q, tiles.step(), across * PartialResults.SUM_BYTES, work.limits());
    long groups = across * splits.count();
    ClBuffer partial = results.sums(groups);
    Launcher.Call call =
        switch (block) {
          case DenseData.DenseBlock dense ->
              work.kernel(
                      tiles.kernel("divergence_dense"),
                      tiles.options() + (weights == null ? "" : " -DWEIGHTED"))
                  .buffer(dense.buffer())
                  .wide(dense.at())
                  .wide(dense.stride())
                  .flag(dense.columnMajor());
          case SparseData.SparseBlock sparse ->
              work.kernel("divergence_dense", tiles.options() + " -DSPARSE")
                  .buffer(sparse.byRows().itemStarts())
                  .buffer(sparse.byRows().columns())
                  .buffer(sparse.byRows().values());
        };
    if (weights != null) {
      call.buffer(weights.buffer())
          .wide(weights.at())
          .wide(weights.stride())
          .flag(weights.columnMajor());
    }
    call.buffer(w.buffer())
        .wide(w.at(block.firstRow()))
        .number(p)
        .buffer(h.buffer())
        .wide(h.at(block.firstColumn()))
        .number(q)
        .number(w.stride())
        .number(splits.span())
        .number(LossKind.of(beta))
        .acc(beta)
        // at β = 2 nothing is divided by: the model counts as it is
        .real(beta < 2 ? Floors.model(work.precision(), beta) : 0)
        .buffer(partial)
        .packed(tiles.packedBytes(w.stride()))
        .run(new long[] {across, splits.count(), 1}, tiles.group());
    return results.total(partial, groups);
  }

  /** Whether V and its weights lie in different order. */
  static boolean isMixed(DeviceData.Block block, DenseData.@Nullable DenseBlock weights) {
    return weights != null
        && block instanceof DenseData.DenseBlock dense
        && dense.columnMajor() != weights.columnMajor();
  }

  /**
   * The stored entries' part of a divergence; with weights, all of it.
   *
   * @param weights null if every entry weighs 1
   */
  private double storedEntries(
      SparseData.SparseBlock block,
      SparseData.@Nullable SparseBlock weights,
      DeviceFactor w,
      DeviceFactor h,
      double beta) {
    Compressed<ClBuffer> x = block.byRows();
    if (x.entries() == 0) {
      return 0;
    }
    int groups = Math.min(x.tileCount(), Scalars.MOST_GROUPS);
    ClBuffer partial = results.sums(groups);
    String options = SparseProducts.segmentOptions() + (weights == null ? "" : " -DWEIGHTED");
    Launcher.Call call =
        work.kernel("divergence_sparse", options)
            .buffer(x.tiles())
            .number(x.tileCount())
            .buffer(x.starts())
            .buffer(x.owners())
            .buffer(x.columns())
            .buffer(x.values());
    if (weights != null) {
      call.buffer(weights.byRows().values()).acc(beta);
    }
    call.buffer(w.buffer())
        .wide(w.at(block.firstRow()))
        .buffer(h.buffer())
        .wide(h.at(block.firstColumn()))
        .number(w.stride())
        .number(LossKind.of(beta))
        .real(beta < 2 ? Floors.model(work.precision(), beta) : 0)
        .buffer(partial)
        .run(groups, Segments.TILE);
    return results.total(partial, groups);
  }
}
