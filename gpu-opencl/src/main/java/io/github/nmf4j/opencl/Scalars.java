package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.opencl.SparseData.Compressed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums and maxima over factors and data. The device makes one partial result per work-group; those
 * that leave the device are added up here, in double, in the order of their index.
 */
final class Scalars {

  private static final int SUM_BYTES = 8; // a double or a pair of floats
  private static final int LANES = 16;
  private static final int MOST_GROUPS = 1024;

  private final Workspace work;
  private final Products products;
  private final int group;
  private final String options;

  Scalars(Workspace work, Products products) {
    this.work = work;
    this.products = products;
    this.group = work.limits().workGroupSize() >= 256 ? 256 : DeviceLimits.SMALLEST_GROUP;
    this.options = "-DGROUP=" + group;
  }

  double sum(DeviceFactor f) {
    if (f.rows() == 0) {
      return 0;
    }
    int groups = groups(f.extent());
    ClBuffer partial = sums(groups);
    work.launcher()
        .kernel("scalars", "sum_entries", options)
        .buffer(f.buffer())
        .wide(f.at())
        .wide(f.extent())
        .buffer(partial)
        .run(groups, group);
    return total(partial, groups);
  }

  double dot(DeviceFactor f, DeviceFactor g) {
    return dot(f.buffer(), f.at(), g.buffer(), g.at(), f.extent());
  }

  double dot(DeviceGram s, DeviceGram t) {
    return dot(s.buffer(), 0, t.buffer(), 0, s.extent());
  }

  private double dot(ClBuffer f, long fAt, ClBuffer g, long gAt, long numbers) {
    if (numbers == 0) {
      return 0;
    }
    int groups = groups(numbers);
    ClBuffer partial = sums(groups);
    work.launcher()
        .kernel("scalars", "dot_entries", options)
        .buffer(f)
        .wide(fAt)
        .buffer(g)
        .wide(gAt)
        .wide(numbers)
        .buffer(partial)
        .run(groups, group);
    return total(partial, groups);
  }

  double squaredNorm(DeviceData v) {
    double sum = 0;
    switch (v) {
      case DenseData dense -> {
        for (DenseData.DenseBlock block : dense.blocks()) {
          sum += squares(block);
        }
      }
      case SparseData sparse -> {
        for (SparseData.SparseBlock block : sparse.blocks()) {
          Compressed x = block.byRows();
          sum += dot(x.values(), 0, x.values(), 0, x.entries());
        }
      }
    }
    return sum;
  }

  private double squares(DenseData.DenseBlock block) {
    int lines = block.items(block.columnMajor() ? Side.COLUMNS : Side.ROWS);
    int length = block.items(block.columnMajor() ? Side.ROWS : Side.COLUMNS);
    if (lines == 0 || length == 0) {
      return 0;
    }
    int groups = Math.min(lines, MOST_GROUPS);
    ClBuffer partial = sums(groups);
    work.launcher()
        .kernel("scalars", "sum_squares", options)
        .buffer(block.buffer())
        .wide(block.at())
        .wide(lines)
        .wide(length)
        .wide(block.stride())
        .buffer(partial)
        .run(groups, group);
    return total(partial, groups);
  }

  // ---- per component ------------------------------------------------------------------------

  private Splits columnSplits(DeviceFactor f, long splitBytes) {
    return Splits.of(f.stride() / LANES, f.rows(), group / LANES, splitBytes, work.limits());
  }

  /** Leaves the column sums of each split in scratch memory. */
  private ClBuffer columnSums(DeviceFactor f, Splits splits) {
    ClBuffer partial = sums((long) splits.count() * f.stride());
    work.launcher()
        .kernel("scalars", "column_sums", options)
        .buffer(f.buffer())
        .wide(f.at())
        .number(f.rows())
        .number(f.stride())
        .number(splits.span())
        .buffer(partial)
        .run(new long[] {f.stride() / LANES, splits.count()}, new long[] {LANES, group / LANES});
    return partial;
  }

