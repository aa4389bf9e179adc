package io.github.nmf4j.simd;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.ItemScratch;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Tiles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Coordinate descent, item by item; items do not depend on each other. */
final class Coordinates {

  /** Numbers in the arrays of a worker, at most. */
  private static final long MOST_NUMBERS = 1 << 28;

  private final Operation operation;
  private final @Nullable ItemScratch[] denseScratch;
  private final @Nullable ItemScratch[] sparseScratch;
  private final Operation.Kernel transpose;
  private final Operation.Kernel denseItems;
  private final Operation.Kernel sparseItems;
  private @Nullable ItemScratch shared;

  // of the sweep that runs
  private @Nullable Tiles tiles;
  private ItemStep step = new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0);
  private int length;

  Coordinates(Operation operation, int workers) {
    this.operation = operation;
    this.denseScratch = new ItemScratch[workers];
    this.sparseScratch = new ItemScratch[workers];
    this.transpose = (o, _, from, to, _) -> o.engine.transposeRows(o.G, from, to, shared());
    this.denseItems = (o, block, _, _, worker) -> dense(o, block, worker);
    this.sparseItems =
        (o, _, from, to, worker) ->
            o.engine.updateItems(
                scratch(worker, length, o.F.columns(), true),
                o.X,
                o.G,
                o.F,
                from,
                to,
                o.D,
                step,
                o.free);
  }

  /** See {@link io.github.nmf4j.backend.Session#coordinateSweep}. */
  void sweep(Panel panel, Side side, Mat F, Mat G, Mat sums, ItemStep how, @Nullable Mat free) {
    step = how;
    operation.D = sums;
    operation.F = F;
    operation.G = G;
    operation.free = free;
    switch (panel) {
      case Panel.Dense dense -> {
        tiles = dense.tiles();
        operation.byRows = dense.byRows(side);
        require(G.rows(), G.columns());
        length = G.rows();
        shared = fitting(shared, length, G.columns(), true);
        operation.overRows(G, transpose);
        operation.overBlocks(Math.ceilDiv(F.rows(), operation.engine.itemGroup()), denseItems);
      }
      case Panel.Sparse sparse -> {
        operation.X = sparse.items(side);
        length = sparse.longest(side);
        require(length, G.columns());
        operation.overEntries(sparse.blocks(side), sparseItems);
      }
    }
  }

  private ItemScratch shared() {
    return Objects.requireNonNull(shared);
  }

  private void dense(Operation o, int block, int worker) {
    int group = o.engine.itemGroup();
    int from = block * group;
    o.engine.updateItems(
        scratch(worker, length, o.F.columns(), false),
        Objects.requireNonNull(tiles),
        o.byRows,
        shared(),
        o.F,
        from,
        Math.min(o.F.rows(), from + group),
        o.D,
        step,
        o.free);
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
    @Nullable ItemScratch[] scratch = withG ? sparseScratch : denseScratch;
    ItemScratch fitting = fitting(scratch[worker], length, rank, withG);
    scratch[worker] = fitting;
    return fitting;
  }

  /**
   * Room that does for all that was asked for so far, and grows by half at least: the part of it
   * that is off-heap stays in the arena until the end.
   */
  private ItemScratch fitting(@Nullable ItemScratch found, int length, int rank, boolean withG) {
    if (found != null && found.fits(length, rank, withG)) {
      return found;
    }
    int room = length;
    int components = rank;
    if (found != null) {
      int grown = found.length() < length ? found.length() / 2 : 0;
      room = Math.max(length, found.length() + grown);
      components = Math.max(rank, found.rank());
      if ((long) room * components > MOST_NUMBERS) {
        room = length;
        components = rank;
      }
    }
    return operation.engine.newItems(room, components, withG, operation.memory());
  }
}
