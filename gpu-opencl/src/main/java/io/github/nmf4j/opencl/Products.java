package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * The passes over V and over whole factors: each is one kernel, and a second one that adds up the
 * splits where the sum was cut. Those over stored entries are {@link SparseProducts}.
 */
final class Products {

  private static final int STEP = 16; // TJ of the kernels

  private final Workspace work;
  private final SparseProducts sparseProducts;

  Products(Workspace work) {
    this.work = work;
    this.sparseProducts = new SparseProducts(work);
  }

  /** R = X·G, or added to R. */
  void cross(DeviceData v, Side side, DeviceFactor g, DeviceFactor r, boolean add) {
    Side other = DeviceData.other(side);
    if (v.items(other) == 0) {
      clearUnless(add, r);
      return;
    }
    switch (v) {
      case DenseData dense -> {
        for (DenseData.DenseBlock block : dense.blocks()) {
          int first = block.firstItem(other);
          multiply(
              block.buffer(),
              block.at(),
              block.stride(),
              (side == Side.COLUMNS) != block.columnMajor(),
              block.items(side),
              block.items(other),
              g.buffer(),
              g.at(first),
              r.buffer(),
              r.at(block.firstItem(side)),
              g.stride(),
              // the first block of an item overwrites what was there
              add || first > 0);
        }
      }
      case SparseData sparse -> {
        for (SparseData.SparseBlock block : sparse.blocks()) {
          sparseProducts.cross(block, side, g, r, add || block.firstItem(other) > 0);
        }
      }
    }
  }

  /** out = F·S. */
  void product(DeviceFactor f, DeviceGram s, DeviceFactor out) {
    product(f, s, out.buffer(), out.at());
  }

  /** out = F·S, from number {@code at} of a buffer on. */
  void product(DeviceFactor f, DeviceGram s, ClBuffer out, long at) {
    multiply(
        f.buffer(),
        f.at(),
        f.stride(),
        false,
        f.rows(),
        f.stride(),
        s.buffer(),
        0,
        out,
        at,
        f.stride(),
        false);
  }

  /** R = X·G for dense X (p × q) with leading dimension ld. */
  private void multiply(
      ClBuffer x,
      long xAt,
      int ld,
      boolean transposed,
      int p,
      int q,
      ClBuffer g,
      long gAt,
      ClBuffer r,
      long rAt,
      int stride,
      boolean add) {
    if (p == 0) {
      return;
    }
    DenseTiles tiles = DenseTiles.forProduct(stride, work.precision(), work.limits());
    long across = Math.ceilDiv(p, tiles.items());
    long chunks = tiles.chunks(stride);
    long extent = (long) p * stride;
    Splits splits =
        Splits.of(
            across * chunks, q, tiles.step(), extent * work.precision().bytes(), work.limits());
    boolean whole = splits.count() == 1;
    ClBuffer target = whole ? r : scratch(splits.count() * extent);
    Launcher.Call call =
        work.kernel(
                tiles.kernel("cross_dense"),
                tiles.options() + layout(tiles, "TRANSPOSED", transposed))
            .buffer(x)
            .wide(xAt)
            .wide(ld);
    flagUnlessFixed(call, tiles, transposed)
        .number(p)
        .number(q)
        .buffer(g)
        .wide(gAt)
        .number(stride)
        .number(splits.span())
        .buffer(target)
        .wide(whole ? rAt : 0)
        .wide(extent)
        .flag(whole && add)
        .run(new long[] {across, chunks, splits.count()}, tiles.group());
    if (!whole) {
      addSplits(target, 0, splits.count(), extent, r, rAt, extent, add);
    }
  }

  /** The definition of a layout, for kernels that are compiled for one. */
  private static String layout(DenseTiles tiles, String name, boolean transposed) {
    return tiles.fixesLayout() && transposed ? " -D" + name : "";
  }

  private static Launcher.Call flagUnlessFixed(
      Launcher.Call call, DenseTiles tiles, boolean transposed) {
    return tiles.fixesLayout() ? call : call.flag(transposed);
  }

  /** N = (X ⊘ Y)·G, or added to N. */
  void klCross(
      DeviceData v, Side side, DeviceFactor f, DeviceFactor g, DeviceFactor n, boolean add) {
    ratioCross(v, side, f, g, 1, n, null, add);
  }

  /** N = (X ∘ Y^(β−2))·G and D = Y^(β−1)·G, or added to N and D. */
  void betaCross(
      DeviceData v,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      double beta,
      DeviceFactor n,
      DeviceFactor d,
      boolean add) {
    ratioCross(v, side, f, g, beta, n, d, add);
  }