  private ClBuffer columnDots(DeviceFactor f, DeviceFactor g, Splits splits) {
    ClBuffer partial = sums((long) splits.count() * f.stride());
    work.launcher()
        .kernel("scalars", "column_dots", options)
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(g.buffer())
        .wide(g.at())
        .number(f.rows())
        .number(f.stride())
        .number(splits.span())
        .buffer(partial)
        .run(new long[] {f.stride() / LANES, splits.count()}, new long[] {LANES, group / LANES});
    return partial;
  }

  void columnSums(DeviceFactor f, DeviceFactor sums, boolean add) {
    addColumns(f, splits -> columnSums(f, splits), sums, add);
  }

  void columnDots(DeviceFactor f, DeviceFactor g, DeviceFactor sums, boolean add) {
    addColumns(f, splits -> columnDots(f, g, splits), sums, add);
  }

  private void addColumns(
      DeviceFactor f, Function<Splits, ClBuffer> partials, DeviceFactor sums, boolean add) {
    if (f.rows() == 0) {
      if (!add) {
        int bytes = work.precision().bytes();
        work.queue().zero(sums.buffer(), sums.at() * bytes, sums.extent() * bytes);
      }
      return;
    }
    Splits splits = columnSplits(f, (long) f.stride() * SUM_BYTES);
    ClBuffer partial = partials.apply(splits);
    work.launcher()
        .kernel("reduce", "add_column_splits", "")
        .buffer(partial)
        .number(splits.count())
        .number(f.stride())
        .buffer(sums.buffer())
        .wide(sums.at())
        .flag(add)
        .runOver(f.stride());
  }

  /** Column sums in double. */
  private double[] exactColumnSums(DeviceFactor f) {
    double[] sums = new double[f.stride()];
    Splits splits = columnSplits(f, (long) f.stride() * SUM_BYTES);
    double[] partial = read(columnSums(f, splits), (long) splits.count() * f.stride(), true);
    for (int i = 0; i < partial.length; i++) {
      sums[i % sums.length] += partial[i];
    }
    return sums;
  }

  /** FᵀF in double where the device has it. */
  private double[] exactGram(DeviceFactor f) {
    int extent = f.stride() * f.stride();
    int bytes = work.launcher().doubleScalars() ? Double.BYTES : Float.BYTES;
    Splits splits = products.gramSplits(f, bytes);
    ClBuffer partial = work.scratch((long) splits.count() * extent * bytes);
    // in double sessions ACC is REAL: one program less
    String value = work.precision() == Precision.DOUBLE ? "REAL" : "ACC";
    products.gram(f, splits, value, partial, false);
    double[] numbers = read(partial, (long) splits.count() * extent, false);
    double[] sums = new double[extent];
    for (int i = 0; i < numbers.length; i++) {
      sums[i % extent] += numbers[i];
    }
    return sums;
  }

