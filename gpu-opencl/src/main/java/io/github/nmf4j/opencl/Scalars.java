package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.opencl.SparseData.Compressed;
import java.util.function.Function;

/**
 * Sums and maxima over factors and data. The device makes one partial result per work-group; those
 * that leave the device are added up here, in double, in the order of their index.
 */
final class Scalars {

  private static final int LANES = 16;
  static final int MOST_GROUPS = 1024;

  private final Workspace work;
  private final Products products;
  private final PartialResults results;
  private final int group;
  private final String options;

  Scalars(Workspace work, Products products, PartialResults results) {
    this.work = work;
    this.products = products;
    this.results = results;
    this.group = work.limits().workGroupSize() >= 256 ? 256 : DeviceLimits.SMALLEST_GROUP;
    this.options = "-DGROUP=" + group;
  }

  double sum(DeviceFactor f) {
    if (f.rows() == 0) {
      return 0;
    }
    int groups = groups(f.extent());
    ClBuffer partial = results.sums(groups);
    work.launcher()
        .kernel("scalars", "sum_entries", options)
        .buffer(f.buffer())
        .wide(f.at())
        .wide(f.extent())
        .buffer(partial)
        .run(groups, group);
    return results.total(partial, groups);
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
    ClBuffer partial = results.sums(groups);
    work.launcher()
        .kernel("scalars", "dot_entries", options)
        .buffer(f)
        .wide(fAt)
        .buffer(g)
        .wide(gAt)
        .wide(numbers)
        .buffer(partial)
        .run(groups, group);
    return results.total(partial, groups);
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
          Compressed<ClBuffer> x = block.byRows();
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
    ClBuffer partial = results.sums(groups);
    work.launcher()
        .kernel("scalars", "sum_squares", options)
        .buffer(block.buffer())
        .wide(block.at())
        .wide(lines)
        .wide(length)
        .wide(block.stride())
        .buffer(partial)
        .run(groups, group);
    return results.total(partial, groups);
  }

  // ---- per component ------------------------------------------------------------------------

  private Splits columnSplits(DeviceFactor f, long splitBytes) {
    return Splits.of(f.stride() / LANES, f.rows(), group / LANES, splitBytes, work.limits());
  }

  /** Leaves the column sums of each split in scratch memory. */
  private ClBuffer columnSums(DeviceFactor f, Splits splits) {
    ClBuffer partial = results.sums((long) splits.count() * f.stride());
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
    ClBuffer partial = results.sums((long) splits.count() * f.stride());
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
    Splits splits = columnSplits(f, (long) f.stride() * PartialResults.SUM_BYTES);
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
  double[] exactColumnSums(DeviceFactor f) {
    double[] sums = new double[f.stride()];
    Splits splits = columnSplits(f, (long) f.stride() * PartialResults.SUM_BYTES);
    double[] partial =
        results.read(columnSums(f, splits), (long) splits.count() * f.stride(), true);
    for (int i = 0; i < partial.length; i++) {
      sums[i % sums.length] += partial[i];
    }
    return sums;
  }

  /** FᵀF in double where the device has it. */
  double[] exactGram(DeviceFactor f) {
    int extent = f.stride() * f.stride();
    int bytes = work.launcher().doubleScalars() ? Double.BYTES : Float.BYTES;
    Splits splits = products.gramSplits(f, bytes);
    ClBuffer partial = work.scratch((long) splits.count() * extent * bytes);
    // in double sessions ACC is REAL: one program less
    String value = work.precision() == Precision.DOUBLE ? "REAL" : "ACC";
    products.gram(f, splits, value, partial, false);
    double[] numbers = results.read(partial, (long) splits.count() * extent, false);
    double[] sums = new double[extent];
    for (int i = 0; i < numbers.length; i++) {
      sums[i % extent] += numbers[i];
    }
    return sums;
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
    for (double residual : results.reals(partial, maximaAt + 2L * stride, groups)) {
      largest = Math.max(largest, residual); // NaN if one is
    }
    return largest;
  }

  private int groups(long numbers) {
    // at least eight numbers per work-item
    return Math.clamp(Math.ceilDiv(numbers, 8L * group), 1, MOST_GROUPS);
  }
}
