package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Pass;
import io.github.nmf4j.simd.kernel.Pass.Kind;
import io.github.nmf4j.simd.kernel.Scratch;
import io.github.nmf4j.simd.kernel.Source;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Passes over V, cut into blocks: tiles of items, and where those are too few to share, ranges of
 * terms as well, whose partial sums are added in order afterwards.
 */
final class Passes {

  /** Tiles of terms that a range has at least, unless there are no more. */
  private static final int SHORTEST_RANGE = 4;

  private final Operation operation;
  private final Pass pass;
  private final NativeMemory memory;
  private final Operation.Kernel whole;
  private final Operation.Kernel part;
  private final Operation.Kernel pack;

  /** For each tile of items the ranges that are not done. Ranges are only where there are few. */
  private final AtomicIntegerArray rangesLeft = new AtomicIntegerArray(Operation.MOST_BLOCKS);

  private MemorySegment groupPacks = MemorySegment.NULL;
  private MemorySegment lanePacks = MemorySegment.NULL;
  private MemorySegment partials = MemorySegment.NULL;
  private MemorySegment secondPartials = MemorySegment.NULL;

  // of the pass that runs
  private Mat rowFactor = Mat.NONE;
  private Mat columnFactor = Mat.NONE;
  private Mat out = Mat.NONE;
  private @Nullable Mat second;
  private boolean add;
  private int ranges;
  private int itemTiles;
  private int termTiles;
  private long partBytes;

  Passes(Operation operation, NativeMemory memory) {
    this.operation = operation;
    this.pass = operation.pass;
    this.memory = memory;
    this.whole = (_, _, tile, _, worker) -> whole(tile, worker);
    this.part = (_, block, _, _, worker) -> part(block, worker);
    this.pack = (_, block, _, _, worker) -> pack(block, worker);
  }

  /** R = X·G. */
  void cross(Panel panel, Side side, Mat G, Mat R, boolean adds) {
    switch (panel) {
      case Panel.Dense dense -> cross(dense.byRows(side), dense.tiles(), G, R, adds);
      case Panel.Sparse sparse -> {
        operation.X = sparse.items(side);
        operation.G = G;
        operation.N = R;
        operation.add = adds;
        operation.overEntries(
            sparse.blocks(side),
            (o, _, from, to, worker) ->
                o.engine.sparseCross(
                    o.scratch(worker, o.G.columns()), o.X, o.G, from, to, o.N, o.add));
      }
    }
  }

  /** R = X·G, or Xᵀ·G. */
  void cross(boolean byRows, Source X, Mat G, Mat R, boolean adds) {
    pass.setCross(byRows, X, G);
    run(R, null, adds);
  }

  /** N = (X ⊘ F·Gᵀ)·G. */
  void klCross(Panel panel, Side side, Mat F, Mat G, double floor, Mat N, boolean adds) {
    switch (panel) {
      case Panel.Dense dense -> {
        pass.setRatio(Kind.KL, dense.byRows(side), dense.tiles(), G);
        model(F, G, 1, floor, null);
        run(N, null, adds);
      }
      case Panel.Sparse sparse -> {
        operation.X = sparse.items(side);
        operation.F = F;
        operation.G = G;
        operation.floor = floor;
        operation.N = N;
        operation.add = adds;
        operation.overEntries(
            sparse.blocks(side),
            (o, _, from, to, worker) ->
                o.engine.sparseKl(
                    o.scratch(worker, o.G.columns()),
                    o.X,
                    o.F,
                    o.G,
                    o.floor,
                    from,
                    to,
                    o.N,
                    o.add));
      }
    }
  }

  /** N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G. Tiles of a sparse panel are filled one at a time. */
  void betaCross(
      Panel panel, Side side, Mat F, Mat G, double beta, double floor, Mat N, Mat D, boolean adds) {
    switch (panel) {
      case Panel.Dense dense -> pass.setRatio(Kind.BETA, dense.byRows(side), dense.tiles(), G);
      case Panel.Sparse sparse -> pass.setRatio(Kind.BETA, side == Side.ROWS, sparse.rows(), G);
    }
    model(F, G, beta, floor, null);
    run(N, D, adds);
  }

  /** N = (M ∘ X ∘ Y^(β−2))·G and D = (M ∘ Y^(β−1))·G, of two panels that are stored alike. */
  void weightedCross(
      Panel panel,
      Panel weights,
      Side side,
      Mat F,
      Mat G,
      double beta,
      double floor,
      Mat N,
      Mat D,
      boolean adds) {
    if (panel instanceof Panel.Dense x && weights instanceof Panel.Dense m) {
      pass.setRatio(Kind.BETA, x.byRows(side), x.tiles(), G);
      model(F, G, beta, floor, m.tiles());
      run(N, D, adds);
    } else if (panel instanceof Panel.Sparse x && weights instanceof Panel.Sparse m) {
      operation.X = x.items(side);
      operation.segment = m.items(side).values();
      operation.F = F;
      operation.G = G;
      operation.beta = beta;
      operation.floor = floor;
      operation.N = N;
      operation.D = D;
      operation.add = adds;
      operation.overEntries(
          x.blocks(side),
          (o, _, from, to, worker) ->
              o.engine.sparseWeighted(
                  o.scratch(worker, o.G.columns()),
                  o.X,
                  o.segment,
                  o.F,
                  o.G,
                  o.beta,
                  o.floor,
                  from,
                  to,
                  o.N,
                  o.D,
                  o.add));
    } else {
      throw new AssertionError("V and its weights are stored alike");
    }
  }

