package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.opencl.SparseData.Compressed;
import org.jspecify.annotations.Nullable;

/**
 * The passes over the stored entries of one rectangle of a sparse V, and the second one that adds
 * up the pieces of long rows. On a GPU a work-group shares a tile; on a processor one work-item
 * takes several.
 */
final class SparseProducts {

  /**
   * Tiles per work-group on a processor (SPAN): what a group costs there is some hundred entries.
   */
  private static final int SPAN = 16;

  private final Workspace work;

  SparseProducts(Workspace work) {
    this.work = work;
  }

  /** R = X·G, or added to R. */
  void cross(SparseData.SparseBlock block, Side side, DeviceFactor g, DeviceFactor r, boolean add) {
    Compressed<ClBuffer> x = block.compressed(side);
    int item = block.firstItem(side);
    ClBuffer partial = slots(x, g.stride());
    Pass pass = begin("cross_sparse", "", x, g.stride());
    pass.call()
        .buffer(g.buffer())
        .wide(g.at(block.firstItem(DeviceData.other(side))))
        .number(g.stride())
        .buffer(r.buffer())
        .wide(r.at(item))
        .buffer(partial)
        .flag(add)
        .run(pass.groups(), pass.local());
    longRows(x, partial, r, item, add);
  }

  /**
   * The numerator over the stored entries, or what {@code defines} make of it.
   *
   * @param weights null if every entry weighs 1
   */
  void ratio(
      SparseData.SparseBlock block,
      SparseData.@Nullable SparseBlock weights,
      String defines,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      double beta,
      DeviceFactor n,
      boolean add) {
    Compressed<ClBuffer> x = block.compressed(side);
    int item = block.firstItem(side);
    ClBuffer partial = slots(x, f.stride());
    int kind = LossKind.of(beta);
    String all = work.limits().slowCompiler() ? defines : defines + " -DKIND=" + kind;
    Pass pass = begin("ratio_cross_sparse", all, x, f.stride());
    Launcher.Call call = pass.call();
    if (weights != null) {
      call.buffer(weights.compressed(side).values());
    }
    call.buffer(f.buffer())
        .wide(f.at(item))
        .buffer(g.buffer())
        .wide(g.at(block.firstItem(DeviceData.other(side))))
        .number(f.stride())
        .number(kind)
        .real(beta)
        .real(Floors.model(work.precision(), beta))
        .buffer(n.buffer())
        .wide(n.at(item))
        .buffer(partial)
        .flag(add)
        .run(pass.groups(), pass.local());
    longRows(x, partial, n, item, add);
  }

  /**
   * A call whose tiles and entries are set, and how many groups of how many work-items it takes.
   */
  private record Pass(Launcher.Call call, long groups, int local) {}

  private Pass begin(String kernel, String defines, Compressed<ClBuffer> x, int stride) {
    VectorTiles vectors = VectorTiles.of(stride, work.precision(), work.limits());
    String options = (segmentOptions() + " " + defines).strip();
    if (vectors == null) {
      Launcher.Call call = work.kernel(kernel, options).buffer(x.tiles());
      return new Pass(entries(call, x), x.tileCount(), Segments.TILE);
    }
    Launcher.Call call =
        work.kernel(
                vectors.kernel(kernel),
                options + " -DSPAN=" + SPAN + " " + vectors.componentOptions())
            .buffer(x.tiles())
            .number(x.tileCount());
    return new Pass(entries(call, x), Math.ceilDiv(x.tileCount(), SPAN), 1);
  }

  private static Launcher.Call entries(Launcher.Call call, Compressed<ClBuffer> x) {
    return call.buffer(x.starts())
        .buffer(x.owners())
        .buffer(x.slots())
        .buffer(x.columns())
        .buffer(x.values());
  }

  static String segmentOptions() {
    return "-DTS=" + Segments.TILE;
  }

  private ClBuffer slots(Compressed<ClBuffer> x, int stride) {
    return work.scratch((long) x.slotCount() * stride * work.precision().bytes());
  }

  private void longRows(
      Compressed<ClBuffer> x, ClBuffer partial, DeviceFactor r, int item, boolean add) {
    if (x.longCount() == 0) {
      return;
    }
    work.launcher()
        .kernel("reduce", "long_rows", "")
        .buffer(x.longRows())
        .buffer(x.longFirsts())
        .number(x.longCount())
        .buffer(partial)
        .number(r.stride())
        .buffer(r.buffer())
        .wide(r.at(item))
        .flag(add)
        .runOver((long) x.longCount() * r.stride());
  }
}
