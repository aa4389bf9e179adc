package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.backend.StreamedData;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import org.jspecify.annotations.Nullable;

/** Hands every operation to the loops in the kernel classes; computes in double throughout. */
final class ReferenceSession extends Session {

  private final Runnable onClose;

  ReferenceSession(Precision precision, Runnable onClose) {
    super(precision);
    this.onClose = onClose;
  }

  private static double[][] items(Factor f) {
    return ((ReferenceFactor) f).items;
  }

  private static double[][] entries(Gram s) {
    return ((ReferenceGram) s).entries;
  }

  private static ReferenceData data(Data v) {
    return (ReferenceData) v;
  }

  @Override
  protected Data doUpload(Matrix v, double scale, int panelColumns) {
    return new ReferenceData(this, v, precision(), scale, 0, v.columns(), panelColumns);
  }

  @Override
  protected Data doStream(ColumnSource v, double scale, int panelColumns) {
    var room = new PanelRoom(this, v.rows(), panelColumns, scale);
    return StreamedData.dense(this, v, panelColumns, room::load);
  }

  /** V is read where it is anyway. */
  @Override
  protected Data doStream(SparseMatrix v, double scale, int panelColumns) {
    return doUpload(v, scale, panelColumns);
  }

  @Override
  protected Factor doNewFactor(int rows, int rank) {
    return new ReferenceFactor(this, new double[rows][rank], rank);
  }

  @Override
  protected Gram doNewGram(int rank) {
    return new ReferenceGram(this, rank);
  }

  @Override
  protected void doWrite(Factor f, DenseMatrix values) {
    double[][] items = items(f);
    for (int i = 0; i < items.length; i++) {
      values.copyRow(i, 0, f.rank(), items[i]);
      for (int c = 0; c < f.rank(); c++) {
        items[i][c] = precision().round(items[i][c]);
      }
    }
  }

  @Override
  protected void doRead(Factor f, DenseMatrix values) {
    double[][] items = items(f);
    for (int i = 0; i < items.length; i++) {
      for (int c = 0; c < f.rank(); c++) {
        values.set(i, c, precision().round(items[i][c]));
      }
    }
  }

  @Override
  protected double[] doRead(Gram s) {
    int k = s.rank();
    double[] numbers = new double[k * k];
    for (int c = 0; c < k; c++) {
      System.arraycopy(entries(s)[c], 0, numbers, c * k, k);
    }
    return numbers;
  }

  @Override
  protected void doCopy(Factor f, Factor target) {
    for (int i = 0; i < f.rows(); i++) {
      System.arraycopy(items(f)[i], 0, items(target)[i], 0, f.rank());
    }
  }

  @Override
  protected void doGram(Factor f, Gram s, boolean add) {
    Products.gram(items(f), entries(s), add);
  }

  @Override
  protected void doCross(Data v, Side side, Factor g, Factor r, boolean add) {
    Products.cross(data(v), side, items(g), items(r), add);
  }

  @Override
  protected void doKlCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    Ratios.klCross(data(v), side, items(f), items(g), items(numerator), add, precision());
  }

  @Override
  protected void doBetaCross(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    Ratios.betaCross(
        data(v),
        side,
        items(f),
        items(g),
        beta,
        items(numerator),
        items(denominator),
        add,
        precision());
  }

  @Override
  protected void doWeightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    Ratios.weightedCross(
        data(v),
        data(m),
        side,
        items(f),
        items(g),
        beta,
        items(numerator),
        items(denominator),
        add,
        precision());
  }

  @Override
  protected void doColumnSums(Factor f, Factor sums, boolean add) {
    Products.columnSums(items(f), items(sums)[0], add);
  }

  @Override
  protected void doProduct(Factor f, Gram s, Factor out) {
    Products.product(items(f), entries(s), items(out));
  }

  @Override
  protected void doColumnDots(Factor f, Factor g, Factor sums, boolean add) {
    Products.columnDots(items(f), items(g), items(sums)[0], add);
  }

  @Override
  protected void doDelay(Factor f, Factor delayed) {
    Delays.delay(items(f), items(delayed));
  }

  @Override
  protected void doFoldDelays(Factor delayed, int items, Factor f) {
    Delays.fold(items(delayed), items, items(f));
  }

  @Override
  protected void doSmoothUpdate(
      Factor f,
      Factor held,
      int first,
      Factor numerator,
      Factor denominator,
      Factor scales,
      SmoothStep step) {
    Updates.smooth(
        items(f),
        items(held),
        first,
        items(numerator),
        items(denominator),
        items(scales)[0],
        step,
        precision());
  }

  @Override
  protected void doMultiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    Updates.multiply(items(f), items(r), entries(s), l1, l2, precision());
  }

  @Override
  protected void doRatioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    Updates.ratio(items(f), items(numerator), items(denominator), step, precision());
  }

  @Override
  protected void doForgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    Updates.forget(
        items(f),
        items(numerator),
        items(denominator),
        items(pastNumerator),
        items(pastDenominator),
        step,
        precision());
  }

  @Override
  protected void doHalsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    Updates.halsSweep(
        items(f), items(r), entries(s), l1, l2, free == null ? null : items(free), precision());
  }

  @Override
  protected void doHold(Factor f, Factor held, Factor free) {
    Updates.hold(items(f), items(held), items(free));
  }

  @Override
  protected void doCoordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free) {
    Coordinates.sweep(
        data(v),
        side,
        items(f),
        items(g),
        items(sums),
        step,
        free == null ? null : items(free),
        precision());
  }

  @Override
  protected void doExtrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    Updates.extrapolate(items(f), items(previous), weight, momentum, items(out), precision());
  }

  @Override
  protected void doSubtract(Factor f, Factor g, Factor out) {
    for (int i = 0; i < f.rows(); i++) {
      for (int c = 0; c < f.rank(); c++) {
        items(out)[i][c] = items(f)[i][c] - items(g)[i][c];
      }
    }
  }

  @Override
  protected double doDivergence(Data v, Factor w, Factor h, double beta) {
    return Divergences.divergence(data(v), items(w), items(h), beta, precision());
  }

  @Override
  protected double doWeightedDivergence(Data v, Data m, Factor w, Factor h, double beta) {
    return Divergences.weighted(data(v), data(m), items(w), items(h), beta, precision());
  }

  @Override
  protected double doSquaredNorm(Data v) {
    return Divergences.squaredNorm(data(v));
  }

  @Override
  protected double doSum(Factor f) {
    double sum = 0;
    for (double[] item : items(f)) {
      for (double value : item) {
        sum += value;
      }
    }
    return sum;
  }

  @Override
  protected double doDot(Factor f, Factor g) {
    return Products.dot(items(f), items(g));
  }

  @Override
  protected double doDot(Gram s, Gram t) {
    return Products.dot(entries(s), entries(t));
  }

  @Override
  protected double doKktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    return Updates.kktResidual(items(f), items(numerator), items(denominator), l1, l2);
  }

  @Override
  protected void doClose() {
    onClose.run();
  }
}