  // ---- divergence ---------------------------------------------------------------------------

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
          sum += dot(exactColumnSums(w), exactColumnSums(h));
        } else if (beta == 2) {
          sum += dot(exactGram(w), exactGram(h)) / 2;
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
            ? Tiles.forScores(work.precision(), work.limits())
            : DenseTiles.forScores(w.stride(), work.precision(), work.limits());
    long across = Math.ceilDiv(p, tiles.items());
    Splits splits = Splits.of(across, q, tiles.scoreStep(), across * SUM_BYTES, work.limits());
    long groups = across * splits.count();
    ClBuffer partial = sums(groups);
    Launcher.Call call =
        switch (block) {
          case DenseData.DenseBlock dense ->
              work.kernel(
                      tiles.kernel("divergence_dense"),
                      tiles.scoreOptions() + (weights == null ? "" : " -DWEIGHTED"))
                  .buffer(dense.buffer())
                  .wide(dense.at())
                  .wide(dense.stride())
                  .flag(dense.columnMajor());
          case SparseData.SparseBlock sparse ->
              work.kernel("divergence_dense", tiles.scoreOptions() + " -DSPARSE")
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
    return total(partial, groups);
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
    Compressed x = block.byRows();
    if (x.entries() == 0) {
      return 0;
    }
    int groups = Math.min(x.tileCount(), MOST_GROUPS);
    ClBuffer partial = sums(groups);
    String options = Products.segmentOptions() + (weights == null ? "" : " -DWEIGHTED");
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
    return total(partial, groups);
  }

  // ---- KKT ----------------------------------------------------------------------------------

  double kktResidual(DeviceFactor f, DeviceFactor n, DeviceFactor d, double l1, double l2) {
    if (f.rows() == 0) {
      return 0;
    }
    int bytes = work.precision().bytes();
    int stride = f.stride();
    Splits splits = columnSplits(f, 2L * stride * bytes);
    int groups = groups(f.extent());
    long maximaAt = 2L * splits.count() * stride;
    // one piece of scratch: the splits' maxima, the joined maxima, the groups' residuals
    ClBuffer partial = work.scratch((maximaAt + 2L * stride + groups) * bytes);
    boolean shared = d.rows() == 1;
    work.launcher()
        .kernel("kkt", "column_maxima", options)
        .buffer(f.buffer())
        .wide(f.at())
        .number(f.rows())
        .buffer(d.buffer())
        .wide(d.at())
        .flag(shared)
        .number(stride)
        .number(splits.span())
        .acc(l1)
        .acc(l2)
        .buffer(partial)
        .run(new long[] {stride / LANES, splits.count()}, new long[] {LANES, group / LANES});
    work.launcher()
        .kernel("kkt", "join_maxima", options)
        .buffer(partial)
        .number(splits.count())
        .number(stride)
        .wide(maximaAt)
        .runOver(2L * stride);
    work.launcher()
        .kernel("kkt", "kkt_residual", options)
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(n.buffer())
        .wide(n.at())
        .buffer(d.buffer())
        .wide(d.at())
        .flag(shared)
        .number(stride)
        .wide(f.extent())
        .acc(l1)
        .acc(l2)
        .buffer(partial)
        .wide(maximaAt)
        .run(groups, group);
    double largest = 0;
    for (double residual : reals(partial, maximaAt + 2L * stride, groups)) {
      largest = Math.max(largest, residual); // NaN if one is
    }
    return largest;
  }

  // ---- partial results ----------------------------------------------------------------------

  private int groups(long numbers) {
    // at least eight numbers per work-item
    return Math.clamp(Math.ceilDiv(numbers, 8L * group), 1, MOST_GROUPS);
  }

  private ClBuffer sums(long count) {
    return work.scratch(count * SUM_BYTES);
  }

  private double total(ClBuffer partial, long count) {
    double sum = 0;
    for (double part : read(partial, count, true)) {
      sum += part;
    }
    return sum;
  }

  /** Reads SUMs (doubles, or pairs of floats whose sum counts) or ACCs. */
  private double[] read(ClBuffer buffer, long count, boolean sums) {
    boolean doubles = work.launcher().doubleScalars();
    double[] numbers = new double[Math.toIntExact(count)];
    try (Arena local = Arena.ofConfined()) {
      long bytes = count * (sums || doubles ? Double.BYTES : Float.BYTES);
      MemorySegment host = local.allocate(bytes, 8);
      work.queue().read(buffer, 0, host);
      for (int i = 0; i < numbers.length; i++) {
        if (doubles) {
          numbers[i] = host.getAtIndex(JAVA_DOUBLE, i);
        } else if (sums) {
          numbers[i] =
              (double) host.getAtIndex(JAVA_FLOAT, 2L * i)
                  + host.getAtIndex(JAVA_FLOAT, 2L * i + 1);
        } else {
          numbers[i] = host.getAtIndex(JAVA_FLOAT, i);
        }
      }
    }
    return numbers;
  }

  /** Reads REALs. */
  private double[] reals(ClBuffer buffer, long at, int count) {
    boolean floats = work.precision() == Precision.FLOAT;
    int size = work.precision().bytes();
    double[] numbers = new double[count];
    try (Arena local = Arena.ofConfined()) {
      MemorySegment host = local.allocate((long) count * size, 8);
      work.queue().read(buffer, at * size, host);
      for (int i = 0; i < count; i++) {
        numbers[i] = floats ? host.getAtIndex(JAVA_FLOAT, i) : host.getAtIndex(JAVA_DOUBLE, i);
      }
    }
    return numbers;
  }
}
