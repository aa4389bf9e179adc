package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.opencl.SparseData.Compressed;
import org.jspecify.annotations.Nullable;

/**
 * Coordinate descent, a work-group per item. An item needs all of its entries, so those of a dense
 * V are brought together in scratch memory, as many items at a time as fit there.
 */
final class Coordinates {

  private static final String FILE = "coordinates";
  private static final int GROUP = 64;

  /** Bytes of scratch for items and their model. */
  private static final long SCRATCH_BYTES = 64L << 20;

  private final Workspace work;

  Coordinates(Workspace work) {
    this.work = work;
  }

  /** See {@link io.github.nmf4j.backend.Session#coordinateSweep}. */
  void sweep(
      DeviceData v,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      DeviceFactor sums,
      ItemStep step,
      @Nullable DeviceFactor free) {
    if (f.rows() == 0) {
      return;
    }
    switch (v) {
      case DenseData dense -> dense(dense, side, f, g, sums, step, free);
      case SparseData sparse -> {
        for (SparseData.SparseBlock block : sparse.blocks()) {
          if (block.items(DeviceData.other(side)) != g.rows()) {
            throw new InsufficientMemoryException(
                "coordinate descent needs all entries of an item in one buffer, but V had to be cut"
                    + " into several; use a multiplicative update");
          }
          sparse(
              block.compressed(side),
              part(f, block.firstItem(side), block.items(side)),
              g,
              share(sums, block.firstItem(side), block.items(side)),
              step,
              mask(free, block.firstItem(side), block.items(side)));
        }
      }
    }
  }

  private static DeviceFactor part(DeviceFactor f, int from, int count) {
    return (DeviceFactor) f.rows(from, from + count);
  }

  private static @Nullable DeviceFactor mask(@Nullable DeviceFactor free, int from, int count) {
    return free == null ? null : part(free, from, count);
  }

  /** The rows of {@code sums} for these items; one row is for all. */
  private static DeviceFactor share(DeviceFactor sums, int from, int count) {
    return sums.rows() == 1 ? sums : part(sums, from, count);
  }

  private void sparse(
      Compressed<ClBuffer> x,
      DeviceFactor f,
      DeviceFactor g,
      DeviceFactor sums,
      ItemStep step,
      @Nullable DeviceFactor free) {
    ClBuffer model = work.scratch((long) x.entries() * work.precision().bytes());
    var call =
        kernel(step, "-DSPARSE")
            .buffer(x.values())
            .buffer(model)
            .buffer(x.itemStarts())
            .buffer(x.columns());
    run(call, f, g, sums, step, free);
  }

  private void dense(
      DenseData v,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      DeviceFactor sums,
      ItemStep step,
      @Nullable DeviceFactor free) {
    int q = g.rows();
    int bytes = work.precision().bytes();
    long room = Math.min(SCRATCH_BYTES, work.limits().maxAllocationBytes()) / bytes;
    long itemsAtOnce = (room - (long) q * g.rank()) / (2L * Math.max(1, q));
    if (itemsAtOnce < 1) {
      throw new InsufficientMemoryException(
          ("coordinate descent needs %d numbers side by side, one buffer has room for %d; use a"
                  + " multiplicative update")
              .formatted((long) q * (g.rank() + 2), room));
    }
    int chunk = (int) Math.min(f.rows(), itemsAtOnce);
    long models = (long) chunk * q;
    long gt = 2 * models;
    ClBuffer scratch = work.scratch((gt + (long) q * g.rank()) * bytes);
    move("transpose", g.buffer(), g.at(), g.stride(), scratch, gt, q, q, g.rank());
    for (int first = 0; first < f.rows(); first += chunk) {
      int items = Math.min(chunk, f.rows() - first);
      gather(v, side, first, items, q, scratch);
      var call =
          kernel(step, "")
              .buffer(scratch)
              .buffer(scratch)
              .wide(0)
              .wide(models)
              .number(q)
              .wide(gt)
              .buffer(scratch);
      DeviceFactor s = share(sums, first, items);
      run(call, part(f, first, items), g, s, step, mask(free, first, items));
    }
  }

  /** The items {@code first …} of V, one after the other, to the beginning of the scratch. */
  private void gather(DenseData v, Side side, int first, int items, int q, ClBuffer scratch) {
    for (DenseData.DenseBlock block : v.blocks()) {
      int from = Math.max(first, block.firstItem(side));
      int to = Math.min(first + items, block.firstItem(side) + block.items(side));
      if (from >= to) {
        continue;
      }
      int entry = block.firstItem(DeviceData.other(side));
      int entries = block.items(DeviceData.other(side));
      long target = (long) (from - first) * q + entry;
      int inBlock = from - block.firstItem(side);
      if ((side == Side.COLUMNS) == block.columnMajor()) {
        move(
            "lines",
            block.buffer(),
            block.at() + (long) inBlock * block.stride(),
            block.stride(),
            scratch,
            target,
            q,
            to - from,
            entries);
      } else {
        move(
            "transpose",
            block.buffer(),
            block.at() + inBlock,
            block.stride(),
            scratch,
            target,
            q,
            entries,
            to - from);
      }
    }
  }

  private void move(
      String kernel,
      ClBuffer source,
      long at,
      long stride,
      ClBuffer target,
      long targetAt,
      long targetStride,
      long rows,
      long columns) {
    work.launcher()
        .kernel(FILE, kernel, "")
        .buffer(source)
        .wide(at)
        .wide(stride)
        .buffer(target)
        .wide(targetAt)
        .wide(targetStride)
        .wide(rows)
        .wide(columns)
        .runOver(rows * columns);
  }

  private Launcher.Call kernel(ItemStep step, String defines) {
    return switch (step) {
      case CoordinateStep _ -> work.kernel(FILE, defines);
      case LeastSquaresStep _ -> work.kernel(FILE, (defines + " -DLEAST_SQUARES").strip());
    };
  }

  private void run(
      Launcher.Call call,
      DeviceFactor f,
      DeviceFactor g,
      DeviceFactor sums,
      ItemStep step,
      @Nullable DeviceFactor free) {
    DeviceFactor mask = free == null ? f : free;
    call.buffer(f.buffer())
        .wide(f.at())
        .buffer(mask.buffer())
        .wide(mask.at())
        .flag(free != null)
        .buffer(g.buffer())
        .wide(g.at())
        .number(f.rank())
        .number(f.stride())
        .buffer(sums.buffer())
        .wide(sums.at())
        .wide(sums.rows() == 1 ? 0 : sums.stride())
        .number(step.sweeps())
        .flag(step instanceof CoordinateStep newton && newton.rule() == CoordinateStep.Rule.DAMPED)
        .acc(step.l1())
        .acc(step.l2())
        .real(Floors.coordinate())
        .real(Floors.factor(work.precision()))
        .run(f.rows(), GROUP);
  }
}