  /**
   * N = (M ∘ X ∘ Y^(β−2))·G and D = (M ∘ Y^(β−1))·G, or added to N and D.
   *
   * @param m the weights, laid out like V
   */
  void weightedCross(
      DeviceData v,
      DeviceData m,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      double beta,
      DeviceFactor n,
      DeviceFactor d,
      boolean add) {
    Side other = DeviceData.other(side);
    if (v.items(other) == 0) {
      clearUnless(add, n);
      clearUnless(add, d);
      return;
    }
    for (WeightedBlock pair : WeightedBlock.of(v, m)) {
      int first = pair.block().firstItem(other);
      boolean adds = add || first > 0;
      switch (pair) {
        case WeightedBlock.Dense dense -> {
          int item = dense.block().firstItem(side);
          int p = dense.block().items(side);
          ratioDense(
              dense.block(),
              dense.weights(),
              side,
              part(f, item, p),
              part(g, first, dense.block().items(other)),
              beta,
              part(n, item, p),
              part(d, item, p),
              adds);
        }
        case WeightedBlock.Sparse sparse -> {
          sparseProducts.ratio(
              sparse.block(), sparse.weights(), "-DWEIGHTED", side, f, g, beta, n, adds);
          sparseProducts.ratio(
              sparse.block(),
              sparse.weights(),
              "-DWEIGHTED -DDENOMINATOR",
              side,
              f,
              g,
              beta,
              d,
              adds);
        }
      }
    }
  }

  private void ratioCross(
      DeviceData v,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      double beta,
      DeviceFactor n,
      @Nullable DeviceFactor d,
      boolean add) {
    Side other = DeviceData.other(side);
    if (v.items(other) == 0) {
      clearUnless(add, n);
      if (d != null) {
        clearUnless(add, d);
      }
      return;
    }
    switch (v) {
      case DenseData dense -> {
        for (DenseData.DenseBlock block : dense.blocks()) {
          int first = block.firstItem(other);
          int item = block.firstItem(side);
          int p = block.items(side);
          int q = block.items(other);
          ratioDense(
              block,
              null,
              side,
              part(f, item, p),
              part(g, first, q),
              beta,
              part(n, item, p),
              d == null ? null : part(d, item, p),
              add || first > 0);
        }
      }
      case SparseData sparse -> {
        for (SparseData.SparseBlock block : sparse.blocks()) {
          int first = block.firstItem(other);
          sparseProducts.ratio(block, null, "", side, f, g, beta, n, add || first > 0);
        }
        if (d != null) {
          // the denominator has a term for every entry of V, stored or not
          ratioDense(null, null, side, f, g, beta, null, d, add);
        }
      }
    }
  }

  private static DeviceFactor part(DeviceFactor f, int from, int count) {
    return (DeviceFactor) f.rows(from, from + count);
  }

  /**
   * One rectangle of a dense V, with weights if there are any; without V and N the denominator
   * alone.
   */
  private void ratioDense(
      DenseData.@Nullable DenseBlock block,
      DenseData.@Nullable DenseBlock weights,
      Side side,
      DeviceFactor f,
      DeviceFactor g,
      double beta,
      @Nullable DeviceFactor n,
      @Nullable DeviceFactor d,
      boolean add) {
    int p = f.rows();
    int q = g.rows();
    if (p == 0) {
      return;
    }
    int stride = f.stride();
    int outputs = (n == null ? 0 : 1) + (d == null ? 0 : 1);
    DenseTiles tiles =
        block != null && Divergences.isMixed(block, weights)
            ? RatioTiles.of(stride, work.precision(), outputs, work.limits())
            : DenseTiles.forRatio(stride, work.precision(), outputs, work.limits());
    long across = Math.ceilDiv(p, tiles.items());
    long chunks = tiles.chunks(stride);
    long extent = (long) p * stride;
    Splits splits =
        Splits.of(
            across * chunks,
            q,
            tiles.step(),
            outputs * extent * work.precision().bytes(),
            work.limits());
    boolean whole = splits.count() == 1;
    long part = splits.count() * extent;
    @Nullable ClBuffer partial = whole ? null : scratch(outputs * part);
    boolean transposed = block != null && (side == Side.COLUMNS) != block.columnMajor();
    boolean weightsTransposed = weights != null && (side == Side.COLUMNS) != weights.columnMajor();
    int kind = LossKind.of(beta);
    var call =
        work.kernel(
            tiles.kernel("ratio_cross_dense"),
            tiles.options()
                + (n == null ? "" : " -DNUMERATOR")
                + (d == null ? "" : " -DDENOMINATOR")
                + (weights == null ? "" : " -DWEIGHTED")
                + layout(tiles, "TRANSPOSED", transposed)
                + layout(tiles, "M_TRANSPOSED", weightsTransposed)
                + (work.limits().slowCompiler() ? "" : " -DKIND=" + kind));
    if (block != null && n != null) {
      call.buffer(block.buffer()).wide(block.at()).wide(block.stride());
      flagUnlessFixed(call, tiles, transposed);
      call.buffer(partial == null ? n.buffer() : partial).wide(partial == null ? n.at() : 0);
    }
    if (weights != null) {
      call.buffer(weights.buffer()).wide(weights.at()).wide(weights.stride());
      flagUnlessFixed(call, tiles, weightsTransposed);
    }
    long second = n == null ? 0 : part;
    if (d != null) {
      call.buffer(partial == null ? d.buffer() : partial).wide(partial == null ? d.at() : second);
    }
    call.buffer(f.buffer())
        .wide(f.at())
        .number(p)
        .buffer(g.buffer())
        .wide(g.at())
        .number(q)
        .number(stride)
        .number(splits.span())
        .wide(extent)
        .number(kind)
        .real(beta)
        .real(Floors.model(work.precision(), beta))
        .flag(whole && add)
        .packed(tiles.packedBytes(stride))
        .run(new long[] {across, chunks, splits.count()}, tiles.group());
    if (partial != null) {
      if (n != null) {
        addSplits(partial, 0, splits.count(), extent, n.buffer(), n.at(), extent, add);
      }
      if (d != null) {
        addSplits(partial, second, splits.count(), extent, d.buffer(), d.at(), extent, add);
      }
    }
  }

