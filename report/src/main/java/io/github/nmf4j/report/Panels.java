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
 * it is there. With several columns of W per component, the taps of a convolutive model, W·H stands
 * for Σ_t W_t · shift_t(H).
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

  /** Panels of a V, or of W·H alone, with so many columns. */
  static Panels of(@Nullable Matrix v, DenseMatrix w, DenseMatrix h, int columns) {
    return of(v, w, h, columns, Cells.FINEST, BUDGET);
  }

  static Panels of(
      @Nullable Matrix v, DenseMatrix w, DenseMatrix h, int columns, int finest, double budget) {
    int stride = stride(w, columns, budget);
    // a thin matrix is not thinned further than to what is drawn
    int columnStride = Math.clamp(columns / finest, 1, stride);
    var pass = new Pass(w, columns, rowStride(w, finest, stride), columnStride, finest);
    pass.add(v, h, 0);
    return pass.panels();
  }

  private static int stride(DenseMatrix w, int columns, double budget) {
    double work = (double) w.rows() * columns * (w.columns() + COST_OF_AN_ENTRY);
    return work <= budget ? 1 : (int) Math.ceil(Math.sqrt(work / budget));
  }

  private static int rowStride(DenseMatrix w, int finest, int stride) {
    return Math.clamp(w.rows() / finest, 1, stride);
  }

  /** Panels of a V that comes in pieces of columns, because it is too large to be held. */
  static final class Pieces {
    private final Pass pass;
    private int done;

    /**
     * Nothing yet.
     *
     * @param columns of V in all
     */
    Pieces(DenseMatrix w, int columns) {
      int stride = stride(w, columns, BUDGET);
      this.pass =
          new Pass(w, columns, rowStride(w, Cells.FINEST, stride * stride), 1, Cells.FINEST);
    }

    /**
     * The next columns.
     *
     * @param h activations, those of this piece and those before that reach into it
     * @param before how many columns of h are before the piece
     */
    void add(Matrix v, DenseMatrix h, int before) {
      if (done + v.columns() > pass.sourceColumns) {
        throw new IllegalArgumentException(
            "%d columns, but V has only %d".formatted(done + v.columns(), pass.sourceColumns));
      }
      pass.add(v, h, before);
      done += v.columns();
    }

    Panels panels() {
      if (done != pass.sourceColumns) {
        throw new IllegalStateException(
            "%d of %d columns of V have come".formatted(done, pass.sourceColumns));
      }
      return pass.panels();
    }
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

  /** A walk over the rows of each piece, several of them at a time. */
  private static final class Pass {
    private final DenseMatrix w;
    private final int rowStride;
    private final int columnStride;
    private final int rows;
    private final int columns;
    private final int sourceRows;
    private final int sourceColumns;
    private final int[] cellOf;
    private final double[] data;
    private final double[] model;
    private final double[] residual;
    private boolean known;
    private int first;

    Pass(DenseMatrix w, int sourceColumns, int rowStride, int columnStride, int finest) {
      this.w = w;
      this.rowStride = rowStride;
      this.columnStride = columnStride;
      this.sourceRows = w.rows();
      this.sourceColumns = sourceColumns;
      int seenRows = Math.ceilDiv(sourceRows, rowStride);
      int seenColumns = Math.ceilDiv(sourceColumns, columnStride);
      this.rows = Math.min(seenRows, finest);
      this.columns = Math.min(seenColumns, finest);
      this.cellOf = Cells.cellOf(seenColumns, columns);
      this.data = new double[rows * columns];
      this.model = new double[rows * columns];
      this.residual = new double[rows * columns];
      Arrays.fill(data, Double.NaN);
      Arrays.fill(residual, Double.NaN);
    }

    /** One row for each column of W: of component c and tap t the activations of c, t later. */
    private double[][] shifted(DenseMatrix h, int before, int seen) {
      int taps = w.columns() / h.rows();
      double[][] shifted = new double[w.columns()][seen];
      double[] line = new double[h.columns()];
      for (int r = 0; r < shifted.length; r++) {
        h.copyRow(r / taps, 0, line.length, line);
        for (int j = 0; j < seen; j++) {
          int at = before + j * columnStride - r % taps;
          if (at >= 0 && at < line.length) {
            shifted[r][j] = line[at];
          }
        }
      }
      return shifted;
    }

    /** Takes the columns that follow those of the last call. */
    void add(@Nullable Matrix v, DenseMatrix h, int before) {
      known = v != null;
      int width = v == null ? sourceColumns : v.columns();
      int seen = Math.ceilDiv(width, columnStride);
      double[][] activations = shifted(h, before, seen);
      int all = Math.ceilDiv(sourceRows, rowStride);
      IntStream.range(0, rows)
          .parallel()
          .forEach(
              cellRow -> {
                int from = (int) Math.ceilDiv((long) cellRow * all, rows);
                int to = (int) Math.ceilDiv((cellRow + 1L) * all, rows);
                walk(v, activations, width, cellRow, from, to);
              });
      first += seen;
    }

    Panels panels() {
      return new Panels(
          known ? Optional.of(cells(data)) : Optional.empty(),
          cells(model),
          known ? Optional.of(cells(residual)) : Optional.empty(),
          rowStride,
          columnStride);
    }

    private Cells cells(double[] values) {
      return new Cells(rows, columns, values, sourceRows, sourceColumns);
    }

    private void walk(@Nullable Matrix v, double[][] h, int width, int cellRow, int from, int to) {
      double[] full = v instanceof DenseMatrix ? new double[width] : new double[0];
      double[] line = new double[h[0].length];
      double[] product = new double[h[0].length];
      for (int seen = from; seen < to; seen++) {
        int i = seen * rowStride;
        multiply(i, h, product);
        int start = cellRow * columns;
        for (int j = 0; j < product.length; j++) {
          int cell = start + cellOf[first + j];
          model[cell] = Math.max(model[cell], product[j]);
        }
        if (v != null) {
          read(v, i, full, line);
          compare(start, line, product);
        }
      }
    }

    private void multiply(int i, double[][] h, double[] product) {
      Arrays.fill(product, 0);
      for (int r = 0; r < h.length; r++) {
        double weight = w.get(i, r);
        if (weight != 0) {
          double[] row = h[r];
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
        int cell = start + cellOf[first + j];
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
