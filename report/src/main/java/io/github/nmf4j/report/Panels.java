package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * V, W·H and V − W·H on the cells of one grid. W·H is never stored: each row of it is pooled when
 * it is there.
 *
 * @param v V, if it is known
 * @param model W·H
 * @param residual V − W·H, if V is known
 * @param rowStride every so many-th row was looked at
 * @param columnStride every so many-th column was looked at
 */
record Panels(
    Optional<Cells> v, Cells model, Optional<Cells> residual, int rowStride, int columnStride) {

  /** Multiply-adds, or entries times sixteen, that a picture may cost: about two seconds. */
  private static final double BUDGET = 6e9;

  private static final int COST_OF_AN_ENTRY = 16;

  static Panels of(@Nullable Matrix v, DenseMatrix w, DenseMatrix h) {
    return of(v, w, h, Cells.FINEST, BUDGET);
  }

  static Panels of(@Nullable Matrix v, DenseMatrix w, DenseMatrix h, int finest, double budget) {
    double work = (double) w.rows() * h.columns() * (w.columns() + COST_OF_AN_ENTRY);
    int stride = work <= budget ? 1 : (int) Math.ceil(Math.sqrt(work / budget));
    // a thin matrix is not thinned further than to what is drawn
    int rowStride = Math.clamp(w.rows() / finest, 1, stride);
    int columnStride = Math.clamp(h.columns() / finest, 1, stride);
    return new Pass(v, w, h, rowStride, columnStride, finest).run();
  }

  /** What a caption says about entries that were passed over; nothing if all were looked at. */
  String note() {
    if (rowStride == 1 && columnStride == 1) {
      return "";
    }
    return "Of this matrix, every %s row and every %s column was looked at."
        .formatted(ordinal(rowStride), ordinal(columnStride));
  }

  private static String ordinal(int n) {
    String suffix =
        n / 10 % 10 == 1
            ? "th"
            : switch (n % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return n == 1 ? "single" : n + suffix;
  }

  /** One walk over the rows, several of them at a time. */
  private static final class Pass {
    private final @Nullable Matrix v;
    private final DenseMatrix w;
    private final int rowStride;
    private final int columnStride;
    private final int rows;
    private final int columns;
    private final int sourceRows;
    private final int sourceColumns;
    private final double[][] h;
    private final int[] cellOf;
    private final double[] data;
    private final double[] model;
    private final double[] residual;

    Pass(
        @Nullable Matrix v,
        DenseMatrix w,
        DenseMatrix h,
        int rowStride,
        int columnStride,
        int finest) {
      this.v = v;
      this.w = w;
      this.rowStride = rowStride;
      this.columnStride = columnStride;
      this.sourceRows = w.rows();
      this.sourceColumns = h.columns();
      int seenRows = Math.ceilDiv(sourceRows, rowStride);
      int seenColumns = Math.ceilDiv(sourceColumns, columnStride);
      this.rows = Math.min(seenRows, finest);
      this.columns = Math.min(seenColumns, finest);
      this.h = sampled(h, columnStride, seenColumns);
      this.cellOf = Cells.cellOf(seenColumns, columns);
      this.data = new double[rows * columns];
      this.model = new double[rows * columns];
      this.residual = new double[rows * columns];
      Arrays.fill(data, Double.NaN);
      Arrays.fill(residual, Double.NaN);
    }

    private static double[][] sampled(DenseMatrix h, int stride, int seen) {
      double[][] sampled = new double[h.rows()][seen];
      double[] line = new double[h.columns()];
      for (int c = 0; c < sampled.length; c++) {
        h.copyRow(c, 0, line.length, line);
        for (int j = 0; j < seen; j++) {
          sampled[c][j] = line[j * stride];
        }
      }
      return sampled;
    }

    Panels run() {
      int seen = Math.ceilDiv(sourceRows, rowStride);
      IntStream.range(0, rows)
          .parallel()
          .forEach(
              cellRow -> {
                int from = (int) Math.ceilDiv((long) cellRow * seen, rows);
                int to = (int) Math.ceilDiv((cellRow + 1L) * seen, rows);
                walk(cellRow, from, to);
              });
      return new Panels(
          v == null ? Optional.empty() : Optional.of(cells(data)),
          cells(model),
          v == null ? Optional.empty() : Optional.of(cells(residual)),
          rowStride,
          columnStride);
    }

    private Cells cells(double[] values) {
      return new Cells(rows, columns, values, sourceRows, sourceColumns);
    }

    private void walk(int cellRow, int from, int to) {
      double[] full = v instanceof DenseMatrix ? new double[sourceColumns] : new double[0];
      double[] line = new double[cellOf.length];
      double[] product = new double[cellOf.length];
      for (int seen = from; seen < to; seen++) {
        int i = seen * rowStride;
        multiply(i, product);
        int start = cellRow * columns;
        for (int j = 0; j < product.length; j++) {
          int cell = start + cellOf[j];
          model[cell] = Math.max(model[cell], product[j]);
        }
        if (v != null) {
          read(v, i, full, line);
          compare(start, line, product);
        }
      }
    }

    private void multiply(int i, double[] product) {
      Arrays.fill(product, 0);
      for (int c = 0; c < h.length; c++) {
        double weight = w.get(i, c);
        if (weight != 0) {
          double[] row = h[c];
          for (int j = 0; j < product.length; j++) {
            product[j] += weight * row[j];
          }
        }
      }
    }

    private void read(Matrix matrix, int i, double[] full, double[] line) {
      switch (matrix) {
        case DenseMatrix dense -> {
          dense.copyRow(i, 0, full.length, full);
          for (int j = 0; j < line.length; j++) {
            line[j] = full[j * columnStride];
          }
        }
        case SparseMatrix sparse -> {
          Arrays.fill(line, 0);
          for (long p = sparse.rowStart(i); p < sparse.rowStart(i + 1); p++) {
            int j = sparse.column(p);
            if (j % columnStride == 0) {
              line[j / columnStride] = sparse.value(p);
            }
          }
        }
      }
    }

    private void compare(int start, double[] line, double[] product) {
      for (int j = 0; j < line.length; j++) {
        int cell = start + cellOf[j];
        double value = line[j];
        if (Double.isNaN(value)) {
          continue;
        }
        // also true where the cell has no value yet
        if (!(data[cell] >= value)) {
          data[cell] = value;
        }
        double difference = value - product[j];
        if (!(Math.abs(residual[cell]) >= Math.abs(difference))) {
          residual[cell] = difference;
        }
      }
    }
  }
}