  /** S = FᵀF, or added to S. */
  void gram(DeviceFactor f, DeviceGram s, boolean add) {
    if (f.rows() == 0) {
      if (!add) {
        work.queue().zero(s.buffer(), 0, s.extent() * work.precision().bytes());
      }
      return;
    }
    if (VectorTiles.of(f.stride(), work.precision(), work.limits()) != null) {
      gramOfVectors(f, s, add);
      return;
    }
    Splits splits = gramSplits(f, work.precision().bytes());
    boolean whole = splits.count() == 1;
    ClBuffer target = whole ? s.buffer() : scratch(splits.count() * s.extent());
    gram(f, splits, "REAL", target, whole && add);
    if (!whole) {
      addSplits(target, 0, splits.count(), s.extent(), s.buffer(), 0, s.extent(), add);
    }
  }

  /** S = FᵀF as a product of Fᵀ: both halves still add the same products in the same order. */
  private void gramOfVectors(DeviceFactor f, DeviceGram s, boolean add) {
    int stride = f.stride();
    multiply(
        f.buffer(),
        f.at(),
        stride,
        true,
        stride,
        f.rows(),
        f.buffer(),
        f.at(),
        s.buffer(),
        0,
        stride,
        add);
  }

  /** The splits of FᵀF when a number of it takes {@code bytes}. */
  Splits gramSplits(DeviceFactor f, int bytes) {
    long side = Math.ceilDiv(f.stride(), gramTile(f.stride()));
    long extent = (long) f.stride() * f.stride();
    return Splits.of(side * side, f.rows(), STEP, extent * bytes, work.limits());
  }

  private int gramSide() {
    return work.limits().workGroupSize() >= 256 ? 16 : 8;
  }

  private int gramTile(int stride) {
    return gramSide() * gramPerItem(stride);
  }

  /** Rows and columns per work-item: 4 at most, fewer for small ranks. */
  private int gramPerItem(int stride) {
    return Math.min(4, Integer.highestOneBit(Math.max(1, stride / gramSide())));
  }

  /** The splits' Gram matrices, one after the other, as REAL or ACC. */
  void gram(DeviceFactor f, Splits splits, String value, ClBuffer target, boolean add) {
    int side = gramSide();
    long tiles = Math.ceilDiv(f.stride(), gramTile(f.stride()));
    work.kernel(
            "gram", "-DWG=%d -DRG=%d -DVALUE=%s".formatted(side, gramPerItem(f.stride()), value))
        .buffer(f.buffer())
        .wide(f.at())
        .number(f.rows())
        .number(f.stride())
        .number(splits.span())
        .buffer(target)
        .flag(add)
        .run(new long[] {tiles, tiles, splits.count()}, new long[] {side, side, 1});
  }

  private void addSplits(
      ClBuffer partial,
      long at,
      int splits,
      long stride,
      ClBuffer target,
      long targetAt,
      long numbers,
      boolean add) {
    work.launcher()
        .kernel("reduce", "add_splits", "")
        .buffer(partial)
        .wide(at)
        .number(splits)
        .wide(stride)
        .buffer(target)
        .wide(targetAt)
        .wide(numbers)
        .flag(add)
        .runOver(numbers);
  }

  private ClBuffer scratch(long numbers) {
    return work.scratch(numbers * work.precision().bytes());
  }

  private void clearUnless(boolean add, DeviceFactor r) {
    if (!add) {
      int bytes = work.precision().bytes();
      work.queue().zero(r.buffer(), r.at() * bytes, r.extent() * bytes);
    }
  }
}