  /** Packs X's row and column factors, which are F and G or G and F. */
  void model(Mat F, Mat G, double beta, double floor, @Nullable Source weights) {
    rowFactor = pass.byRows() ? F : G;
    columnFactor = pass.byRows() ? G : F;
    Engine engine = operation.engine;
    int rank = F.columns();
    groupPacks = atLeast(groupPacks, engine.packBytes(rowFactor.rows(), rank));
    lanePacks = atLeast(lanePacks, engine.packBytes(columnFactor.rows(), rank));
    int rowTiles = Math.ceilDiv(rowFactor.rows(), engine.tile());
    int columnTiles = Math.ceilDiv(columnFactor.rows(), engine.tile());
    operation.overBlocks(rowTiles + columnTiles, pack);
    pass.setModel(rowFactor, groupPacks, lanePacks, beta, floor, weights);
  }

  /** Lets {@code other} have the model of the pass, packs included. */
  void shareModel(Pass other) {
    pass.shareModel(other);
  }

  /** Packs a tile of items of the pass anew: they have changed. */
  void repackItems(int tile, int worker) {
    int rowTiles = Math.ceilDiv(rowFactor.rows(), operation.engine.tile());
    pack(pass.byRows() ? tile : rowTiles + tile, worker);
  }

  private void pack(int block, int worker) {
    Engine engine = operation.engine;
    Scratch scratch = scratch(worker);
    int rowTiles = Math.ceilDiv(rowFactor.rows(), engine.tile());
    if (block < rowTiles) {
      engine.groupPack(scratch, rowFactor, block, groupPacks);
    } else {
      engine.lanePack(scratch, columnFactor, block - rowTiles, lanePacks);
    }
  }

  /** target (and another) = (or +=) what the pass gives. */
  private void run(Mat target, @Nullable Mat another, boolean adds) {
    out = target;
    second = another;
    add = adds;
    itemTiles = Math.ceilDiv(pass.items(), operation.engine.tile());
    termTiles = Math.ceilDiv(pass.terms(), operation.engine.tile());
    ranges = ranges();
    if (ranges == 1) {
      operation.overTiles(pass.items(), whole);
      return;
    }
    partBytes = operation.engine.partBytes(pass);
    partials = atLeast(partials, partBytes * ranges * itemTiles);
    if (another != null) {
      secondPartials = atLeast(secondPartials, partBytes * ranges * itemTiles);
    }
    for (int tile = 0; tile < itemTiles; tile++) {
      rangesLeft.set(tile, ranges);
    }
    operation.overBlocks(itemTiles * ranges, part);
  }

  private Scratch scratch(int worker) {
    return operation.scratch(worker, pass.fixed().columns());
  }

  private void whole(int tile, int worker) {
    operation.engine.pass(scratch(worker), pass, tile, out, second, add);
  }

  /**
   * A range of terms of a tile of items. In the order of V's rows, whichever side they are: what a
   * worker has as its share are some of them, and the same in both passes. Who does the last range
   * of a tile adds all of them up, in their order.
   */
  private void part(int block, int worker) {
    int tile = pass.byRows() ? block / ranges : block % itemTiles;
    int range = pass.byRows() ? block % ranges : block / itemTiles;
    operation.engine.partialPass(
        scratch(worker),
        pass,
        tile,
        (int) ((long) termTiles * range / ranges),
        (int) ((long) termTiles * (range + 1) / ranges),
        partials,
        second == null ? null : secondPartials,
        ((long) tile * ranges + range) * partBytes);
    if (rangesLeft.decrementAndGet(tile) == 0) {
      combine(tile, worker);
    }
  }

  private void combine(int tile, int worker) {
    combine(tile, worker, partials, out);
    if (second != null) {
      combine(tile, worker, secondPartials, second);
    }
  }

  private void combine(int tile, int worker, MemorySegment parts, Mat target) {
    long from = (long) tile * ranges * partBytes;
    operation.engine.combine(
        scratch(worker), pass, tile, parts, from, partBytes, ranges, target, add);
  }

  private int ranges() {
    if (itemTiles == 0) {
      return 1;
    }
    int wanted = Math.ceilDiv(Operation.MOST_BLOCKS, itemTiles);
    return Math.max(1, Math.min(wanted, termTiles / SHORTEST_RANGE));
  }

  /** Scratch grows by doubling at least: what it was before stays in the arena until the end. */
  MemorySegment atLeast(MemorySegment segment, long bytes) {
    return segment.byteSize() >= bytes
        ? segment
        : memory.allocate(Math.max(bytes, 2 * segment.byteSize()), "scratch memory");
  }
}
