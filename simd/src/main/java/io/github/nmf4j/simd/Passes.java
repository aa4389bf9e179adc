package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Pass;
import io.github.nmf4j.simd.kernel.Pass.Kind;
import io.github.nmf4j.simd.kernel.Scratch;
import io.github.nmf4j.simd.kernel.Source;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes over V, cut into blocks: tiles of items, and where those are too few to share, ranges of
 * terms as well, whose partial sums are added in order afterwards.
 */
final class Passes {

  /** Work on one tile of items. */
  interface TileTask {
    /** Runs in {@code scratch}. */
    void run(int tile, Scratch scratch);
  }

  /** Tiles of terms that a range has at least, unless there are no more. */
  private static final int SHORTEST_RANGE = 4;

  private final Engine engine;
  private final Workers workers;
  private final NativeMemory memory;
  private final @Nullable Scratch[] scratch;
  private MemorySegment lanePacks = MemorySegment.NULL;
  private MemorySegment partials = MemorySegment.NULL;
  private MemorySegment secondPartials = MemorySegment.NULL;

  Passes(Engine engine, Workers workers, NativeMemory memory) {
    this.engine = engine;
    this.workers = workers;
    this.memory = memory;
    this.scratch = new Scratch[workers.count()];
  }

  /** Arrays of a worker; only that worker asks for them while an operation runs. */
  Scratch scratch(int worker, int rank) {
    Scratch found = scratch[worker];
    if (found == null || found.rank() < rank) {
      found = engine.newScratch(rank, memory);
      scratch[worker] = found;
    }
    return found;
  }

  /** Runs {@code task} on all tiles of {@code items}. */
  void tiles(int items, int rank, TileTask task) {
    workers.run(
        Math.ceilDiv(items, engine.tile()),
        (tile, worker) -> task.run(tile, scratch(worker, rank)));
  }

  /** R = X·G. */
  void cross(Panel panel, Side side, Mat G, Mat R, boolean add) {
    switch (panel) {
      case Panel.Dense dense ->
          run(new Pass(Kind.CROSS, dense.byRows(side), dense.tiles(), G, null), R, null, add);
      case Panel.Sparse sparse -> {
        Csr X = sparse.items(side);
        sparseBlocks(
            sparse,
            side,
            (from, to, worker) ->
                engine.sparseCross(scratch(worker, G.columns()), X, G, from, to, R, add));
      }
    }
  }

  /** N = (X ⊘ F·Gᵀ)·G. */
  void klCross(Panel panel, Side side, Mat F, Mat G, double floor, Mat N, boolean add) {
    switch (panel) {
      case Panel.Dense dense ->
          ratioPass(Kind.KL, dense.byRows(side), dense.tiles(), null, F, G, 1, floor, N, null, add);
      case Panel.Sparse sparse -> {
        Csr X = sparse.items(side);
        sparseBlocks(
            sparse,
            side,
            (from, to, worker) ->
                engine.sparseKl(scratch(worker, G.columns()), X, F, G, floor, from, to, N, add));
      }
    }
  }

  /** N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G. Tiles of a sparse panel are filled one at a time. */
  void betaCross(
      Panel panel, Side side, Mat F, Mat G, double beta, double floor, Mat N, Mat D, boolean add) {
    Source source =
        switch (panel) {
          case Panel.Dense dense -> dense.tiles();
          case Panel.Sparse sparse -> sparse.rows();
        };
    boolean byRows =
        switch (panel) {
          case Panel.Dense dense -> dense.byRows(side);
          case Panel.Sparse sparse -> side == Side.ROWS;
        };
    ratioPass(Kind.BETA, byRows, source, null, F, G, beta, floor, N, D, add);
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
      boolean add) {
    if (panel instanceof Panel.Dense x && weights instanceof Panel.Dense m) {
      ratioPass(Kind.BETA, x.byRows(side), x.tiles(), m.tiles(), F, G, beta, floor, N, D, add);
    } else if (panel instanceof Panel.Sparse x && weights instanceof Panel.Sparse m) {
      Csr X = x.items(side);
      MemorySegment M = m.items(side).values();
      sparseBlocks(
          x,
          side,
          (from, to, worker) ->
              engine.sparseWeighted(
                  scratch(worker, G.columns()), X, M, F, G, beta, floor, from, to, N, D, add));
    } else {
      throw new AssertionError("V and its weights are stored alike");
    }
  }

  private void sparseBlocks(Panel.Sparse panel, Side side, Blocks.Task task) {
    EntryBlocks blocks = panel.blocks(side);
    workers.run(
        blocks.count(), (block, worker) -> task.run(blocks.from(block), blocks.to(block), worker));
  }

  private void ratioPass(
      Kind kind,
      boolean byRows,
      Source source,
      @Nullable Source weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      Mat N,
      @Nullable Mat D,
      boolean add) {
    Mat columnFactor = byRows ? G : F;
    lanePacks =
        atLeast(lanePacks, engine.lanePackBytes(columnFactor.rows(), columnFactor.columns()));
    MemorySegment packs = lanePacks;
    tiles(
        columnFactor.rows(),
        columnFactor.columns(),
        (tile, s) -> engine.lanePack(s, columnFactor, tile, packs));
    var model = new Pass.Model(byRows ? F : G, packs, beta, floor, weights);
    run(new Pass(kind, byRows, source, G, model), N, D, add);
  }

  /** out (and second) = (or +=) what the pass gives. */
  void run(Pass pass, Mat out, @Nullable Mat second, boolean add) {
    int itemTiles = Math.ceilDiv(pass.items(), engine.tile());
    int termTiles = Math.ceilDiv(pass.terms(), engine.tile());
    int ranges = ranges(itemTiles, termTiles);
    int rank = pass.fixed().columns();
    if (ranges == 1) {
      tiles(pass.items(), rank, (tile, s) -> engine.pass(s, pass, tile, out, second, add));
      return;
    }
    long part = engine.partBytes(pass); // there are ranges only where there are few items
    partials = atLeast(partials, part * ranges * itemTiles);
    if (second != null) {
      secondPartials = atLeast(secondPartials, part * ranges * itemTiles);
    }
    MemorySegment parts = partials;
    MemorySegment secondParts = second == null ? null : secondPartials;
    workers.run(
        itemTiles * ranges,
        (block, worker) -> {
          int range = block % ranges;
          int from = (int) ((long) termTiles * range / ranges);
          int to = (int) ((long) termTiles * (range + 1) / ranges);
          engine.partialPass(
              scratch(worker, rank),
              pass,
              block / ranges,
              from,
              to,
              parts,
              secondParts,
              block * part);
        });
    tiles(
        pass.items(),
        rank,
        (tile, s) -> {
          long first = (long) tile * ranges * part;
          engine.combine(s, pass, tile, parts, first, part, ranges, out, add);
          if (second != null) {
            engine.combine(
                s,
                pass,
                tile,
                Objects.requireNonNull(secondParts),
                first,
                part,
                ranges,
                second,
                add);
          }
        });
  }

  private static int ranges(int itemTiles, int termTiles) {
    if (itemTiles == 0) {
      return 1;
    }
    int wanted = Math.ceilDiv(Blocks.MOST, itemTiles);
    return Math.max(1, Math.min(wanted, termTiles / SHORTEST_RANGE));
  }

  /** Scratch grows by doubling at least: what it was before stays in the arena until the end. */
  private MemorySegment atLeast(MemorySegment segment, long bytes) {
    return segment.byteSize() >= bytes
        ? segment
        : memory.allocate(Math.max(bytes, 2 * segment.byteSize()), "scratch memory");
  }
}
