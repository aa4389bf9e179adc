package io.github.nmf4j.simd;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.ItemScratch;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Tiles;
import org.jspecify.annotations.Nullable;

/** Coordinate descent, item by item; items do not depend on each other. */
final class Coordinates {

  /** Numbers in the arrays of a worker, at most. */
  private static final long MOST_NUMBERS = 1 << 28;

  private final Engine engine;
  private final Workers workers;
  private final @Nullable ItemScratch[] scratch;
  private @Nullable ItemScratch shared;

  Coordinates(Engine engine, Workers workers) {
    this.engine = engine;
    this.workers = workers;
    this.scratch = new ItemScratch[workers.count()];
  }

  /** See {@link io.github.nmf4j.backend.Session#coordinateSweep}. */
  void sweep(
      Panel panel, Side side, Mat F, Mat G, Mat sums, CoordinateStep step, @Nullable Mat free) {
    double[] s = new double[F.columns()];
    engine.loadRow(sums, s);
    switch (panel) {
      case Panel.Dense dense -> dense(dense.tiles(), dense.byRows(side), F, G, s, step, free);
      case Panel.Sparse sparse -> sparse(sparse, side, F, G, s, step, free);
    }
  }

  private void dense(
      Tiles X,
      boolean byRows,
      Mat F,
      Mat G,
      double[] sums,
      CoordinateStep step,
      @Nullable Mat free) {
    int length = G.rows();
    require(length, G.columns());
    ItemScratch transposed = fitting(shared, length, G.columns(), true);
    shared = transposed;
    new Blocks(G.rows(), G.stride(), engine.tile())
        .run(workers, (from, to, worker) -> engine.transposeRows(G, from, to, transposed));
    int group = engine.itemGroup();
    workers.run(
        Math.ceilDiv(F.rows(), group),
        (block, worker) -> {
          int from = block * group;
          int to = Math.min(F.rows(), from + group);
          engine.updateItems(
              scratch(worker, length, F.columns(), false),
              X,
              byRows,
              transposed,
              F,
              from,
              to,
              sums,
              step,
              free);
        });
  }

  private void sparse(
      Panel.Sparse panel,
      Side side,
      Mat F,
      Mat G,
      double[] sums,
      CoordinateStep step,
      @Nullable Mat free) {
    Csr X = panel.items(side);
    EntryBlocks blocks = panel.blocks(side);
    int longest = panel.longest(side);
    require(longest, G.columns());
    workers.run(
        blocks.count(),
        (block, worker) ->
            engine.updateItems(
                scratch(worker, longest, F.columns(), true),
                X,
                G,
                F,
                blocks.from(block),
                blocks.to(block),
                sums,
                step,
                free));
  }

  private static void require(int length, int rank) {
    if ((long) length * rank > MOST_NUMBERS) {
      throw new InsufficientMemoryException(
          ("coordinate descent needs the %d entries of an item times %d components side by side, at"
                  + " most %d numbers; use a multiplicative update")
              .formatted(length, rank, MOST_NUMBERS));
    }
  }

  private ItemScratch scratch(int worker, int length, int rank, boolean withG) {
    ItemScratch fitting = fitting(scratch[worker], length, rank, withG);
    scratch[worker] = fitting;
    return fitting;
  }

  private ItemScratch fitting(@Nullable ItemScratch found, int length, int rank, boolean withG) {
    return found != null && found.fits(length, rank, withG)
        ? found
        : engine.newItems(length, rank, withG);
  }
}
