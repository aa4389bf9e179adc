package io.github.nmf4j.simd;

import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Pass;
import io.github.nmf4j.simd.kernel.Pass.Kind;
import io.github.nmf4j.simd.kernel.Scratch;
import io.github.nmf4j.simd.kernel.Source;
import io.github.nmf4j.simd.kernel.Tiles;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Passes over a dense V that update the items of one side and take what the other side needs from
 * them, tile of items by tile of items: its row (or column) of tiles of V is read for the update,
 * and again, from a core's own cache, for the other side. What a tile of items contributes to the
 * other side goes to all of that side's items, so that each block, some tiles of items, has sums of
 * its own, which are added in order when all are done.
 */
final class UpdatePasses {

  /**
   * Sums of all blocks together take at most this part of what V takes: they are written and read
   * once more.
   */
  private static final int SHARE_OF_SUMS = 8;

  /** With fewer blocks than this the threads of a small machine would not share evenly. */
  private static final int FEWEST_BLOCKS = 4;

  /** More blocks than this would help only machines of more threads. */
  private static final int MOST_BLOCKS = 32;

  /** Bytes of the sums of a block at most: each worker has an array of that size, or two. */
  private static final long MOST_SUM_BYTES = 8L << 20;

  /** What is done to a tile of items between the two sides. */
  private interface Update {
    void run(UpdatePasses o, int tile, int worker);
  }

  private final Operation operation;
  private final Passes passes;
  private final Engine engine;

  /** X·G or its ratio, for the update. */
  private final Pass there;

  /** F·S, for the multiplicative update. */
  private final Pass product = new Pass();

  /** Xᵀ·F or its ratio. */
  private final Pass back = new Pass();

  private final Operation.Kernel block;
  private final Operation.Kernel combine;
  private MemorySegment parts = MemorySegment.NULL;
  private MemorySegment secondParts = MemorySegment.NULL;

  // of the pass that runs
  private Update update = (_, _, _) -> {};
  private int blocks;
  private int tiles;
  private Mat C = Mat.NONE;
  private @Nullable Mat E;
  private boolean add;

  UpdatePasses(Operation operation, Passes passes) {
    this.operation = operation;
    this.passes = passes;
    this.engine = operation.engine;
    this.there = operation.pass;
    this.block = (_, b, _, _, worker) -> block(b, worker);
    this.combine = (_, _, tile, _, worker) -> combine(tile, worker);
  }

  /**
   * Whether a pass over {@code panel} gains from being one, and can be cut into blocks. Below the
   * size of a large V the sums of the blocks cost what the second reading does.
   */
  boolean canRun(Panel panel, Side side, int rank) {
    return panel instanceof Panel.Dense dense
        && dense.tiles().isLarge()
        && blocks(dense, side, rank) >= FEWEST_BLOCKS;
  }

  /**
   * Bytes of the sums of all blocks, at most.
   *
   * @param v bytes of V as it is stored
   * @param others items of the other side
   * @param rowBytes bytes of one of its items
   */
  static long sumBytes(long v, long others, long rowBytes) {
    if (v <= Tiles.LARGE) {
      return 0;
    }
    int outputs = 2;
    return outputs * Math.min(v / SHARE_OF_SUMS, MOST_BLOCKS * others * rowBytes);
  }

  /** A power of two, so that small numbers of threads share evenly. */
  private int blocks(Panel.Dense panel, Side side, int rank) {
    Source X = panel.tiles();
    int items = panel.byRows(side) ? X.rows() : X.columns();
    int others = panel.byRows(side) ? X.columns() : X.rows();
    long v = (long) items * others * engine.bytes();
    long sums = others * Mat.rowBytes(rank, engine.bytes());
    if (sums > MOST_SUM_BYTES) {
      return 0;
    }
    long most = Math.min(v / Math.max(1, SHARE_OF_SUMS * sums), Math.ceilDiv(items, engine.tile()));
    return Integer.highestOneBit((int) Math.min(most, MOST_BLOCKS));
  }

  /** R = X·G, F = F ∘ R ⊘ (F·S + l1 + l2·F), C = Xᵀ·F. */
  void multiply(
      Panel panel,
      Side side,
      Mat F,
      Mat G,
      Mat S,
      double l1,
      double l2,
      Mat R,
      Mat target,
      boolean adds) {
    cross(panel, side, F, G, S, l1, l2, R);
    product.setCross(true, F, S);
    update =
        (o, tile, worker) -> {
          Operation p = o.operation;
          o.engine.multiplyUpdate(o.scratch(worker), o.product, tile, p.F, p.N, p.l1, p.l2);
        };
    run(target, null, adds);
  }

  /** R = X·G, a sweep of F, C = Xᵀ·F. */
  void hals(
      Panel panel,
      Side side,
      Mat F,
      Mat G,
      Mat S,
      double l1,
      double l2,
      @Nullable Mat free,
      Mat R,
      Mat target,
      boolean adds) {
    cross(panel, side, F, G, S, l1, l2, R);
    operation.free = free;
    update =
        (o, tile, worker) -> {
          Operation p = o.operation;
          o.engine.halsSweep(o.scratch(worker), p.F, p.N, p.G, tile, p.l1, p.l2, p.free);
        };
    run(target, null, adds);
  }

  private void cross(Panel panel, Side side, Mat F, Mat G, Mat S, double l1, double l2, Mat R) {
    Panel.Dense dense = (Panel.Dense) panel;
    blocks = blocks(dense, side, F.columns());
    operation.F = F;
    operation.G = S;
    operation.N = R;
    operation.l1 = l1;
    operation.l2 = l2;
    there.setCross(dense.byRows(side), dense.tiles(), G);
    back.setCross(!dense.byRows(side), dense.tiles(), F);
  }

  /** N = (X ⊘ F·Gᵀ)·G, a ratio step of F, C = (Xᵀ ⊘ G·Fᵀ)·F. */
  void kl(
      Panel panel,
      Side side,
      Mat F,
      Mat G,
      Mat sums,
      RatioStep step,
      double floor,
      Mat N,
      Mat target,
      boolean adds) {
    ratio(Kind.KL, panel, side, F, G, 1, floor, step, N, sums);
    run(target, null, adds);
  }

  /** N and D, a ratio step of F, C and E. */
  void beta(
      Panel panel,
      Side side,
      Mat F,
      Mat G,
      double beta,
      RatioStep step,
      double floor,
      Mat N,
      Mat D,
      Mat target,
      Mat another,
      boolean adds) {
    ratio(Kind.BETA, panel, side, F, G, beta, floor, step, N, D);
    run(target, another, adds);
  }

  private void ratio(
      Kind kind,
      Panel panel,
      Side side,
      Mat F,
      Mat G,
      double beta,
      double floor,
      RatioStep step,
      Mat N,
      Mat D) {
    Panel.Dense dense = (Panel.Dense) panel;
    blocks = blocks(dense, side, F.columns());
    there.setRatio(kind, dense.byRows(side), dense.tiles(), G);
    passes.model(F, G, beta, floor, null);
    back.setRatio(kind, !dense.byRows(side), dense.tiles(), F);
    passes.shareModel(back);
    operation.F = F;
    operation.N = N;
    operation.D = D;
    operation.ratioStep = step;
    update =
        (o, tile, worker) -> {
          Operation p = o.operation;
          int from = tile * o.engine.tile();
          int to = Math.min(p.F.rows(), from + o.engine.tile());
          o.engine.ratioUpdate(o.scratch(worker), p.F, p.N, p.D, from, to, p.ratioStep);
          o.passes.repackItems(tile, worker);
        };
  }

  private void run(Mat target, @Nullable Mat another, boolean adds) {
    C = target;
    E = another;
    add = adds;
    tiles = Math.ceilDiv(there.items(), engine.tile());
    long bytes = engine.partBytes(back) * Math.ceilDiv(back.items(), engine.tile()) * blocks;
    parts = passes.atLeast(parts, bytes);
    if (another != null) {
      secondParts = passes.atLeast(secondParts, bytes);
    }
    operation.overBlocks(blocks, block);
    operation.overTiles(back.items(), combine);
  }

  private Scratch scratch(int worker) {
    return operation.scratch(worker, there.fixed().columns());
  }

  private void block(int b, int worker) {
    Scratch scratch = scratch(worker);
    engine.clearSums(scratch, back);
    int end = (int) ((long) tiles * (b + 1) / blocks);
    for (int tile = (int) ((long) tiles * b / blocks); tile < end; tile++) {
      operation.endIfInterrupted();
      engine.pass(scratch, there, tile, operation.N, E == null ? null : operation.D, false);
      update.run(this, tile, worker);
      engine.spread(scratch, back, tile);
    }
    engine.storeSums(scratch, back, parts, E == null ? null : secondParts, b, blocks);
  }

  private void combine(int tile, int worker) {
    combine(tile, worker, parts, C);
    if (E != null) {
      combine(tile, worker, secondParts, E);
    }
  }

  private void combine(int tile, int worker, MemorySegment theParts, Mat target) {
    long part = engine.partBytes(back);
    long from = (long) tile * blocks * part;
    engine.combine(scratch(worker), back, tile, theParts, from, part, blocks, target, add);
  }
}
